"""Words for what phones and pad say to each other in numbers. The board has no room for them."""

# In the order of the opcodes in lib/pad/phone.py, and of its result codes
COMMANDS = ("", "stop", "slower", "cooler", "heat off", "something is wrong", "score before", "score after")
RESULTS = ("done", "nothing to do", "unknown command", "wrong length", "not allowed", "bad argument")

# Of response codes of lib/pad/record_access.py
RECORDS = {
    1: "done",
    2: "operation not supported",
    3: "invalid operator",
    4: "operator not supported",
    5: "invalid operand",
    6: "no records found",
    8: "not now: records are on their way to this phone",
    9: "operand not supported",
}

# Of a diary record, in the order of the codes in lib/pad/settings.py and lib/pad/diary_record.py
PROFILES = ("gentle", "standard", "own")
PROGRAMMES = ("steady", "wave", "warm and settle")
WHY_NOT_COMPARED = (
    "",
    "heat was asked for first",
    "heat in the twelve hours before",
    "not known when there was heat last",
    "too short",
    "sensors not settled",
    "no feet noticed",
    "no sensors",
)
ANSWERS = ("", "well", "something is wrong", "not answered")
