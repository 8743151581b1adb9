"""What the firmware says of itself, decoded: the record that a phone reads, and the extra bytes for its twin here."""

import struct
from dataclasses import dataclass

from tools.simulator.vm_side.protocol import EXTRA_SIZE, RECORD_SIZE

RECORD = struct.Struct("<BBBHBhhHHBBBBH")
EXTRA = struct.Struct("<BBHHBB")
assert RECORD.size == RECORD_SIZE
assert EXTRA.size == EXTRA_SIZE
FAULT_OFFSET = 14
FLAGS = (
    "heat_permitted",
    "motor_permitted",
    "rail_closed",
    "foot_check_due",
    "pairing_open",
    "clock_set",
    "feet_differ",
    "tach_fitted",
)


@dataclass(frozen=True)
class Snapshot:
    """One status. Temperatures in hundredths of a degree Celsius, -32768 for an invalid one; codes as in DESIGN."""

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
    phase: int
    chosen_minutes: int
    rest_s: int
    heat_left_s: int
    cue: int
    cue_count: int

    def _flag(self, name: str) -> bool:
        return bool(self.flags >> FLAGS.index(name) & 1)

    @property
    def heat_permitted(self) -> bool:
        """The guard allows heat."""
        return self._flag("heat_permitted")

    @property
    def motor_permitted(self) -> bool:
        """The guard allows the motor."""
        return self._flag("motor_permitted")

    @property
    def rail_closed(self) -> bool:
        """The firmware holds the rail."""
        return self._flag("rail_closed")

    @property
    def foot_check_due(self) -> bool:
        """The user has yet to look at the feet."""
        return self._flag("foot_check_due")

    @property
    def feet_differ(self) -> bool:
        """One foot is warmer than the other by more than it should be."""
        return self._flag("feet_differ")

    @property
    def tach_fitted(self) -> bool:
        """`rpm` is measured."""
        return self._flag("tach_fitted")


def decode(status: bytes) -> Snapshot:
    """From record and extra, one after the other."""
    return Snapshot(*RECORD.unpack_from(status), *EXTRA.unpack_from(status, RECORD_SIZE))
