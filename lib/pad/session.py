"""The session: what a person asked for with the buttons, and the timers that end it.

START stops when it is touched and opens CHECK when it is pressed. In a question it acts when it is let go, so that a
long hold ("something is wrong") never starts anything on its way.
"""

from pad import buttons, cues, faults
from pad.diary_record import NO_SCORE, NOT_KNOWN, NOT_TAKEN
from pad.limits import (
    CHECK_LONGEST_S,
    CHECK_SHORTEST_S,
    COOL_DOWN_S,
    FIRST_USE_READ_S,
    HEAT_LEVELS_CC,
    HOLD_LEAVES_GENTLE_MS,
    HOLD_REFUSES_MS,
    HOLD_STOPS_MS,
    HOLD_UNLOCKS_MS,
    IGNORE_START_AFTER_STOP_MS,
    RAMP_UP_RPM_S,
    REST_MIN,
    RESUME_WITHIN_S,
    SESSION_DEFAULT_MIN,
    SESSION_LONGEST_MIN,
    SESSION_STEP_MIN,
    SESSION_TOTAL_MIN,
    SPEED_STEP_1_RPM,
    SPEED_STEP_RPM,
    SPEED_STEPS,
    WARM_UP_RAMP_UP_RPM_S,
    WARM_UP_S,
)
from pad.settings import (
    ACKNOWLEDGED,
    GENTLE,
    HEAT_MOST,
    MINUTES_MOST,
    OWN,
    OWN_MINUTES,
    OWN_PROGRAMME,
    PROFILE,
    PROFILES,
    SPEED_MOST,
    STANDARD,
    Settings,
    most,
    of_profile,
)

OFF = 0
CHECK = 1
RUNNING = 2
STOPPED = 3
DONE = 4
FAULT = 5
LOCKED = 6
SAFE_MODE = 7
STATE_NAMES = ("OFF", "CHECK", "RUNNING", "STOPPED", "DONE", "FAULT", "LOCKED", "SAFE_MODE")

NO_REASON = 0
TIME_UP = 1
BUTTON = 2
PHONE = 3
BY_FAULT = 4
RESET = 5
CHECK_REFUSED = 6
REASON_NAMES = ("none", "time up", "button", "phone", "fault", "reset", "foot check refused")

SELF_TEST = 0
WARM_UP = 1
WORK = 2
COOL_DOWN = 3

# What a programme makes of the speed while the session is at work: for each part tens of seconds, and steps below what
# the hand has chosen. After its last part it begins again. A programme never touches the heat.
PROGRAMMES = (
    b"\xff\x00",  # steady
    b"\x06\x00\x06\x03",  # wave: a minute as chosen, a minute three steps below
    b"\x18\x04\x18\x00\xff\x02",  # warm and settle: four minutes gently, four as chosen, the rest calmer
)
PROGRAMME = 3  # of what a profile says
NO_PROFILE = 255

CLICK_LONGEST_MS = 1_000  # longer than a click and shorter than a refusal is an answer that nobody can be sure of
MINUTE_MS = 60_000
LONGEST_SINCE_MS = 0x3FFFFFF  # 18 hours; nothing depends on more
COOL_DOWN_STEP_MS = COOL_DOWN_S * 1000 // (2 * SPEED_STEPS)  # from any speed to step 1 in the first half
REST_MS = REST_MIN * MINUTE_MS
TOTAL_MS = SESSION_TOTAL_MIN * MINUTE_MS
SHORTEST_MS = SESSION_STEP_MIN * MINUTE_MS  # less than this left of the hour: rest first


class Allowance:
    """The hour of massage that a hand may ask for, and the rest that gives it back. What it counts survives a reset."""

    def __init__(self):
        self.used_ms = 0
        self.idle_ms = 0

    def step(self, running, dt_ms):
        """Let `dt_ms` pass."""
        if running:
            self.used_ms += dt_ms
            self.idle_ms = 0
        elif self.used_ms:
            self.idle_ms += dt_ms
            if self.idle_ms >= REST_MS:
                self.used_ms = 0
                self.idle_ms = 0

    def left_ms(self):
        """Massage that may still be given before a rest."""
        return max(0, TOTAL_MS - self.used_ms)

    def rest_s(self):
        """Seconds of rest that are due before the next start, 0 when none are."""
        if self.left_ms() >= SHORTEST_MS:
            return 0
        return (REST_MS - self.idle_ms + 999) // 1000


