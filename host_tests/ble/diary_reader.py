"""A diary in the flash of a simulated pad, and a phone that reads it."""

import random
import struct
from collections.abc import Collection, Sequence

from host_tests.ble.footpad import DIARY, DIARY_ACCESS, bonded
from host_tests.device.kept_file import FOLDER, image_with
from pad.diary_record import CLOCK, NOT_TAKEN, SIZE, VERSION
from tools.diary_entry import encode
from tools.simulator.phone import Phone
from tools.simulator.simulation import Simulation

IN_SEGMENT = 32
ALL = b"\x01\x01"
COUNT = b"\x04\x01"
ABORT = b"\x03\x00"
SUCCESS, NO_RECORDS, NOT_COMPLETED = 1, 6, 8


def record_of(number: int, start_s: int, difference_cc: int = NOT_TAKEN, others: Sequence[int] = (0,) * 19) -> bytes:
    """A record by the pad's clock; `others` are the values of its other fields, in their order."""
    return encode((VERSION, CLOCK, number, start_s, *others[:11], difference_cc, *others[11:]))


def entry(number: int) -> bytes:
    """A record like no other."""
    source = random.Random(number)
    return record_of(number, 800_000_000 + number, others=[source.randrange(100) for _ in range(19)])


def flash_with(last: int, first: int = 1, damaged: Collection[int] = (), code: str = "py") -> bytes:
    """A board's flash with the entries from `first`, the first of a segment, to `last`."""
    numbers = range(first, last + 1)
    return flash_of([bytes(SIZE) if number in damaged else entry(number) for number in numbers], first, code)


def flash_of(records: Sequence[bytes], first: int = 1, code: str = "py") -> bytes:
    """A board's flash with these records, whose numbers begin with `first`, the first of a segment."""
    files: dict[str, bytes | None] = {"diary": FOLDER}
    for at in range(0, len(records), IN_SEGMENT):
        files[f"diary/{(first - 1 + at) // IN_SEGMENT:04x}"] = b"".join(records[at : at + IN_SEGMENT])
    return image_with(files, code)


class Reader:
    """A phone that has paired and has subscribed to diary and answers."""

    def __init__(self, pad: Simulation, name: str = "phone", **settings) -> None:
        self.pad = pad
        self.phone: Phone = bonded(pad, name, **settings)
        self.answers = self.phone.subscribe(DIARY_ACCESS)
        self.pieces = self.phone.subscribe(DIARY)

    def ask(self, request: bytes, patience_s: float = 25.0) -> bytes:
        """Ask for something; the answer that ends it."""
        before = len(self.answers)
        self.phone.write(DIARY_ACCESS, request)
        self.pad.run_while(lambda: len(self.answers) == before, self.pad.now_s + patience_s)
        assert len(self.answers) == before + 1
        return self.answers[-1][1]

    def read(self, request: bytes = ALL) -> list[bytes]:
        """The records that are asked for; whatever comes is checked to be whole and followed by success."""
        before = len(self.pieces)
        assert self.ask(request) == bytes((6, 0, 1, SUCCESS))
        return records_in([piece for _, piece in self.pieces[before:]])


def records_in(pieces: list[bytes]) -> list[bytes]:
    """The records that pieces make up, each of them whole."""
    found, record, expected = [], b"", 0
    for piece in pieces:
        assert piece[0] & 0x7F == expected
        record, expected = record + piece[1:], expected + 1
        if piece[0] & 0x80:
            assert len(record) == SIZE
            found.append(record)
            record, expected = b"", 0
    assert expected == 0
    return found


def at_least(number: int, operation: int = 1) -> bytes:
    """The request for the records from this number on."""
    return bytes((operation, 3, 1)) + struct.pack("<I", number)
