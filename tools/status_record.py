"""The status record that a phone reads, decoded. What its bytes mean: lib/pad/status.py, docs/ble.md."""

import struct
from dataclasses import dataclass

from pad import status

RECORD = struct.Struct(status.LAYOUT)
FLAGS = {  # in the order of their bits
    "heat_permitted": status.HEAT_PERMITTED,
    "motor_permitted": status.MOTOR_PERMITTED,
    "rail_closed": status.RAIL_CLOSED,
    "foot_check_due": status.FOOT_CHECK_DUE,
    "pairing_open": status.PAIRING_OPEN,
    "clock_set": status.CLOCK_SET,
    "feet_differ": status.FEET_DIFFER,
    "tach_fitted": status.TACH_FITTED,
}


def flag(name: str, meaning: str) -> property:
    """A property of a record: one of FLAGS."""
    return property(lambda record: bool(record.flags & FLAGS[name]), doc=meaning)


@dataclass(frozen=True)
class StatusRecord:
    """One status. Temperatures in hundredths of a degree Celsius, -32768 for an invalid one. Codes: docs/ble.md."""

    version: int
    state: int
    speed_step: int
    rpm: int
    heat_level: int
    left_cc: int
    right_cc: int
    remaining_s: int
    elapsed_s: int
    fault_code: int
    heater_duty_percent: int
    flags: int
    stop_reason: int
    sequence: int

    heat_permitted = flag("heat_permitted", "The guard allows heat.")
    motor_permitted = flag("motor_permitted", "The guard allows the motor.")
    rail_closed = flag("rail_closed", "The firmware holds the rail.")
    foot_check_due = flag("foot_check_due", "The user has yet to look at the feet.")
    pairing_open = flag("pairing_open", "A phone may pair now.")
    clock_set = flag("clock_set", "The pad knows the time.")
    feet_differ = flag("feet_differ", "One foot is warmer than the other by more than it should be.")
    tach_fitted = flag("tach_fitted", "`rpm` is measured.")


def decode(record: bytes) -> StatusRecord:
    """From the 20 bytes. ValueError when these are no record of a version that is known here."""
    if len(record) != RECORD.size or record[0] != status.VERSION:
        raise ValueError(f"no status record of version {status.VERSION}: {record.hex()}")
    return StatusRecord(*RECORD.unpack(record))
