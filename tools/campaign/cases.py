"""One run of the campaign: a pad, a user and at most one fault, all drawn from the seed and the run's index."""

from __future__ import annotations

import random
from dataclasses import dataclass

from pad.limits import COOL_DOWN_S, WARM_UP_S
from tools.campaign.pads import random_pad
from tools.campaign.people import SELF_TEST_S, Plan, random_plan
from tools.simulator.faults import ALL_FAULTS

FIRST_FAULT_S = 1.0  # the firmware is running by then
FAULT_FREE_SHARE = 0.25
RANDOM, NONE, ONE = "random", "none", "one"
MODES = {
    RANDOM: "one random fault, and none in a quarter of the runs",
    NONE: "no fault at all",
    ONE: "one random fault in each run",
}
# When a fault strikes: before START, while the pad asks, in the self-test, warm-up, work, cool-down, afterwards.
PART_SHARES = (0.05, 0.05, 0.06, 0.14, 0.55, 0.1, 0.05)


@dataclass(frozen=True)
class Case:
    """What happens in one run. `fault` is a name of ALL_FAULTS, or empty for none; it strikes at `fault_s`."""

    seed: int
    index: int
    mode: str
    pad: dict[str, float]
    plan: Plan
    fault: str = ""
    fault_s: float = 0.0

    @property
    def name(self) -> str:
        """SEED:INDEX, as the command line takes it."""
        return f"{self.seed}:{self.index}"

    @property
    def noise_seed(self) -> int:
        """For the noise of converter and contacts: another one in each run of each campaign."""
        return random.Random(f"{self.name}:noise").getrandbits(31)


def make_case(seed: int, index: int, mode: str = RANDOM) -> Case:
    """The run with this number. `mode` is one of MODES, or the name of a fault that every run gets.

    Pad and user do not depend on the mode. ValueError for an unknown mode.
    """
    check_mode(mode)
    source = random.Random(f"{seed}:{index}")
    pad = random_pad(source)
    plan = random_plan(source, pad)
    fault_source = random.Random(f"{seed}:{index}:fault")
    fault = _choose_fault(fault_source, mode)
    return Case(seed, index, mode, pad, plan, fault, _moment(fault_source, plan) if fault else 0.0)


def check_mode(mode: str) -> str:
    """Return the mode; ValueError when there is none of this name."""
    if mode not in MODES and mode not in ALL_FAULTS:
        raise ValueError(f"unknown faults {mode!r}; use {', '.join(MODES)} or a name that `make sim-faults` lists")
    return mode


def _choose_fault(source: random.Random, mode: str) -> str:
    fault_free = source.random() < FAULT_FREE_SHARE
    # A kind first: the many faults of tasks and buttons are alike, those of the hardware are not.
    kind = source.choice(sorted({name.partition(":")[0] for name in ALL_FAULTS}))
    chosen = source.choice(sorted(name for name in ALL_FAULTS if name.partition(":")[0] == kind))
    if mode == NONE or (mode == RANDOM and fault_free):
        return ""
    return chosen if mode in MODES else mode


def _moment(source: random.Random, plan: Plan) -> float:
    runs_s = plan.starts_s + SELF_TEST_S
    ends_s = min(plan.ends_s, plan.until_s)
    limits_s = (
        FIRST_FAULT_S,
        plan.asks_s,
        plan.starts_s,
        runs_s,
        runs_s + WARM_UP_S,
        ends_s - COOL_DOWN_S,
        ends_s,
        plan.until_s,
    )
    part = source.choices(range(len(PART_SHARES)), PART_SHARES)[0]
    return source.uniform(limits_s[part], limits_s[part + 1])
