"""Every figure of FootPad, with its limit and the machine it comes from.

    python -m tools.benchmarks [PART ...] [--json] [--picture FILE.svg]

Exit status 1 when a limit is not kept.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable

from tools.benchmarks import picture
from tools.benchmarks.cost import measure as cost
from tools.benchmarks.figure import Result, machine, table
from tools.benchmarks.memory import measure as memory
from tools.benchmarks.protection import measure as protection
from tools.benchmarks.reaction import measure as reaction
from tools.benchmarks.regulation import measure as regulation
from tools.benchmarks.speed import measure as speed

PARTS: dict[str, Callable[[], Result]] = {
    "cost": cost.figures,
    "reaction": reaction.figures,
    "regulation": regulation.figures,
    "protection": protection.figures,
    "memory": memory.figures,
    "simulator": speed.figures,
}


def main(arguments: list[str] | None = None) -> int:
    """Measure the chosen parts, all by default, and print what was found."""
    parser = argparse.ArgumentParser(prog="bench", description="the figures of FootPad")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(PARTS)}; all by default")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--picture", metavar="FILE.svg", help="draw the temperature curves and the reactions as well")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.parts) - PARTS.keys()
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    results = [_measured(part) for part in chosen.parts or PARTS]
    found = [figure for result in results for figure in result.figures]
    remarks = [remark for result in results for remark in result.remarks]
    if chosen.json:
        rows = [figure.to_json() for figure in found]
        print(json.dumps({"machine": machine(), "remarks": remarks, "figures": rows}, allow_nan=False))
    else:
        print("\n".join([machine(), *table(found), *remarks]))
    if chosen.picture:
        picture.draw(chosen.picture)
    return 0 if all(figure.reached for figure in found) else 1


def _measured(part: str) -> Result:
    began = time.monotonic()
    result = PARTS[part]()
    print(f"{part}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    return result


if __name__ == "__main__":
    sys.exit(main())
