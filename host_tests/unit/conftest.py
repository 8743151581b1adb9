"""Hands on a pad. The pad is imported only when a test asks for them: `make mutate` changes it before that."""

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