class Session:
    """State machine and timers. Its wishes are `target_rpm()`, `ramp_up_rpm_s()` and `heat_target_cc()`.

    `has_heat` says whether the pad can warm; `heat_budget` is a pad.heat_budget.HeatBudget that it steps and obeys.
    """

    def __init__(self, has_heat, heat_budget):
        self._has_heat = has_heat
        self.heat_budget = heat_budget
        self.settings = Settings()
        self.allowance = Allowance()
        self.state = OFF
        self.phase = SELF_TEST
        self.stop_reason = NO_REASON
        self.speed_step = 0
        self.heat_level = 0
        self.chosen_min = SESSION_DEFAULT_MIN
        self.remaining_ms = 0
        self.elapsed_ms = 0
        self.starts = 0  # of sessions; to go on with one is none
        self.since_ms = 0  # time in this state, as of the last step
        self.after_step_ms = 0  # how far the samples of the buttons are ahead of that step: who takes them adds to it
        self.foot_check_due = False
        self.lock_kept = False  # beneath FAULT and SAFE_MODE
        self._profile = STANDARD
        self._may_leave_gentle = False  # by the present hold of FASTER
        self.programme = 0
        self.running_programme = 0  # the one that was chosen when it started
        self._part = 0
        self._part_ms = 0
        self.below = 0  # the chosen step
        self.first_use = True  # the next CHECK asks more than how the feet are
        # What the diary says, and what a phone tells it
        self.week_sessions = NOT_KNOWN
        self.clean_due = False
        self.feet_differ = False  # on two different days
        self.foot_difference_cc = NOT_TAKEN
        self.foot_why = 0  # it was not taken; codes of pad.diary_record
        self.score_before = self.score_after = NO_SCORE
        self.clear_wanted = False  # a person asks to clear a fault; the guard decides
        self.cue = cues.READY
        self.cue_count = 1
        self._cue_ms = 0  # when in this state: the display then begins with its first page
        self._phase_ms = 0
        self._start_from_ms = -1  # when in this state START was pressed, -1 when it was not

    # --- what the controllers follow ----------------------------------------------------------------------------------

    def may_run(self):
        """Whether anything may move or heat at all."""
        return self.state == RUNNING

    def is_off_for(self, opener):
        """Whether the pad is off for a hold of this button. The press of START has opened the question by then."""
        return self.state == OFF or (opener == buttons.START and self.state == CHECK)

    def awaits_feet(self):
        """Whether the feet are, or may be, on the pad and have not been looked at since."""
        return CHECK <= self.state <= DONE  # asked each half second: from sources, a tuple would be made each time

    def asks_before_start(self):
        """Whether the next thing may be a start."""
        return self.state == CHECK or self.state == STOPPED

    def is_locked(self):
        """Whether somebody has said that something is wrong."""
        return self.state == LOCKED or self.lock_kept

    def self_testing(self):
        """Whether rail and heater are still being tested before this start."""
        return self.state == RUNNING and self.phase == SELF_TEST

    def target_rpm(self):
        """Speed that is asked for, 0 for none."""
        if self.state != RUNNING or self.phase == SELF_TEST:
            return 0
        return SPEED_STEP_1_RPM + (self.step_now() - 1) * SPEED_STEP_RPM

    def step_now(self):
        """What the programme makes of the speed step that a hand has chosen: never more."""
        return max(self.speed_step - self.below, min(self.speed_step, 1))

    def ramp_up_rpm_s(self):
        """How fast the speed may rise."""
        return WARM_UP_RAMP_UP_RPM_S if self.phase == WARM_UP else RAMP_UP_RPM_S

    def heat_target_cc(self):
        """Surface temperature that is asked for in hundredths of a degree, 0 for no heat."""
        if self.state != RUNNING or self.phase == SELF_TEST:
            return 0
        return HEAT_LEVELS_CC[self.heat_level]

    # --- what the buttons say -----------------------------------------------------------------------------------------

    def take(self, index, button):
        """Take one sample of a pad.buttons.Button, `after_step_ms` after the last step."""
        if self.state == RUNNING and self._means_stop(index, button):
            self.stop(BUTTON)
        elif button.pressed:
            self._pressed(index)
        elif index == buttons.START and self._start_from_ms >= 0:
            self._take_start(button)
        elif index == buttons.FASTER and self._may_leave_gentle and self.state == OFF:
            self._hold_faster(button.held_ms)

    def stop(self, reason):
        """Stop at once, from wherever; the time that was left can be gone on with for two minutes."""
        if self.state == RUNNING:
            self.stop_reason = reason
            self.foot_check_due = True
            self._enter(STOPPED, cues.STOP)

    def take_profile(self):
        """The pad starts, or a hand has chosen another profile: begin with its minutes."""
        self.chosen_min = of_profile(self.settings.values, MINUTES_MOST)
        self._profile = NO_PROFILE
        self.obey_settings()

    def obey_settings(self):
        """The settings may have changed: nothing may be more afterwards than it was."""
        values = self.settings.values
        profile = values[PROFILE]
        if profile != self._profile or profile == OWN:
            self._profile = profile
            self.chosen_min = min(self.chosen_min, of_profile(values, MINUTES_MOST))
            self.programme = of_profile(values, PROGRAMME)
        self.first_use = values[ACKNOWLEDGED] == 0
        self.speed_step = min(self.speed_step, most(values, SPEED_MOST))
        if self.heat_level > most(values, HEAT_MOST):
            self.heat_level = most(values, HEAT_MOST)
            self._tell(cues.HEAT_OFF)
        self.chosen_min = min(self.chosen_min, values[MINUTES_MOST])
        self.remaining_ms = min(self.remaining_ms, values[MINUTES_MOST] * MINUTE_MS)

    def turn_down(self, speed_step, heat_level):
        """Take a lower speed step or heat level. Returns whether one of them was lower, and could be."""
        slower = 1 <= speed_step < self.speed_step
        cooler = 0 <= heat_level < self.heat_level
        if slower:
            self.speed_step = speed_step
        if cooler:
            self.heat_level = heat_level
        if slower or cooler:
            self._tell(cues.HEAT_OFF if cooler else cues.PRESS)
        return slower or cooler

    def _means_stop(self, index, button):
        return (index == buttons.START and button.touched) or button.held_ms >= HOLD_STOPS_MS

    def _pressed(self, index):
        self._may_leave_gentle = index == buttons.FASTER and self.state == OFF and self._profile == GENTLE
        if index == buttons.START:
            self._start_from_ms = self.since_ms + self.after_step_ms
            if self.state == OFF:
                self._open_check()
        elif self.state == OFF:
            self.choose(index)
        elif self.state == RUNNING:
            self._adjust(index)

    def _take_start(self, button):
        """START outside RUNNING: a click when it is let go, a hold when it lasts, both only if begun in this state."""
        if button.released:
            self._start_released(button.held_ms)
        elif self.state in (CHECK, DONE) and button.held_ms >= HOLD_REFUSES_MS:
            self._refuse()
        elif self.state in (FAULT, LOCKED) and button.held_ms >= HOLD_UNLOCKS_MS:
            self._unlock()

    def _start_released(self, held_ms):
        if self.state not in (CHECK, STOPPED, DONE):
            return
        if self.state != CHECK and self._start_from_ms < IGNORE_START_AFTER_STOP_MS:
            return
        if held_ms > CLICK_LONGEST_MS:
            self._tell(cues.REFUSED)
        elif self.state == CHECK:
            self._confirm_check()
        elif self.state == STOPPED:
            self._run()
        else:
            self.foot_check_due = False
            self._enter(OFF, cues.PRESS)

    def _open_check(self):
        if self.allowance.rest_s():
            self._tell(cues.REFUSED)
        else:
            self._enter(CHECK, cues.CHECK)

    def _confirm_check(self):
        if self._start_from_ms < CHECK_SHORTEST_S * 1000:
            self._tell(cues.REFUSED)
            return
        if self.first_use and self._start_from_ms - self._cue_ms >= FIRST_USE_READ_S * 1000:
            self.settings.put(ACKNOWLEDGED, 1)
            self.first_use = False
        self.stop_reason = NO_REASON
        self.elapsed_ms = 0
        self.starts += 1
        self.remaining_ms = min(self.chosen_min * MINUTE_MS, self._longest_ms())
        self._run()

    def _run(self):
        """Every start, the first or another one: step 1, no heat, the self-test first."""
        self.foot_check_due = False
        self.running_programme = self.programme
        self._part = -2
        self._part_ms = 0
        self._next_part()
        self.speed_step = 1
        self.heat_level = 0
        self._enter(RUNNING, cues.START)
        self._enter_phase(SELF_TEST)

    def say_wrong(self):
        """As START held in CHECK or DONE: something is wrong with the feet. False where it is locked already.

        A fault is still shown, since its way out may be to pull the plug: the lock waits beneath it.
        """
        if self.is_locked():
            return False
        if self.state in (FAULT, SAFE_MODE):
            self.lock_kept = True
            self.foot_check_due = True
            self._tell(cues.LOCKED)
        else:
            self._refuse()
        return True

    def _refuse(self):
        self.stop_reason = CHECK_REFUSED
        self.foot_check_due = True
        self._enter(LOCKED, cues.LOCKED)

    def _unlock(self):
        if self.state == FAULT:
            self.clear_wanted = True
            self._start_from_ms = -1  # one hold asks once
        else:
            self._enter(OFF, cues.PRESS)

    def choose(self, index):
        """A press in OFF: TIME chooses the minutes, SLOWER the programme, FASTER the profile."""
        values = self.settings.values
        if index == buttons.TIME:
            self._set_minutes(self.chosen_min % values[MINUTES_MOST] + SESSION_STEP_MIN)
        elif index == buttons.SLOWER:
            self.programme = (self.programme + 1) % len(PROGRAMMES)
            self._remember(OWN_PROGRAMME, self.programme)
        elif index == buttons.FASTER:
            if self._may_leave_gentle:
                self._tell(cues.REFUSED)  # until it is held
            else:
                self.next_profile()
            return
        self._tell(cues.PRESS if index != buttons.HEAT else cues.NONE)

    def _hold_faster(self, held_ms):
        """FASTER pressed in OFF and GENTLE: held, it leaves it. One trembling press must not allow heat."""
        if held_ms >= HOLD_LEAVES_GENTLE_MS:
            self._may_leave_gentle = False
            self.next_profile()

    def next_profile(self):
        """By hand: gentle, standard, own, and from the beginning."""
        profile = (self._profile + 1) % PROFILES
        self.settings.put(PROFILE, profile)
        self.take_profile()
        self._tell(cues.PROFILE_GENTLE + profile)

    def _set_minutes(self, minutes):
        self.chosen_min = minutes
        self._remember(OWN_MINUTES, minutes)

    def _remember(self, place, value):
        """The own profile is what a hand has made of it."""
        if self._profile == OWN:
            self.settings.put(place, value)

    def undo_press(self, index):
        """The press of this button was the beginning of a hold that means something else."""
        if index == buttons.TIME:
            self._set_minutes(self.chosen_min - SESSION_STEP_MIN or self.settings.values[MINUTES_MOST])
        if self.state == OFF:
            self._tell(cues.PRESS)
        else:
            self._enter(OFF, cues.PRESS)

    def _adjust(self, index):
        if index == buttons.TIME:
            done = self._add_time()
        elif index == buttons.HEAT:
            done = self._next_heat()
        elif self.phase == COOL_DOWN and index == buttons.FASTER:
            done = False
        else:
            done = self._change_speed(1 if index == buttons.FASTER else -1)
        if done:
            self._tell(cues.PRESS)
        elif done is False:
            self._tell(cues.REFUSED)

    def _change_speed(self, change):
        step = self.speed_step + change
        if not 1 <= step <= most(self.settings.values, SPEED_MOST):
            return False
        self.speed_step = step
        return True

    def _add_time(self):
        wanted_ms = min(self.remaining_ms + SESSION_STEP_MIN * MINUTE_MS, self._longest_ms())
        if wanted_ms < self.remaining_ms + 1000:
            return False
        self.remaining_ms = wanted_ms
        if self.phase == COOL_DOWN and wanted_ms > COOL_DOWN_S * 1000:
            self._enter_phase(WORK)
        return True

    def _longest_ms(self):
        """The most that may be left at any moment."""
        return min(self.settings.values[MINUTES_MOST] * MINUTE_MS, self.allowance.left_ms())

    def _next_heat(self):
        """Off, low, medium, high, off. None when the cue is told already."""
        levels = most(self.settings.values, HEAT_MOST) + 1
        none_to_give = levels == 1 or self.heat_budget.left_s() == 0
        if not self._has_heat or self.phase in (SELF_TEST, COOL_DOWN) or none_to_give:
            return False
        self.heat_level = (self.heat_level + 1) % levels
        self._tell(cues.HEAT_ON if self.heat_level else cues.HEAT_OFF)
        return None

    def clear_answered(self, cleared):
        """The guard has cleared the fault, or has not because its cause is still there."""
        self.clear_wanted = False
        self._tell(cues.PRESS if cleared else cues.REFUSED)

    # --- after a reset ------------------------------------------------------------------------------------------------

    def restore_choices(self, chosen_min, stop_reason):
        """Take what was kept across a reset. Raises ValueError when a value cannot be."""
        if chosen_min % SESSION_STEP_MIN or not 0 < chosen_min <= SESSION_LONGEST_MIN:
            raise ValueError("chosen minutes out of range")
        if not 0 <= stop_reason < len(REASON_NAMES):
            raise ValueError("stop reason out of range")
        self.chosen_min = chosen_min
        self.stop_reason = stop_reason

    def restore_state(self, was_running, check_due, was_locked):
        """What a reset or a power cut came upon. Nothing resumes; what was owed to the feet is still owed."""
        self.foot_check_due = was_running or check_due or was_locked
        if was_running:
            self.stop_reason = RESET
        if was_locked:
            self._enter(LOCKED, cues.LOCKED)

    def enter_safe_mode(self):
        """Nothing runs until the power is cut. A lock still stands afterwards."""
        self.lock_kept = self.is_locked()
        self._enter(SAFE_MODE, cues.FAULT)

    # --- time ---------------------------------------------------------------------------------------------------------

    def step(self, fault, self_test_passed, dt_ms):
        """Let `dt_ms` pass. `fault` is the guard's latched fault code, `self_test_passed` the result before a start."""
        self.since_ms = min(self.since_ms + dt_ms, LONGEST_SINCE_MS)
        self.after_step_ms = 0
        self.heat_budget.step(self.heat_level > 0, dt_ms)
        self.allowance.step(self.state == RUNNING, dt_ms)
        if fault != faults.NONE:
            self._fail()
        elif self.state == FAULT:
            self._leave_fault()
        elif self.state == RUNNING:
            self._step_running(self_test_passed, dt_ms)
        else:
            self._step_waiting()

    def _fail(self):
        """A fault stands. LOCKED and SAFE_MODE stay what they are: they permit nothing either."""
        if self.state in (FAULT, LOCKED, SAFE_MODE):
            return
        if self.state == RUNNING:
            self.stop_reason = BY_FAULT
            self.foot_check_due = True
        self._enter(FAULT, cues.FAULT)

    def _leave_fault(self):
        if self.lock_kept:
            self.lock_kept = False
            self._refuse()
        else:
            self._enter(OFF, cues.NONE)

    def _step_waiting(self):
        if self.state == CHECK and self.since_ms >= CHECK_LONGEST_S * 1000:
            self._enter(OFF, cues.NONE)
        elif self.state == STOPPED and self.since_ms >= RESUME_WITHIN_S * 1000:
            self._enter(DONE, cues.CHECK)
        elif self.state == DONE and self.since_ms >= CHECK_LONGEST_S * 1000:
            self._enter(OFF, cues.NONE)  # foot_check_due stays: the next start asks again

    def _step_running(self, self_test_passed, dt_ms):
        self._phase_ms += dt_ms
        if self.phase == SELF_TEST:
            if self_test_passed:
                self._enter_phase(WARM_UP)
            return
        self.elapsed_ms += dt_ms
        self.remaining_ms = max(0, min(self.remaining_ms - dt_ms, self.allowance.left_ms()))
        self._step_phase(dt_ms)
        if self.heat_level and self.heat_budget.left_s() == 0:
            self.heat_level = 0
            self._tell(cues.HEAT_OFF)
        if self.remaining_ms == 0:
            self.stop_reason = TIME_UP
            self.foot_check_due = True
            self._enter(DONE, cues.TIME_UP)

    def _step_phase(self, dt_ms):
        if self.phase == COOL_DOWN:
            if self.speed_step > 1 and self._phase_ms >= COOL_DOWN_STEP_MS:
                self._phase_ms = 0
                self.speed_step -= 1
        elif self.remaining_ms <= COOL_DOWN_S * 1000:
            self.heat_level = 0
            self.speed_step = self.step_now()  # not up again before it goes down
            self.below = 0
            self._enter_phase(COOL_DOWN)
            self._tell(cues.ENDING_SOON)
        elif self.phase == WARM_UP:
            if self._phase_ms >= WARM_UP_S * 1000:
                self._enter_phase(WORK)
        else:
            self._part_ms -= dt_ms
            if self._part_ms <= 0:
                self._next_part()

    def _next_part(self):
        """The programme's next part."""
        parts = PROGRAMMES[self.running_programme]
        self._part = (self._part + 2) % len(parts)
        self._part_ms += parts[self._part] * 10_000
        self.below = parts[self._part + 1]

    # --- small things -------------------------------------------------------------------------------------------------

    def _enter(self, state, cue):
        self.state = state
        self.since_ms = -self.after_step_ms  # the next step's time reaches back to before this state
        self._start_from_ms = -1
        self.clear_wanted = False
        if state != RUNNING:
            self.speed_step = 0
            self.heat_level = 0
        if state not in (RUNNING, STOPPED):
            self.remaining_ms = 0
        self._tell(cue)

    def _enter_phase(self, phase):
        self.phase = phase
        self._phase_ms = 0

    def _tell(self, cue):
        if cue != cues.NONE:
            self.cue = cue
            self.cue_count += 1
            self._cue_ms = self.since_ms + self.after_step_ms
