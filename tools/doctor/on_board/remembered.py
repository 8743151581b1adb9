"""What the pad remembers of its last runs: RTC memory, and the file in flash."""

import json
from binascii import hexlify

import machine

from firmware.memory import read_file
from firmware.store import PATH
from pad.kept import LONGEST


def tell():
    """One line with both, as hexadecimal digits; null where there is no file."""
    kept = read_file(PATH, LONGEST)
    record = hexlify(machine.RTC().memory()).decode()
    print(json.dumps({"record": record, "kept": None if kept is None else hexlify(kept).decode()}))
