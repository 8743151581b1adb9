"""Words for what phones and pad say to each other in numbers. The board has no room for them."""

# In the order of the opcodes in lib/pad/phone.py, and of its result codes
COMMANDS = ("", "stop", "slower", "cooler", "heat off", "something is wrong", "score before", "score after")
RESULTS = ("done", "nothing to do", "unknown command", "wrong length", "not allowed", "bad argument")
