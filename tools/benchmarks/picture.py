"""Draws docs/performance.svg: temperature curves of FootPad and its competitors, and how the reactions are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pad.heat_control import HeatControl
from tools.benchmarks.heat import Control, Sample, judge, random_tasks, run
from tools.benchmarks.reaction import measure as reaction
from tools.benchmarks.reaction.trials import KINDS, Kind
from tools.benchmarks.regulation.competitors import competitors
from tools.benchmarks.regulation.measure import OURS, PADS, SEED
from tools.benchmarks.workers import on_all_cores

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Readable on white and on black; in the order in which they are used, told apart by people who see few colours.
COLOURS = ("#0a84d6", "#e07b00", "#b05fc9", "#2f9e5f")
GREY = "#808080"
STYLE = {
    "svg.hashsalt": "footpad",  # the same data, the same file
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": GREY,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "legend.frameon": False,
}
AFTER_S = 600.0  # of each curve
HARDEST = "the pad on which FootPad overshoots most"

Task = tuple[int, dict[str, float], int, float]


class Curves:
    """What each controller made of one pad, by name."""

    def __init__(self, target_cc: int, samples: Mapping[str, Sequence[Sample]]) -> None:
        self.target_c = target_cc / 100
        self.samples = samples


def overshoot_c(task: Task) -> float:
    """FootPad's on one pad."""
    number, pad, target_cc, limit_s = task
    return judge(run(pad, target_cc, HeatControl(), limit_s * 1.3 + 300, seed=number), target_cc).overshoot_c


def curves() -> Curves:
    """All controllers on the one of the benchmark's pads on which FootPad overshoots most."""
    tasks = [(number, *task) for number, task in enumerate(random_tasks(PADS, SEED))]
    number, pad, target_cc, _ = max(zip(on_all_cores(overshoot_c, tasks), tasks, strict=True))[1]
    makers = {OURS: HeatControl, **competitors(pad, target_cc)}
    controls: dict[str, Control] = {name: make() for name, make in makers.items()}
    samples = {name: run(pad, target_cc, control, AFTER_S, seed=number) for name, control in controls.items()}
    return Curves(target_cc, samples)


def draw(path: str) -> None:
    """Measure what is not measured yet, and write the picture. OSError when the file cannot be written."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(9, 8), layout="constrained")
        above, below = figure.subplots(2, 1, height_ratios=(3, 2))
        _draw_curves(above, curves())
        _draw_reactions(below, reaction.reactions())
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", transparent=True, metadata={"Date": None, "Creator": None})


def _draw_curves(axes: Axes, found: Curves) -> None:
    for (name, samples), colour in zip(found.samples.items(), COLOURS, strict=False):
        minutes = [sample.at_s / 60 for sample in samples]
        width = 2.2 if name == OURS else 1.2
        axes.plot(minutes, [sample.surface_c for sample in samples], color=colour, label=name, linewidth=width)
    axes.axhline(found.target_c, color=GREY, linewidth=0.8, linestyle=":")
    axes.set_ylim(found.target_c - 4, None)
    axes.set_title(f"Surface of {HARDEST}, target {found.target_c:g} C", loc="left")
    axes.set_xlabel("minutes since the heat was switched on")
    axes.set_ylabel("hotter half, C")
    axes.legend(loc="lower right", labelcolor="linecolor")


def _draw_reactions(axes: Axes, found: Mapping[str, reaction.ByCondition]) -> None:
    rows = [row for kind in KINDS for row in spreads(kind, found[kind.name])]
    for place, (name, values_ms, limit_ms) in enumerate(reversed(rows)):
        colour = COLOURS[1] if name.endswith("rail open") else COLOURS[0]
        weights = _heights(values_ms)
        axes.hist(values_ms, range(0, 1010, 10), bottom=place, weights=weights, color=colour, histtype="stepfilled")
        if limit_ms is not None:
            axes.plot([limit_ms] * 2, [place, place + 0.85], color=GREY, linewidth=2)
    axes.set_yticks([place + 0.3 for place in range(len(rows))], [name for name, _, _ in reversed(rows)])
    axes.set_xlim(0, 1020)
    axes.set_title("How soon outputs are off, in all phases and conditions; grey: the limit", loc="left")
    axes.set_xlabel("ms since it happened")


def _heights(values_ms: Sequence[float]) -> list[float]:
    """So that the tallest column of ten milliseconds is 0.8 high."""
    counts: dict[int, int] = {}
    for value in values_ms:
        counts[int(value // 10)] = counts.get(int(value // 10), 0) + 1
    return [0.8 / max(counts.values())] * len(values_ms)


def spreads(kind: Kind, found: reaction.ByCondition) -> list[tuple[str, list[float], float | None]]:
    """The rows of one kind: a name, all values in ms, the limit in ms."""
    together = [one for some in found.values() for one in some]
    rail_limit_ms = None if kind.rail_limit_s is None else kind.rail_limit_s * 1000
    return [
        (f"{kind.name}: pins off", [one.pins_s * 1000 for one in together], kind.pins_limit_s * 1000),
        (f"{kind.name}: rail open", [one.rail_s * 1000 for one in together], rail_limit_ms),
    ]
