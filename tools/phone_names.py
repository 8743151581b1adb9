"""Words for what phones and pad say to each other in numbers. The board has no room for them."""

COMMANDS = ("", "stop", "slower", "cooler", "heat off")  # in the order of the opcodes in lib/pad/phone.py
RESULTS = ("done", "nothing to do", "unknown command", "wrong length", "not allowed")  # of its result codes
SETTINGS = ("speed_most", "heat_most", "minutes_most")  # of the values in lib/pad/settings.py
