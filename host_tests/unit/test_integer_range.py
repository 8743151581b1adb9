"""Every intermediate of the periodic code fits 30 bits and a sign over the whole range of its inputs.

A computer would hide it: its integers grow. On the board a larger one is a block of the heap in the middle of a pass,
and so is every float.
"""

import random
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tests.integer_range import LIMIT, Small, assert_kept_numbers_small, numbers_of
from host_tests.panel_status import PanelStatus
from host_tests.unit.finger import Finger
from pad import advertising, buttons, faults, limits, liveness, session, status, status_text
from pad.buttons import Button
from pad.duty_window import DutyWindow
from pad.foot_difference import FootDifference
from pad.gate import Gate
from pad.guard import Guard
from pad.heat_budget import HeatBudget
from pad.heat_control import HeatControl
from pad.heat_limits import HeatLimits
from pad.heat_watch import HeatWatch
from pad.limits import HEAT_LEVELS_CC
from pad.liveness import Liveness
from pad.motor_control import MotorControl
from pad.pairing import Pairing
from pad.readings import Readings
from pad.recorder import KEPT_BYTES, Recorder
from pad.self_test import SelfTest
from pad.side_watch import GapWatch, StuckWatch
from pad.status import Status, put_u16
from pad.tach import Tach
from pad.thermistor import INVALID, condition, temperature_cc

LATEST_PASS_MS = 3_000  # nothing sees a longer gap: the watchdog's time
MOST_UV = 3_300_000
SESSION_TOTAL_S = limits.SESSION_TOTAL_MIN * 60
MANY_PASSES = 4_000  # of the latest kind: more than three hours


def passes_ms(seed):
    """Times between passes: the usual, none at all, and the latest."""
    randomness = random.Random(seed)
    while True:
        yield Small(randomness.choice((0, 1, 20, 50, 50, 100, 100, 137, 999, 1000, 1001, LATEST_PASS_MS)))


# --- the measuring instrument itself ----------------------------------------------------------------------------------


