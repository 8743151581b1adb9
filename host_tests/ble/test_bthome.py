"""The option for Home Assistant, decoded by the parser that it uses itself."""

import pytest

from host_tests.ble.footpad import connected, start
from host_tests.unit.test_advertising import HomeAssistant
from tools.simulator.phone import Phone


def heard(pad, name="listener"):
    """What Home Assistant would show: values by name."""
    return HomeAssistant().hear(Phone(pad, name).scan().data)


@pytest.fixture
def telling(make_pad):
    pad = make_pad(board={"BTHOME": True})
    pad.run_for(2)
    return pad


def test_it_is_off_by_default(pad):
    pad.run_for(2)
    assert Phone(pad).scan().service_data == {}


def test_a_session_is_shown(telling):
    start(telling, heat=1, faster=2)
    telling.run_for(30)
    shown = heard(telling)
    status = telling.status
    assert abs(shown["temperature"] - max(status.left_cc, status.right_cc) / 100) < 0.2
    assert abs(shown["rotational_speed"] - status.rpm) < 60
    assert abs(shown["duration"] - status.remaining_s) <= 3
    assert (shown["running"], shown["heat"], shown["problem"]) == (True, True, False)


def test_a_fault_is_a_problem_and_an_invalid_temperature_is_none(telling):
    telling.inject("ntc_left_open")
    telling.run_for(2)
    shown = heard(telling)
    assert shown["problem"] is True
    assert "temperature" not in shown


def test_it_goes_on_while_both_places_are_taken(telling):
    for name in ("first", "second"):
        connected(telling, name)
    assert not Phone(telling, "third").scan().connectable
    assert heard(telling)["running"] is False
