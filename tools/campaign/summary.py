"""What many runs come to: requirements kept or missed, the worst of each, a table of the faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tools.campaign.judge import CAUSE, OBSERVABLE_S, REQUIREMENTS, Verdict

RIGHT_SHARE = 0.99
MOST_MISSES_SHOWN = 40


class Summary:
    """Takes verdicts as they come."""

    def __init__(self) -> None:
        self.verdicts: list[Verdict] = []
        self.failed_runs = 0

    def add(self, verdict: Verdict) -> None:
        """One more run."""
        self.verdicts.append(verdict)
        self.failed_runs += bool(verdict.missed)

    def missed(self) -> dict[str, int]:
        """How many runs have missed each requirement; a wrong cause counts when more than 1 % are wrong."""
        counts = Counter(name for verdict in self.verdicts for name in {miss.requirement for miss in verdict.missed})
        if self.right_share() >= RIGHT_SHARE:
            del counts[CAUSE]
        return {name: counts[name] for name in REQUIREMENTS}

    def right_share(self) -> float:
        """Of the faults that were reported, how many had the right first cause; 1 when there were none."""
        reported = [verdict.right for verdict in self.verdicts if verdict.right is not None]
        return sum(reported) / len(reported) if reported else 1.0

    def failed(self) -> bool:
        """Whether any requirement was missed, or nothing was tried."""
        return not self.verdicts or any(self.missed().values())

    def lines(self, wall_s: float) -> Iterator[str]:
        """The whole summary."""
        if not self.verdicts:
            yield "no run was finished"
            return
        yield from self._fault_table()
        yield ""
        yield from self._misses()
        yield from self._figures(wall_s)
        yield ""
        yield from self._requirements()

    def _figures(self, wall_s: float) -> Iterator[str]:
        verdicts = self.verdicts
        whole = [verdict for verdict in verdicts if not verdict.fault]
        hours = sum(verdict.sim_s for verdict in verdicts) / 3600
        yield (
            f"{len(verdicts)} runs, {len(whole)} of them without a fault; {hours:.1f} simulated hours "
            f"in {wall_s / 60:.1f} minutes, {60 * len(verdicts) / max(wall_s, 1e-3):.0f} runs a minute"
        )
        yield "hottest surface " + _worst(verdicts, lambda verdict: verdict.max_surface_c, "C")
        yield "hottest skin    " + _worst(verdicts, lambda verdict: verdict.max_skin_c, "C")
        yield "highest dose    " + _worst(verdicts, lambda verdict: verdict.dose_cem43_min, "CEM43 min")
        if whole:
            yield "sensors apart   " + _worst(whole, lambda verdict: verdict.apart_c, "C") + ", without a fault"

    def _requirements(self) -> Iterator[str]:
        for name, missed in self.missed().items():
            yield f"{f'MISSED {missed}' if missed else 'ok':<11} {REQUIREMENTS[name]}"
        yield f"first cause right in {self.right_share():.1%}"

    def _misses(self) -> Iterator[str]:
        rows = [(verdict, miss) for verdict in self.verdicts for miss in verdict.missed]
        for verdict, miss in sorted(rows, key=lambda row: (row[1].requirement, row[0].fault))[:MOST_MISSES_SHOWN]:
            yield f"{verdict.run:<8} {miss.requirement:<14} {verdict.fault or 'no fault':<22} {miss.detail}"
        if len(rows) > MOST_MISSES_SHOWN:
            yield f"... and {len(rows) - MOST_MISSES_SHOWN} more"
        if rows:
            yield f"again, with all that happened: python -m tools.campaign --run {_again(rows[0][0])}"
            yield ""

    def _fault_table(self) -> Iterator[str]:
        yield f"{'fault':<22} runs  observable  reported  right  heater off s  motor off s  rail open s  surface C"
        for fault in sorted({verdict.fault for verdict in self.verdicts}):
            yield _fault_row(fault or "none", [verdict for verdict in self.verdicts if verdict.fault == fault])


def _again(verdict: Verdict) -> str:
    return f"{verdict.run} --faults {verdict.mode}"


def _worst(verdicts: Iterable[Verdict], figure: Callable[[Verdict], float], unit: str) -> str:
    worst = max(verdicts, key=figure)
    return f"{figure(worst):.3f} {unit} in run {worst.run}" + (f" ({worst.fault})" if worst.fault else "")


def _fault_row(name: str, verdicts: list[Verdict]) -> str:
    observable = sum(verdict.observable_s >= OBSERVABLE_S or verdict.reported is not None for verdict in verdicts)
    reported = sum(verdict.reported is not None for verdict in verdicts)
    right = sum(verdict.right is True for verdict in verdicts)
    times = "".join(
        f"{_longest(values):>{width}}"
        for values, width in (
            ([verdict.heater_off_s for verdict in verdicts], 14),
            ([verdict.motor_off_s for verdict in verdicts], 13),
            ([verdict.rail_off_s for verdict in verdicts], 13),
        )
    )
    surface_c = max(verdict.max_surface_c for verdict in verdicts)
    return f"{name:<22} {len(verdicts):4} {observable:11} {reported:9} {right:6}{times} {surface_c:10.2f}"


def _longest(values: Iterable[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{max(known):.3f}" if known else "-"
