"""A few numbers that tell of many."""

from __future__ import annotations

import math
from collections.abc import Iterable


def percentile(values: Iterable[float], percent: float) -> float:
    """The least of the values that so many percent of them do not exceed (the nearest rank). ValueError for none."""
    ordered = sorted(values)
    if not ordered or not 0 < percent <= 100:
        raise ValueError("a percentile needs values, and 0 < percent <= 100")
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]
