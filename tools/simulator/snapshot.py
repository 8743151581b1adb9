"""What the firmware says of itself, decoded: the record that a phone reads, and the extra bytes for its twin here."""

import struct
from dataclasses import dataclass

from tools.simulator.vm_side.protocol import EXTRA_SIZE, RECORD_SIZE
from tools.status_record import RECORD, StatusRecord

EXTRA = struct.Struct("<BBHHBBBB")
assert RECORD.size == RECORD_SIZE
assert EXTRA.size == EXTRA_SIZE
FAULT_OFFSET = 14


@dataclass(frozen=True)
class Snapshot(StatusRecord):
    """One status, and what a phone is not told."""

    phase: int
    chosen_minutes: int
    rest_s: int
    heat_left_s: int
    cue: int
    cue_count: int
    profile: int
    programme: int


def decode(status: bytes) -> Snapshot:
    """From record and extra, one after the other."""
    return Snapshot(*RECORD.unpack_from(status), *EXTRA.unpack_from(status, RECORD_SIZE))
