"""Measurements as a board would print them, for the judges of tools/doctor."""

from tools.board_files import board_constants, board_files, profiles
from tools.doctor.finding import Outcome
from tools.doctor.wiring import Wiring

WIRING = Wiring(board_constants(board_files()))
BUTTONS = WIRING.buttons
ROOM_UV = 1_835_000  # a thermistor at 20 C
REFERENCE_UV = 992_000


def wiring_of(chip):
    return Wiring(board_constants(board_files(board=profiles()[chip])))


def analog(left=ROOM_UV, right=ROOM_UV, reference=REFERENCE_UV):
    """Both thermistors and the reference, in microvolts."""
    spread = [[uv - 2_000, uv, uv + 2_000] for uv in (left, right, reference)]
    return dict(zip(("left_uv", "right_uv", "reference_uv"), spread, strict=True))


def watched(*changes, levels=None):
    """Changes of buttons as (ms, name, level)."""
    rows = [[at_ms, BUTTONS.index(name), level] for at_ms, name, level in changes]
    return {"levels": levels or [1] * len(BUTTONS), "changes": rows}


def outcomes(findings):
    return [finding.outcome for finding in findings]


def words(finding):
    """All that is said in it."""
    return " ".join([finding.part, finding.measured, finding.meaning, *finding.check])


def only(findings, outcome=Outcome.GOOD):
    """The single finding that is not `outcome`."""
    (found,) = [finding for finding in findings if finding.outcome != outcome]
    return found
