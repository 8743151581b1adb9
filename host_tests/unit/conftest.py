"""Hands on a pad, and padctl. They are imported when a test asks for them: `make mutate` changes the pad before."""

import pytest


@pytest.fixture
def finger():
    """On a new pad, which is off."""
    from host_tests.unit.finger import Finger

    return Finger()


@pytest.fixture
def running(finger):
    """On a pad that has just begun a session."""
    finger.to_running()
    return finger


@pytest.fixture
def radio():
    """A radio of padctl with one pad in reach."""
    from host_tests.unit.fake_link import PAD, FakeRadio

    return FakeRadio(PAD)


@pytest.fixture
def link(radio):
    """The connection to that pad."""
    return radio.link


@pytest.fixture
def padctl(radio, capsys):
    """Runs a command line; gives status, what was printed, and what was complained of."""
    from tools.padctl import program

    def run(*arguments):
        status = program.main(list(arguments), radio)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def place():
    """The page's server in front of a small pad."""
    from host_tests.fake_simulation import FakeSimulation
    from host_tests.served_pad import served

    simulation = FakeSimulation()
    with served(lambda: simulation) as place:
        place.simulation = simulation
        place.port = place.url.rsplit(":", 1)[1].strip("/")
        yield place
