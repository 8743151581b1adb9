"""Words for what phones and pad say to each other in numbers. The board has no room for them."""

import re

from pad import record_access, settings
from pad.settings_table import MEANING, ROWS

# In the order of the opcodes in lib/pad/phone.py, and of its result codes
COMMANDS = ("", "stop", "slower", "cooler", "heat off", "something is wrong", "score before", "score after")
RESULTS = ("done", "nothing to do", "unknown command", "wrong length", "not allowed", "bad argument")

RECORDS = {
    record_access.SUCCESS: "done",
    record_access.OPERATION_UNKNOWN: "operation not supported",
    record_access.OPERATOR_INVALID: "invalid operator",
    record_access.OPERATOR_UNKNOWN: "operator not supported",
    record_access.OPERAND_INVALID: "invalid operand",
    record_access.NO_RECORDS: "no records found",
    record_access.NOT_COMPLETED: "not now: records are on their way to this phone",
    record_access.OPERAND_UNKNOWN: "operand not supported",
}

# In the order of their codes, as the settings' table tells them: "0 gentle, 1 standard, 2 own"
PROFILES, PROGRAMMES = (
    tuple(re.findall(r"\d ([^,]+)", ROWS[place][MEANING])) for place in (settings.PROFILE, settings.OWN_PROGRAMME)
)

# Of a diary record, in the order of the codes in lib/pad/diary_record.py
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
