"""A pad for tests: press, wait, break something, look at the pin. Every simulation is closed when its test ends."""

from collections.abc import Callable, Iterator

import pytest

from tools.simulator.simulation import Simulation


@pytest.fixture
def make_pad() -> Iterator[Callable[..., Simulation]]:
    """Builds simulations; the arguments are those of Simulation."""
    opened: list[Simulation] = []

    def make(parameters=None, **settings) -> Simulation:
        opened.append(Simulation(parameters, **settings))
        return opened[-1]

    yield make
    for simulation in opened:
        simulation.close()


@pytest.fixture
def pad(make_pad) -> Simulation:
    """The reference pad at power-on."""
    return make_pad()


@pytest.fixture
def run_main(make_pad):
    """Runs a text as main.py, without the firmware's boot.py, for some seconds; returns the simulation."""

    def run(main: str, seconds: float = 2.0, parameters=None, boot: str | None = None, files=None, **settings):
        overlay = {"boot.py": boot, "main.py": main, **(files or {})}
        simulation = make_pad(parameters, overlay=overlay, **settings)
        simulation.run_for(seconds)
        return simulation

    return run