def test_small_lets_through_what_fits_and_nothing_more():
    assert Small(LIMIT - 2) + 1 == LIMIT - 1
    assert -1 - Small(LIMIT - 1) == -LIMIT
    for too_far in (
        lambda: Small(LIMIT - 1) + 1,
        lambda: Small(-LIMIT) - 1,
        lambda: -Small(-LIMIT),
        lambda: abs(Small(-LIMIT)),
        lambda: 2 * Small(LIMIT // 2),
        lambda: Small(1) << 30,
        lambda: Small(2) ** 30,
        lambda: Small(LIMIT),
    ):
        with pytest.raises(AssertionError, match="beyond 30 bits"):
            too_far()


def test_small_finds_a_float():
    for division in (lambda: Small(1) / 2, lambda: 1 / Small(2)):
        with pytest.raises(AssertionError, match="heap object"):
            division()


def test_whatever_is_calculated_with_small_is_small_again():
    small = Small(12)
    results = [small + 5, small - 5, small * 5, small // 5, small % 5, small**2, small << 2, small >> 2]
    results += [small & 5, small | 5, small ^ 5, 5 + small, 5 - small, 5 * small, 500 // small, 500 % small, 2**small]
    results += [1 << small, 500 >> small, 5 & small, 5 | small, 5 ^ small, -small, +small, ~small, abs(small)]
    results += [min(small, 50), max(small, 5)]
    assert all(type(result) is Small for result in results)
    plain = 12
    expected = [plain + 5, plain - 5, plain * 5, plain // 5, plain % 5, plain**2, plain << 2, plain >> 2]
    assert results[:8] == expected


def test_small_leaves_other_types_to_say_no():
    with pytest.raises(TypeError):
        Small(1) + "1"


def test_kept_numbers_are_found_in_every_part():
    thing = SimpleNamespace(a=1, b=[2, bytearray(b"\x03")], c=SimpleNamespace(d=(4,)), e="text", f=None)
    thing.c.again = thing
    assert sorted(value for _, value in numbers_of(thing)) == [1, 2, 3, 4]
    assert_kept_numbers_small(thing)
    thing.c.d = (LIMIT,)
    with pytest.raises(AssertionError, match=r"\.c\.d\[0\]"):
        assert_kept_numbers_small(thing)


# --- sensors ----------------------------------------------------------------------------------------------------------


def voltages():
    return [*range(0, MOST_UV, 9_973), MOST_UV - 1, MOST_UV]


def references():
    return [0, 793_999, 794_000, 900_000, 992_000, 1_100_001, 1_190_000, 1_190_001, MOST_UV]


def test_thermistor():
    for reference_uv in references():
        for ntc_uv in voltages():
            condition(Small(ntc_uv), Small(reference_uv))
            assert (
                temperature_cc(Small(ntc_uv), Small(reference_uv)) >= -1_500
                or temperature_cc(ntc_uv, reference_uv) == INVALID
            )


@given(st.integers(0, MOST_UV), st.integers(0, MOST_UV))
def test_thermistor_between(ntc_uv, reference_uv):
    assert type(temperature_cc(Small(ntc_uv), Small(reference_uv))) is Small or (
        temperature_cc(ntc_uv, reference_uv) == INVALID
    )


def test_readings():
    randomness = random.Random(1)
    readings = Readings()
    choices = (0, 400_000, 1_650_000, 2_800_000, MOST_UV)
    for _, dt_ms in zip(range(20_000), passes_ms(1), strict=False):
        left, right = Small(randomness.choice(choices)), Small(randomness.choice(choices))
        readings.take(left, right, Small(randomness.choice((992_000, 794_000, 1_190_000, 0))), dt_ms)
        readings.complete(Small(1), Small(5_000))
        readings.surface_cc()
    assert_kept_numbers_small(readings)


@pytest.mark.parametrize("pulses", [-5, 0, 26, 800, 801, LIMIT - 1])
@pytest.mark.parametrize("pulses_per_revolution", [1, 6, 100])
def test_tach(pulses, pulses_per_revolution):
    tach = Tach(Small(pulses_per_revolution))
    for _, dt_ms in zip(range(100), passes_ms(2), strict=False):
        tach.step(Small(pulses), dt_ms)
    for dt_ms in (0, 1, 50, 1000, LATEST_PASS_MS):
        for _ in range(30):
            tach.step(Small(pulses), Small(dt_ms))
    assert_kept_numbers_small(tach)


# --- controllers ------------------------------------------------------------------------------------------------------

TARGETS_CC = st.sampled_from((*HEAT_LEVELS_CC, 1, 32_767))
MEASURED_CC = st.one_of(
    st.sampled_from((INVALID, -32_767, -1_500, 2_000, 3_690, 3_900, 8_250, 32_767)), st.integers(-1_500, 8_250)
)


@settings(max_examples=60)
@given(st.lists(st.tuples(TARGETS_CC, MEASURED_CC, st.integers(0, LATEST_PASS_MS), st.integers(1, 60)), max_size=12))
def test_heat_control(stretches):
    control = HeatControl()
    for target_cc, measured_cc, dt_ms, passes in stretches:
        for _ in range(passes):
            duty = control.step(Small(target_cc), Small(measured_cc), Small(dt_ms))
            assert 0 <= duty <= 950
    assert_kept_numbers_small(control)


@pytest.mark.parametrize("period_passes", [1, 3, 40, 400, 2_000])
def test_heat_control_on_a_temperature_that_jumps(period_passes):
    control = HeatControl()
    for n in range(6_000):
        measured_cc = -1_500 if n // period_passes % 2 else 8_250
        control.step(Small(3_900), Small(measured_cc), Small(300))
    assert_kept_numbers_small(control)


@pytest.mark.parametrize("rise_cc_per_1000_passes", [1, 30, 300, 2_000, 9_000])
def test_heat_control_on_every_slope(rise_cc_per_1000_passes):
    control = HeatControl()
    for n in range(12_000):
        measured_cc = min(-1_500 + n * rise_cc_per_1000_passes // 1_000, 8_250)
        control.step(Small(3_900), Small(measured_cc), Small(300))
    assert_kept_numbers_small(control)


RPM = st.one_of(st.sampled_from((-1, 0, 1, 299, 300, 1_000, 3_700, 5_200, 1_000_000)), st.integers(0, 6_000))


@settings(max_examples=60)
@given(
    st.booleans(),
    st.lists(
        st.tuples(
            st.sampled_from((0, 1_000, 2_350, 3_700, 30_000)), RPM, st.integers(0, LATEST_PASS_MS), st.integers(1, 60)
        ),
        max_size=12,
    ),
)
def test_motor_control(has_tach, stretches):
    control = MotorControl(has_tach)
    for target_rpm, measured_rpm, dt_ms, passes in stretches:
        for _ in range(passes):
            duty = control.step(Small(target_rpm), Small(measured_rpm), Small(dt_ms), Small(65))
            assert 0 <= duty <= 1_000
    assert_kept_numbers_small(control)


def test_duty_window():
    randomness = random.Random(3)
    window = DutyWindow()
    for _, dt_ms in zip(range(20_000), passes_ms(3), strict=False):
        window.step(Small(randomness.choice((-5, 0, 1, 500, 949, 950, 951, 1_000_000))), dt_ms)
    for duty in (0, 950):  # stuck before the window can end
        for _ in range(1_000):
            window.step(Small(duty), Small(0))
    assert_kept_numbers_small(window)


# --- supervision ------------------------------------------------------------------------------------------------------


def test_guard_and_gate():
    randomness = random.Random(4)
    guard = Guard(True, 6)
    gate = Gate()
    readings = Readings()
    for n, dt_ms in zip(range(MANY_PASSES), passes_ms(4), strict=False):
        readings.take(Small(randomness.choice((0, 1_200_000, MOST_UV))), Small(1_650_000), Small(992_000), dt_ms)
        if n % 1_000 < 500:
            readings.complete(Small(1), Small(0), Small(randomness.choice((0, 5, 1 << 24))))
        guard.outputs.heater_on = n % 300 < 290
        guard.outputs.rail = Small(n // 700 % 3)
        guard.outputs.motor_permille = Small(randomness.choice((0, 250, 1_000)))
        guard.outputs.heat_target_cc = Small(n // 900 % 2 * 3_900)
        guard.step(readings, Small(randomness.choice((-1, -1, 7))), Small(randomness.choice((-1, 4))), dt_ms)
        guard.clear()
        gate.grant(guard.motor_permitted, guard.heat_permitted)
        gate.motor_duty(Small(1000), Small(randomness.choice((-LIMIT // 2, 0, 150, LIMIT // 2 - 1))))
    assert_kept_numbers_small(guard)


def test_the_watches_of_the_guard_in_an_hour_of_random_heat():
    randomness = random.Random(5)
    watch, gap, stuck, limits = HeatWatch(), GapWatch(), StuckWatch(), HeatLimits()
    left_cc = right_cc = 3_000
    for second in range(3_600):
        if second % 90 == 0:
            left_cc = randomness.choice((-1_200, 1_500, 3_700, 8_200))
        right_cc = max(-1_200, min(right_cc + randomness.randint(-60, 60), 8_200))
        on_ms = Small(randomness.choice((0, 100, 950, 1_000)))
        watch.step(Small(max(left_cc, right_cc)), on_ms)
        gap.step(Small(left_cc), Small(right_cc), on_ms, True)
        stuck.step(Small(left_cc), Small(right_cc), on_ms)
        limits.step(Small(max(left_cc, right_cc)), on_ms, Small(randomness.choice((0, 3_900))), Small(1_050))
    for part in (watch, gap, stuck, limits):
        assert_kept_numbers_small(part)


def test_liveness():
    alive = Liveness()
    for task in range(len(liveness.NAMES)):
        alive.watch(task)
    for _ in range(3_000):
        alive.count_pass()
    assert_kept_numbers_small(alive)


def test_self_test():
    for seed in range(50):
        randomness = random.Random(seed)
        test = SelfTest()
        test.start()
        for _, dt_ms in zip(range(100), passes_ms(seed), strict=False):
            test.step(Small(randomness.randint(0, 1)), dt_ms)
    for stage in range(6):  # a stage that never ends
        test._enter(stage)
        for _ in range(1_000):
            test.step(Small(1), Small(LATEST_PASS_MS))
    assert_kept_numbers_small(test)


# --- session ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heating", [True, False])
def test_heat_budget(heating):
    budget = HeatBudget()
    for _, dt_ms in zip(range(MANY_PASSES), passes_ms(5), strict=False):
        budget.step(heating, dt_ms)
        budget.left_s()
    assert_kept_numbers_small(budget)


def test_buttons():
    randomness = random.Random(6)
    button = Button()
    for _, dt_ms in zip(range(MANY_PASSES), passes_ms(6), strict=False):
        button.step(randomness.random() < 0.7, dt_ms)
    for _ in range(MANY_PASSES):
        button.step(True, Small(LATEST_PASS_MS))
    assert_kept_numbers_small(button)


class SmallFinger(Finger):
    """A finger whose samples and passes are measured."""

    def _sample(self):
        self.session.after_step_ms += Small(20)
        for index, button in enumerate(self.contacts):
            button.step(self.closed[index], Small(20))
            self.session.take(index, button)
            self.pairing.take(index, button.held_ms)
        self.pairing.step(Small(20))

    def _step_session(self):
        self.session.step(Small(self.fault), True, Small(100))
        self.session.target_rpm()
        self.session.heat_target_cc()


def test_session_in_use():
    finger = SmallFinger()
    randomness = random.Random(7)
    for _ in range(300):
        finger.press(randomness.choice(buttons.NAMES), randomness.choice((60, 120, 1_900)))
        finger.wait(randomness.choice((100, 3_000, 30_000)))
    assert_kept_numbers_small(finger.session)


@pytest.mark.parametrize("seed", range(2))
def test_what_a_session_does_is_gathered(seed):
    """The longest session that there can be, at the hottest that can be read, or with sensors that come and go."""
    randomness = random.Random(seed)
    gathered, pad = Recorder(), session.Session(True, HeatBudget())
    pad.state, pad.heat_level, pad.speed_step = session.RUNNING, Small(3), Small(11)
    gathered.comparison = FootDifference(0, Small(-1_500), Small(12_000), Small(-100))
    for second in range(SESSION_TOTAL_S):
        pad.elapsed_ms = Small(1000 * second)
        cc = 12_000 if seed == 0 else randomness.choice((INVALID, -1_500, 3_000, 12_000))
        pad.heat_level = Small(3 if second > 200 else 0)
        gathered.second(pad, Small(cc), Small(12_000 if seed == 0 else -1_500))
        assert_kept_numbers_small(gathered)
    gathered.note(bytearray(KEPT_BYTES), 0)


@pytest.mark.parametrize("state", range(8))
def test_session_left_alone_for_months(state):
    pad = session.Session(True, HeatBudget())
    pad._enter(state, 1)
    for _ in range(30_000):
        pad.step(faults.NONE, False, Small(LATEST_PASS_MS))
        pad.allowance.rest_s()
    assert_kept_numbers_small(pad)
    pad.since_ms = Small(pad.since_ms)
    pad.allowance.idle_ms = Small(65_535_000)  # the largest that a record can hold
    pad.allowance.used_ms = Small(65_535_000)
    pad.allowance.rest_s()
    pad.step(faults.NONE, False, Small(LATEST_PASS_MS))
    assert_kept_numbers_small(pad)


@pytest.mark.parametrize("has_time", [True, False])
def test_pairing(has_time):
    randomness = random.Random(8)
    pad = session.Session(True, HeatBudget())
    pairing = Pairing(pad, [name for name in buttons.NAMES if has_time or name != "TIME"])
    held_ms = 0
    for _, dt_ms in zip(range(MANY_PASSES), passes_ms(8), strict=False):
        held_ms = Small(min(held_ms + dt_ms, buttons.LONGEST_HELD_MS)) if randomness.random() < 0.9 else Small(0)
        for index in range(len(buttons.NAMES)):
            pairing.take(index, held_ms if index != buttons.HEAT or randomness.random() < 0.1 else Small(0))
        pairing.step(dt_ms)
        assert_kept_numbers_small(pairing)


# --- what is shown ----------------------------------------------------------------------------------------------------


def pad_status(number):
    """A Status all parts of which hold the same number where they may."""
    parts = session.Session(True, HeatBudget())
    parts.remaining_ms = parts.elapsed_ms = Small(number)
    parts.cue_count = Small(number)
    readings = Readings()
    readings.rpm = Small(number)
    outputs = SimpleNamespace(heater_duty_permille=Small(950), rail_wanted=True)
    pairing = Pairing(parts, buttons.NAMES)
    pairing.open_ms = Small(min(number, limits.PAIRING_OPEN_MS))
    speed = SimpleNamespace(setpoint_rpm=Small(number))
    return Status(parts, readings, Guard(True, 6), speed, outputs, pairing, True)


@pytest.mark.parametrize("number", [0, 1, 65_535, 65_536, 3_600_000, LIMIT - 1000])
def test_status(number):
    shown = pad_status(number)
    shown.refresh()
    assert shown.record[0] == status.VERSION
    assert_kept_numbers_small(shown)


@pytest.mark.parametrize("hot_cc", [INVALID, -1_500, 0, 8_250])
@pytest.mark.parametrize("remaining_s", [0, 1, 1_800])
def test_what_a_phone_is_told(hot_cc, remaining_s):
    """Once a second, whenever a phone may listen."""
    values = {
        "remaining_s": Small(remaining_s),
        "rpm": Small(3_700),
        "heat_level": Small(3),
        "rest_s": Small(remaining_s),
    }
    for state in range(8):
        shown = PanelStatus(state=Small(state), **values)
        shown.hot_cc = lambda: Small(hot_cc)
        assert advertising.bthome(Small(LIMIT - 1), shown)
        assert status_text.sentence(shown)


@pytest.mark.parametrize("value", [-LIMIT, -1, 0, 65_535, 65_536, LIMIT - 1])
def test_put_u16(value):
    buffer = bytearray(2)
    put_u16(buffer, 0, Small(value))
    assert int.from_bytes(buffer, "little") == value & 0xFFFF


# --- nothing is forgotten ---------------------------------------------------------------------------------------------

MEASURED_HERE = {
    "advertising", "buttons", "circuit_check", "duty_window", "foot_difference", "gate", "guard", "heat_budget",
    "heat_checks", "heat_control", "heat_limits", "heat_watch", "liveness", "motor_check", "motor_control", "pairing",
    "readings", "recorder", "running", "self_test", "session", "side_watch", "status", "status_text", "surface_check",
    "tach", "thermistor",
}  # fmt: skip
MEASURED_ELSEWHERE = {"beeps", "led"}
# Run at a start or a stop, when a phone asks, or only when what is shown has changed, or hold nothing but constants.
NOT_PERIODIC = {
    "__init__", "bond_keeper", "bonds", "clock", "cues", "diary_record", "diary_review", "kept", "fault_texts",
    "faults", "gatt", "limits", "memory_record", "phone", "picture", "record_access", "screen", "screen_lines",
    "session_record", "settings", "settings_table", "settling", "version",
}  # fmt: skip


def test_every_module_is_measured_or_known_not_to_be_periodic():
    folder = Path(limits.__file__).parent
    languages = set(folder.glob("words*.py"))  # text, one file each, and which line is which
    modules = {path.stem for path in set(folder.glob("*.py")) - languages}
    assert modules == MEASURED_HERE | MEASURED_ELSEWHERE | NOT_PERIODIC


@pytest.mark.parametrize("name", sorted(MEASURED_ELSEWHERE))
def test_what_is_measured_elsewhere_is_measured(name):
    assert "Small(" in (Path(__file__).parent / f"test_{name}.py").read_text(encoding="utf-8")
