"""A pad with a radio, and phones around it. Every simulation is closed when its test ends."""

from collections.abc import Callable
from functools import partial

import pytest

from host_tests.device import conftest as device
from tools.simulator.phone import Phone
from tools.simulator.simulation import Simulation

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
def make_phone() -> Callable[..., Phone]:
    """A phone near a pad, connected unless `connect=False`; the arguments are those of Phone."""

    def make(simulation: Simulation, name: str = "phone", *, connect: bool = True, **settings) -> Phone:
        phone = Phone(simulation, name, **settings)
        if connect:
            phone.connect()
        return phone

    return make
