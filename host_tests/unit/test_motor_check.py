"""The motor by its own pulses: standing still, too fast, by itself; and what a whole motor does is none of these."""

import itertools

import pytest

from host_tests.integer_range import Small
from host_tests.unit.untouched import assert_holds_nothing
from pad import faults, motor_check
from pad.limits import SPEED_MAX_RPM
from pad.motor_check import (
    _BY_ITSELF_RPM,
    _DRIVE_LEAST_RPM,
    _DRIVE_PASSES,
    _MOST,
    _RUNS_OUT_MS,
    _SILENT_PASSES,
    _SLOWS_RPM,
    _STARTED_RPM,
    _STARTS_MS,
    _TOO_FAST_PASSES,
    _TOO_FAST_RPM,
    _TURNED_RPM,
    MotorCheck,
)
from pad.motor_control import MotorControl
from pad.tach import Tach
from tools.simulator.plant import Plant

PASS_MS = 50
PULSES_PER_REVOLUTION = 60  # one pulse in four passes of 50 ms is then 5 rpm
STEP_RPM = 5
FULL = 1_000


class Bench:
    """A check of a motor whose speed and drive are set by hand."""

    def __init__(self):
        self.check = MotorCheck(PULSES_PER_REVOLUTION)
        self._passes = 0

    def turn(self, rpm, permille, passes=1):
        """The code after so many passes at this speed, a multiple of 5 rpm, and this drive."""
        in_four = rpm // STEP_RPM
        for _ in range(passes):
            part = self._passes % 4
            self._passes += 1
            self.check.judge(in_four * (part + 1) // 4 - in_four * part // 4, permille, PASS_MS)
        return self.check.code

    def run(self, rpm, permille):
        """A motor that has long had this speed."""
        assert self.turn(rpm, permille, 2 * _TOO_FAST_RPM // _SLOWS_RPM + 5) == faults.NONE
        assert self.check.rpm == rpm
        return self


def test_the_numbers():
    """Whoever tunes one of them changes it here, too."""
    assert (motor_check._PASSES, motor_check._MOST) == (4, 255)
    assert (_TURNED_RPM, _SILENT_PASSES) == (600, 4)
    assert (_STARTED_RPM, _STARTS_MS) == (60, 4_000)
    assert (_TOO_FAST_RPM, _TOO_FAST_PASSES) == (4_070, 100)
    assert (motor_check._DRIVE_RPM_TENTHS, _DRIVE_LEAST_RPM, _DRIVE_PASSES, _SLOWS_RPM) == (64, 200, 2, 30)
    assert (_BY_ITSELF_RPM, _RUNS_OUT_MS) == (300, 5_000)
    assert SPEED_MAX_RPM * 1.09 < _TOO_FAST_RPM < SPEED_MAX_RPM * 1.11


# --- speed ------------------------------------------------------------------------------------------------------------


def test_nothing_is_known_to_begin_with():
    check = MotorCheck(6)
    assert (check.code, check.rpm, check.doubtful) == (faults.NONE, 0, False)
    assert_holds_nothing(check, but=("_per_minute", "_explained_rpm"))


def test_speed_is_that_of_the_last_four_passes():
    check = MotorCheck(6)
    seen = []
    for pulses in (5, 0, 0, 5, 0, 0, 0, 0):
        check.judge(pulses, FULL, PASS_MS)
        seen.append(check.rpm)
    assert seen == [1000, 500, 333, 500, 250, 250, 250, 0]


@pytest.mark.parametrize("pulses_per_revolution", [1, 6, 100])
def test_speed_follows_from_the_pulses_of_a_revolution(pulses_per_revolution):
    check = MotorCheck(pulses_per_revolution)
    for _ in range(4):
        check.judge(pulses_per_revolution, FULL, 100)
    assert check.rpm == 600
    check = MotorCheck(pulses_per_revolution)
    check.judge(_MOST, FULL, 60)
    assert check.rpm == min(_MOST * 1_000 // pulses_per_revolution, 9_999)


def test_a_minute_has_60000_milliseconds_and_none_more():
    check = MotorCheck(1)
    check.judge(1, FULL, 29)
    assert check.rpm == 2_068  # 2068.97


def test_no_time_is_no_speed_and_no_error():
    check = MotorCheck(6)
    check.judge(0, 0, 0)
    assert check.rpm == 0
    check.judge(1, 0, 0)
    assert check.rpm == 9_999  # as if in one millisecond, and no more than can be told


def test_pulses_and_times_are_cut_to_what_a_byte_holds():
    check = MotorCheck(60)
    check.judge(_MOST, 0, PASS_MS)
    assert check.rpm == _MOST * 1_000 // PASS_MS
    check = MotorCheck(60)
    check.judge(_MOST + 1, 0, PASS_MS)
    assert check.rpm == _MOST * 1_000 // PASS_MS
    check = MotorCheck(60)
    check.judge(51, 0, _MOST + 1)
    assert check.rpm == 51 * 1_000 // _MOST


def test_no_pass_makes_a_float():
    check = MotorCheck(Small(6))
    for permille in [FULL] * (2 * _TOO_FAST_RPM // _SLOWS_RPM):
        check.judge(Small(5), Small(permille), Small(PASS_MS))
    assert type(check.rpm) is Small
    assert type(check._explained_rpm) is Small


# --- standing still ---------------------------------------------------------------------------------------------------


def test_a_motor_that_does_not_start_is_told_after_four_seconds_of_drive():
    bench = Bench()
    for _ in range(2):
        assert bench.turn(0, 1, _STARTS_MS // PASS_MS - 1) == faults.NONE
        bench.check.judge(0, 1, PASS_MS - 1)
        assert bench.check.code == faults.NONE
        bench.check.judge(0, 1, 1)
        assert bench.check.code == faults.MOTOR_STILL
        assert bench.turn(0, 1, 1_000) == faults.MOTOR_STILL
        assert bench.turn(0, 0) == faults.NONE  # and then the same again


@pytest.mark.parametrize(("rpm", "code"), [(_STARTED_RPM - STEP_RPM, faults.MOTOR_STILL), (_STARTED_RPM, faults.NONE)])
def test_a_motor_that_hardly_turns_has_not_started(rpm, code):
    assert Bench().turn(rpm, FULL, _STARTS_MS // PASS_MS + 4) == code


def test_the_time_to_start_counts_from_the_last_time_that_there_was_no_drive():
    bench = Bench()
    for _ in range(3):
        assert bench.turn(0, FULL, _STARTS_MS // PASS_MS - 1) == faults.NONE
        assert bench.turn(0, 0) == faults.NONE


def test_a_motor_that_has_turned_and_gives_no_pulse_any_more_is_told_in_so_many_passes():
    bench = Bench().run(_TURNED_RPM, FULL)
    assert bench.turn(0, FULL, _SILENT_PASSES - 1) == faults.NONE
    assert bench.turn(0, FULL) == faults.MOTOR_STILL
    assert bench.turn(0, 0) == faults.NONE  # nothing drives it: it may stand


def test_a_pulse_between_them_begins_the_count_anew():
    bench = Bench().run(_TURNED_RPM, FULL)
    for _ in range(5):
        assert bench.turn(0, FULL, _SILENT_PASSES - 1) == faults.NONE
        assert bench.turn(_TURNED_RPM, FULL, 4) == faults.NONE


def test_a_motor_that_never_was_fast_enough_has_its_time_to_start():
    bench = Bench()
    bench.turn(_TURNED_RPM - STEP_RPM, FULL, 8)
    assert bench.turn(0, FULL, _STARTS_MS // PASS_MS - 8 - 1) == faults.NONE
    assert not bench.check.doubtful
    assert bench.turn(0, FULL) == faults.MOTOR_STILL


def test_a_motor_that_has_slowed_down_still_has_turned():
    bench = Bench().run(_TURNED_RPM, FULL).run(_STARTED_RPM, FULL)
    assert bench.turn(0, FULL, _SILENT_PASSES) == faults.MOTOR_STILL


def test_the_weakest_drive_is_one():
    bench = Bench()
    bench.turn(_TURNED_RPM, FULL, 8)
    assert bench.turn(0, 1, _SILENT_PASSES) == faults.MOTOR_STILL


def test_what_turned_before_the_drive_was_off_does_not_count_after_it():
    bench = Bench().run(_TURNED_RPM, FULL)
    bench.turn(0, 0, 4)
    assert bench.turn(0, FULL, _STARTS_MS // PASS_MS - 1) == faults.NONE


def test_one_silent_pass_is_doubt_until_the_next_pulse():
    bench = Bench().run(_TURNED_RPM, FULL)
    assert not bench.check.doubtful
    bench.turn(0, FULL)
    assert bench.check.doubtful
    bench.turn(_TURNED_RPM, FULL)
    assert not bench.check.doubtful
    bench.turn(0, 0)
    assert not bench.check.doubtful  # it was switched off


# --- too fast ---------------------------------------------------------------------------------------------------------


def test_above_a_tenth_over_the_highest_speed_for_five_seconds_is_too_fast():
    bench = Bench().run(_TOO_FAST_RPM, FULL)
    assert bench.turn(_TOO_FAST_RPM, FULL, 2 * _TOO_FAST_PASSES) == faults.NONE
    passes = 0
    while bench.check.rpm <= _TOO_FAST_RPM:
        bench.turn(_TOO_FAST_RPM + STEP_RPM, FULL)
    while bench.check.code == faults.NONE:
        passes += 1
        bench.turn(_TOO_FAST_RPM + STEP_RPM, FULL)
    assert (bench.check.code, passes) == (faults.MOTOR_TOO_FAST, _TOO_FAST_PASSES - 1)


def test_exactly_a_tenth_over_the_highest_speed_is_not_too_fast_even_after_more():
    bench = Bench().run(_TOO_FAST_RPM, FULL)
    assert bench.turn(_TOO_FAST_RPM + STEP_RPM, FULL, 5) == faults.NONE
    assert bench.turn(_TOO_FAST_RPM, FULL, 2 * _TOO_FAST_PASSES) == faults.NONE


def test_one_pass_that_is_not_too_fast_begins_the_count_anew():
    bench = Bench().run(_TOO_FAST_RPM, FULL)
    for _ in range(3):
        assert bench.turn(_TOO_FAST_RPM + STEP_RPM, FULL, _TOO_FAST_PASSES) == faults.NONE  # four until it is fast
        assert bench.turn(_TOO_FAST_RPM, FULL, 4) == faults.NONE


def test_faster_than_its_drive_explains_is_too_fast_in_so_many_passes():
    permille = 125  # explains 1000 rpm
    bench = Bench().run(1_000, permille)
    assert bench.turn(1_000, permille, 100) == faults.NONE
    while bench.check.rpm <= 1_000:
        bench.turn(1_000 + STEP_RPM, permille)
    assert bench.turn(1_000 + STEP_RPM, permille, _DRIVE_PASSES - 2) == faults.NONE
    assert bench.turn(1_000 + STEP_RPM, permille) == faults.MOTOR_TOO_FAST
    assert bench.turn(1_000, permille, 4) == faults.NONE


def test_a_motor_may_slow_down_by_itself_but_not_more_slowly_than_any_motor_does():
    bench = Bench().run(1_500, 250)  # explains 1800
    assert bench.turn(1_500, 125, 300 // _SLOWS_RPM + _DRIVE_PASSES - 1) == faults.NONE
    assert bench.turn(1_500, 125) == faults.MOTOR_TOO_FAST


def test_a_motor_that_was_running_before_a_reset_may_run_out():
    bench = Bench()
    for n in range(_RUNS_OUT_MS // PASS_MS - 1):
        assert bench.turn(3_900 - _SLOWS_RPM * n, 0) == faults.NONE
    bench = Bench()
    assert bench.turn(4_000, 0, _RUNS_OUT_MS // PASS_MS - 1) == faults.NONE
    assert bench.turn(4_000, 0) == faults.MOTOR_TURNS_BY_ITSELF


def test_a_rising_drive_explains_at_once():
    bench = Bench().run(1_000, 125)
    assert bench.turn(5_000, 750, 20) == faults.NONE  # 5000 rpm, and not for five seconds


def test_a_late_pass_is_no_fault_when_its_time_is_known():
    check = MotorCheck(6)
    for n in range(60):
        late = 3 if n % 20 == 19 else 1
        check.judge(18 * late, 650, PASS_MS * late)
        assert check.rpm == 3_600
        assert check.code == faults.NONE


def test_faster_than_its_drive_explains_is_doubt_at_once():
    bench = Bench().run(1_000, 125)
    assert not bench.check.doubtful
    while bench.check.rpm <= 1_000:
        bench.turn(1_000 + STEP_RPM, 125)
    assert bench.check.doubtful
    bench.turn(1_000 - 2 * STEP_RPM, 125)
    assert not bench.check.doubtful


# --- by itself --------------------------------------------------------------------------------------------------------


def test_turning_five_seconds_after_the_drive_went_off_is_by_itself():
    bench = Bench()
    bench.turn(0, 0, _RUNS_OUT_MS // PASS_MS)
    assert bench.turn(_BY_ITSELF_RPM, 0, 4) == faults.NONE
    assert bench.check.rpm == _BY_ITSELF_RPM
    bench = Bench()
    bench.turn(0, 0, _RUNS_OUT_MS // PASS_MS)
    assert bench.turn(_BY_ITSELF_RPM + STEP_RPM, 0, 4) == faults.MOTOR_TURNS_BY_ITSELF
    assert bench.turn(0, 0, 4) == faults.NONE


def test_before_that_it_may_still_run_out():
    bench = Bench().run(4_000, FULL)
    for n in range(_RUNS_OUT_MS // PASS_MS - 1):
        assert bench.turn(4_000 - _SLOWS_RPM * n, 0) == faults.NONE
    bench.check.judge(15, 0, PASS_MS - 1)
    assert bench.check.code == faults.NONE
    bench.check.judge(1, 0, 1)
    assert bench.check.code == faults.MOTOR_TURNS_BY_ITSELF


def test_the_time_to_run_out_begins_with_the_first_pass():
    check = MotorCheck(PULSES_PER_REVOLUTION)
    for n in range(_RUNS_OUT_MS // PASS_MS - 1):
        check.judge((3_900 - _SLOWS_RPM * n) // 20, 0, PASS_MS)
    check.judge(15, 0, PASS_MS - 1)
    assert check.code == faults.NONE
    check.judge(1, 0, 1)
    assert check.code == faults.MOTOR_TURNS_BY_ITSELF


def test_the_time_to_run_out_begins_anew_with_each_drive():
    bench = Bench().run(4_000, FULL)
    bench.turn(4_000, 0, _RUNS_OUT_MS // PASS_MS - 30)
    bench.turn(4_000, 625)
    for n in range(_RUNS_OUT_MS // PASS_MS - 1):
        assert bench.turn(4_000 - _SLOWS_RPM * n, 0) == faults.NONE


# --- on the physics ---------------------------------------------------------------------------------------------------


class Chain:
    """A motor under control and the check beside it; the check is told only of drive while there is power."""

    def __init__(self, pad):
        self.plant = Plant(pad)
        self.check = MotorCheck(6)
        self._control, self._tach = MotorControl(True), Tach(6)
        self._edges = 0

    def run(self, target_rpm, seconds):
        """The first fault, or NONE."""
        for _ in range(seconds * 1_000 // PASS_MS):
            self.plant.alive_edge()
            pulses = self.plant.tach_edges() - self._edges
            self._edges += pulses
            permille = self._control.step(target_rpm, self._tach.step(pulses, PASS_MS), PASS_MS)
            self.plant.set_motor_duty(permille / 1_000)
            self.plant.advance(self.plant.now_us + PASS_MS * 1_000)
            self.check.judge(self.plant.tach_edges() - self._edges, permille, PASS_MS)
            if self.check.code:
                return self.check.code
        return faults.NONE


CORNERS = [
    {"supply_v": supply_v, "foot_load": load, "motor_tau_ms": tau_ms}
    for supply_v, load, tau_ms in itertools.product((10.2, 12.0, 13.8), (0.0, 1.0), (150.0, 250.0))
]


@pytest.mark.parametrize("pad", CORNERS, ids=lambda pad: "-".join(str(value) for value in pad.values()))
def test_a_whole_motor_is_no_fault_from_start_to_standstill(pad):
    chain = Chain(pad)
    for target_rpm, seconds in ((1_000, 8), (3_700, 35), (1_000, 8), (0, 8), (2_000, 10), (0, 3), (1_000, 5)):
        assert chain.run(target_rpm, seconds) == faults.NONE


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("motor_stalled", faults.MOTOR_STILL),
        ("tach_lost", faults.MOTOR_STILL),
        ("motor_mosfet_short", faults.MOTOR_TOO_FAST),
    ],
)
@pytest.mark.parametrize("pad", CORNERS[::3], ids=lambda pad: "-".join(str(value) for value in pad.values()))
def test_a_motor_that_breaks_while_it_runs_is_told_within_a_second(pad, fault, code):
    chain = Chain(pad)
    assert chain.run(1_000, 8) == faults.NONE
    chain.plant.inject(fault)
    assert chain.run(1_000, 1) == code


@pytest.mark.parametrize("fault", ["motor_stalled", "tach_lost"])
def test_a_motor_that_is_broken_from_the_start_is_told_within_five_seconds(fault):
    chain = Chain({})
    chain.plant.inject(fault)
    assert chain.run(1_000, 5) == faults.MOTOR_STILL


def test_a_shorted_switch_of_the_motor_is_told_when_it_should_stand():
    chain = Chain({})
    assert chain.run(0, 6) == faults.NONE
    chain.plant.inject("motor_mosfet_short")
    assert chain.run(0, 1) == faults.MOTOR_TURNS_BY_ITSELF
