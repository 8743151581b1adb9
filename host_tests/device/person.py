"""What a person does with the pad, under the name by which tests know it; the benchmarks do the same."""

from tools.simulator.person import *  # noqa: F403  whatever there is
