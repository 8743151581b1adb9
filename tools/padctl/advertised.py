"""What pads with the BTHome option tell everybody, decoded: lib/pad/advertising.py writes it."""

from collections.abc import Iterator
from typing import NamedTuple

from pad import advertising

UUID = advertising.BTHOME[1::-1].hex()  # fcd2
INFO = advertising.BTHOME[2:]

# Objects of bthome.io that pads use, and how many bytes each has
COUNT = 0x00
TEMPERATURE = 0x02
HEAT = 0x1D
PROBLEM = 0x26
RUNNING = 0x27
DURATION = 0x42
ROTATIONS = 0x61
SIZES = {COUNT: 1, TEMPERATURE: 2, HEAT: 1, PROBLEM: 1, RUNNING: 1, DURATION: 3, ROTATIONS: 2}


class Told(NamedTuple):
    """The values. `temperature_c` is None when a sensor cannot be read."""

    temperature_c: float | None
    heats: bool
    problem: bool
    runs: bool
    remaining_s: int
    rpm: int

    def __str__(self) -> str:
        words = [f"running at {self.rpm} rpm" if self.runs else "not running"]
        words += ["with heat"] if self.heats else []
        words += [f"{self.temperature_c:.1f} °C"] if self.temperature_c is not None else []
        words += ["PROBLEM"] if self.problem else []
        return ", ".join(words)


def decode(service_data: bytes | None) -> Told | None:
    """From the data of BTHome's UUID; None when there is none, or not what a pad writes."""
    if not service_data or service_data[:1] != INFO:
        return None
    found = dict(_objects(service_data[1:]))
    if not set(SIZES) - {TEMPERATURE} <= set(found):
        return None
    hot_cc = found.get(TEMPERATURE)
    return Told(
        temperature_c=None if hot_cc is None else hot_cc / 100,
        heats=bool(found[HEAT]),
        problem=bool(found[PROBLEM]),
        runs=bool(found[RUNNING]),
        remaining_s=found[DURATION] // 1000,
        rpm=found[ROTATIONS],
    )


def _objects(data: bytes) -> Iterator[tuple[int, int]]:
    while data and len(data) > SIZES.get(data[0], len(data)):
        kind, end = data[0], 1 + SIZES[data[0]]
        yield kind, int.from_bytes(data[1:end], "little", signed=kind == TEMPERATURE)
        data = data[end:]
