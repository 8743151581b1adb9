"""The gate: nothing passes without a fresh Permit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad.gate import Gate
from pad.limits import PERMIT_MS


@pytest.fixture
def gate():
    return Gate()


def test_nothing_passes_before_the_first_permit(gate):
    assert (gate.motor_permitted, gate.heat_permitted) == (False, False)
    assert gate.motor_duty(1000, 0) == 0
    assert gate.heater_on(True, 0) is False


@pytest.mark.parametrize(
    ("age_ms", "passes"), [(0, True), (PERMIT_MS, True), (PERMIT_MS + 1, False), (-1, False), (1 << 29, False)]
)
def test_a_permit_lasts_150_ms(gate, age_ms, passes):
    gate.grant(True, True)
    assert gate.motor_duty(700, age_ms) == (700 if passes else 0)
    assert gate.heater_on(True, age_ms) is passes


@pytest.mark.parametrize("motor", [True, False])
@pytest.mark.parametrize("heat", [True, False])
def test_motor_and_heat_are_permitted_each_for_itself(gate, motor, heat):
    gate.grant(motor, heat)
    assert gate.motor_duty(500, 0) == (500 if motor else 0)
    assert gate.heater_on(True, 0) is heat


def test_a_permit_turns_nothing_on_by_itself(gate):
    gate.grant(True, True)
    assert gate.motor_duty(0, 0) == 0
    assert gate.heater_on(False, 0) is False


def test_a_grant_replaces_the_one_before(gate):
    gate.grant(True, True)
    gate.grant(False, False)
    assert gate.motor_duty(500, 0) == 0
    assert not gate.heater_on(True, 0)


def test_after_revoke_nothing_passes_until_the_next_grant(gate):
    gate.grant(True, True)
    gate.revoke()
    assert (gate.motor_permitted, gate.heat_permitted) == (False, False)
    assert gate.motor_duty(500, 0) == 0
    assert gate.heater_on(True, 0) is False
    gate.grant(True, True)
    assert gate.motor_duty(500, 0) == 500
    assert gate.heater_on(True, 0)


@given(st.booleans(), st.booleans(), st.integers(-(2**29), 2**29), st.integers(0, 1000), st.booleans())
def test_what_passes_is_what_is_wanted_or_nothing(motor, heat, age_ms, duty, wanted):
    gate = Gate()
    gate.grant(motor, heat)
    fresh = 0 <= age_ms <= PERMIT_MS
    assert gate.motor_duty(duty, age_ms) == (duty if motor and fresh else 0)
    assert gate.heater_on(wanted, age_ms) == (wanted and heat and fresh)
