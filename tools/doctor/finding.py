"""What the doctor says about one part of the pad, and what follows from all of it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum


class Outcome(IntEnum):
    """How a part was found; the worst of them decides."""

    GOOD = 0
    NOTE = 1  # worth knowing, nothing to mend
    UNTESTED = 2
    FLAW = 3  # to be mended, but nobody comes to harm by it
    NO_HEAT = 4  # the pad must not heat
    NO_USE = 5  # the pad must not be used


@dataclass(frozen=True)
class Finding:
    """One part: what was measured, what it means in plain words, and what to check, the likeliest first."""

    part: str
    outcome: Outcome
    measured: str
    meaning: str = ""
    check: Sequence[str] = ()

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self) | {"outcome": self.outcome.name.lower(), "check": list(self.check)}


@dataclass(frozen=True)
class Verdict:
    """What follows from all findings: a name for programs, the program's exit status, a sentence."""

    name: str
    status: int
    sentence: str


ALL_GOOD = Verdict(
    "all good",
    0,
    "ALL GOOD. What the doctor cannot measure: the temperature at which the thermal cut-out opens, and the fuse. "
    "Measure them before anybody uses the pad.",
)
NOT_ALL_GOOD = Verdict(
    "not all good",
    3,
    "NOT ALL GOOD. Among what was tested nothing dangerous was found, but something is untested or does not work.",
)
NO_HEAT = Verdict("do not use heat", 4, "DO NOT USE HEAT until what stands above is mended and the doctor says so.")
NO_USE = Verdict("do not use", 5, "DO NOT USE THIS PAD until what stands above is mended and the doctor says so.")
_VERDICTS = {
    Outcome.GOOD: ALL_GOOD,
    Outcome.NOTE: ALL_GOOD,
    Outcome.UNTESTED: NOT_ALL_GOOD,
    Outcome.FLAW: NOT_ALL_GOOD,
    Outcome.NO_HEAT: NO_HEAT,
    Outcome.NO_USE: NO_USE,
}


def verdict(findings: Iterable[Finding]) -> Verdict:
    """What follows; nothing found means nothing tested."""
    return _VERDICTS[max((finding.outcome for finding in findings), default=Outcome.UNTESTED)]


def good(part: str, measured: str) -> Finding:
    """A part as it should be."""
    return Finding(part, Outcome.GOOD, measured)


def untested(part: str, why: str) -> Finding:
    """A part that nobody has looked at."""
    return Finding(part, Outcome.UNTESTED, f"not tested: {why}")
