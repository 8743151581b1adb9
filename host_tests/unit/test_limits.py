"""The numbers that protect people are those of the design: whoever changes one has to change it here, too."""

import pytest

from pad import limits


def test_heat():
    assert limits.HEAT_LEVELS_CC == (0, 3500, 3700, 3900)
    assert limits.SURFACE_LIMIT_CC == 4100
    assert limits.SURFACE_TRIP_CC == 4040
    assert limits.SURFACE_LIMIT_CC - limits.SURFACE_TRIP_CC == limits.READING_ERROR_CC == 60
    assert (limits.TRIP_READINGS, limits.CIRCUIT_READINGS) == (3, 2)
    assert (limits.HEAT_BUDGET_S, limits.HEAT_BUDGET_WINDOW_S) == (30 * 60, 60 * 60)
    assert limits.HEAT_USED_AT_POWER_ON_S == 15 * 60
    assert limits.HEAT_TIME_LIMIT_S == 32 * 60
    assert (limits.OVER_TARGET_CC, limits.OVER_TARGET_MS) == (100, 3_000)
    assert limits.HEAT_LEVELS_CC[-1] + limits.OVER_TARGET_CC < limits.SURFACE_TRIP_CC


def test_the_dose_of_the_skin_stays_below_one_cem43_minute_when_readings_are_as_wrong_as_they_may_be():
    assert limits.HEAT_DOSE_LIMIT_UMIN == 400_000
    told_too_little = 4 ** (limits.READING_ERROR_CC / 100)  # R = 0.25 for each degree
    assert limits.HEAT_DOSE_LIMIT_UMIN * told_too_little < 1_000_000


def test_the_duty_leaves_100_ms_off_in_every_2_s():
    assert limits.HEAT_WINDOW_MS == 2_000
    assert limits.HEAT_WINDOW_MS * (1000 - limits.HEATER_MAX_DUTY_PERMILLE) == 100 * 1000


def test_speed():
    assert limits.SPEED_STEPS == 11
    speeds = [limits.SPEED_STEP_1_RPM + n * limits.SPEED_STEP_RPM for n in range(limits.SPEED_STEPS)]
    assert (speeds[0], speeds[1], speeds[-1]) == (1000, 1270, 3700)
    assert limits.SPEED_MAX_RPM == 3700
    assert (limits.RAMP_UP_RPM_S, limits.RAMP_DOWN_RPM_S) == (135, 540)
    assert limits.SPEED_STEP_RPM == 2 * limits.RAMP_UP_RPM_S  # two seconds a step up
    assert limits.SPEED_STEP_RPM * 2 == limits.RAMP_DOWN_RPM_S  # half a second a step down
    assert limits.WARM_UP_RAMP_UP_RPM_S == 65  # about half of the ramp
    assert limits.KICK_MAX_MS == 300


def test_time():
    assert (limits.SESSION_DEFAULT_MIN, limits.SESSION_STEP_MIN, limits.SESSION_LONGEST_MIN) == (15, 5, 30)
    assert (limits.SESSION_TOTAL_MIN, limits.REST_MIN) == (60, 30)
    assert (limits.CHECK_SHORTEST_S, limits.CHECK_LONGEST_S, limits.RESUME_WITHIN_S) == (3, 300, 120)
    assert (limits.WARM_UP_S, limits.COOL_DOWN_S) == (30, 60)
    assert limits.WARM_UP_S + limits.COOL_DOWN_S < limits.SESSION_STEP_MIN * 60  # the shortest session works, too


def test_buttons():
    assert limits.IGNORE_START_AFTER_STOP_MS == 1_500
    assert (limits.HOLD_STOPS_MS, limits.HOLD_REFUSES_MS, limits.HOLD_UNLOCKS_MS) == (2_000, 3_000, 5_000)
    assert (limits.STUCK_AT_BOOT_MS, limits.STUCK_BUTTON_MS) == (3_000, 20_000)
    assert limits.STUCK_AT_BOOT_MS < limits.HOLD_UNLOCKS_MS < limits.STUCK_BUTTON_MS
    assert limits.STUCK_BUTTON_MS > limits.HOLD_START_PAIRS_MS


def test_phones():
    assert (limits.HOLD_PAIRS_MS, limits.HOLD_START_PAIRS_MS, limits.HOLD_FORGETS_MS) == (3_000, 10_000, 5_000)
    assert limits.PAIRING_OPEN_MS == 60_000
    assert limits.BONDS_MOST == 3


def test_supervision():
    assert limits.PERMIT_MS == 150
    assert limits.READING_STALE_MS == 150
    assert limits.ALIVE_PERIOD_MS == 50
    assert limits.WATCHDOG_MS == 3_000
    # Two passes may be late, and the monostable that holds shortest, 200 ms, still holds.
    assert limits.ALIVE_PERIOD_MS * 3 < 200


def test_a_crash_loop_is_three_resets_without_a_clean_minute():
    assert (limits.CRASH_LOOP_RESETS, limits.CLEAN_RUN_S) == (3, 60)


@pytest.mark.parametrize("name", [name for name in vars(limits) if name.isupper()])
def test_every_limit_is_an_integer_and_not_negative(name):
    value = getattr(limits, name)
    numbers = value if isinstance(value, tuple) else (value,)
    assert all(type(number) is int and 0 <= number < 1 << 30 for number in numbers)
