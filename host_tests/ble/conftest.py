"""A pad with a radio, and phones around it. Every simulation is closed when its test ends."""

import importlib.util
from collections.abc import Callable
from functools import partial

import pytest

from host_tests.device import conftest as device
from tools.simulator.simulation import Simulation

# Bumble, the phones' stack, needs Python 3.11.
collect_ignore_glob = [] if importlib.util.find_spec("bumble") else ["test_*.py"]

pad = device.pad
make_any_pad = device.make_pad
run_any_main = device.run_main


@pytest.fixture
def make_pad(make_any_pad) -> Callable[..., Simulation]:
    """Builds simulations that have a radio; the arguments are those of Simulation."""
    return partial(make_any_pad, radio=True)


@pytest.fixture
def run_main(run_any_main) -> Callable[..., Simulation]:
    """Runs a text as main.py, without the firmware's boot.py, for some seconds; returns the simulation."""
    return partial(run_any_main, seconds=1.0)


@pytest.fixture
def make_phone():
    """A phone near a pad, connected unless `connect=False`; the arguments are those of Phone."""
    from tools.simulator.phone import Phone

    def make(simulation: Simulation, name: str = "phone", *, connect: bool = True, **settings) -> Phone:
        phone = Phone(simulation, name, **settings)
        if connect:
            phone.connect()
        return phone

    return make
