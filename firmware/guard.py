"""The guard's pass, each 50 ms: permission, self-test, the ALIVE edge, the watchdog."""

from machine import WDT

from firmware.pace import Pace
from pad import faults, self_test
from pad.circuit_check import RAIL_CLOSED, RAIL_OPEN, RAIL_UNKNOWN
from pad.limits import ALIVE_PERIOD_MS, WATCHDOG_MS
from pad.liveness import GUARD
from pad.self_test import RAIL_OFF_MS


class GuardTask:
    """Feeds the pure guard with what the pad reads, and acts on what it says.

    The only place that grants, that makes ALIVE edges and that feeds the watchdog. It asks the session one thing:
    whether anything may run at all, for outside a session the rail stays open.
    """

    def __init__(self, guard, readings, liveness, outputs, session, buttons, test):
        self._guard = guard
        self._readings = readings
        self._liveness = liveness
        self._outputs = outputs
        self._session = session
        self._buttons = buttons
        self._test = test  # a pad.self_test.SelfTest, or None on a pad without a sense line
        self._watchdog = None
        self.test_passed = False

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        guard = self._guard
        session = self._session
        self._liveness.count_pass()
        self._note_outputs(guard.outputs)
        guard.step(self._readings, self._liveness.stalled, self._buttons.stuck, dt_ms)
        if self._outputs.lapsed:
            # This very task was late and the timer has cut what ran: going on would jump to full speed at once.
            self._outputs.lapsed = False
            guard.latch(faults.TASK + GUARD)
        if session.clear_wanted:
            session.clear_answered(guard.clear())
        may_run = session.may_run() and guard.fault == faults.NONE
        if not (may_run and self.test_passed):
            self.step_test(may_run, dt_ms)
        self._act(may_run and guard.motor_permitted, dt_ms)

    def _note_outputs(self, states):
        """What the pins do, and what the rail surely does: while a start is tested, the self-test looks at that."""
        outputs = self._outputs
        states.heater_on = outputs.heater_on
        states.motor_permille = outputs.motor_permille
        states.heat_target_cc = self._session.heat_target_cc()
        if self.test_passed and outputs.rail_wanted:
            states.rail = RAIL_CLOSED
        else:
            states.rail = RAIL_OPEN if outputs.edge_age_ms >= RAIL_OFF_MS else RAIL_UNKNOWN

    def step_test(self, may_run, dt_ms):
        """Let the self-test go on, or forget it."""
        test = self._test
        if not may_run:
            self.test_passed = False
            if test:
                test.reset()
        elif test is None:
            self.test_passed = True
        else:
            if test.stage == self_test.IDLE:
                test.start()
            test.step(self._readings.sense, dt_ms)
            self.test_passed = test.stage == self_test.PASSED
            if test.stage == self_test.FAILED:
                self._guard.latch(test.fault)
            if self.test_passed:
                self._outputs.set_heater(False)  # from here on the pin is the heater task's

    def _act(self, permitted, dt_ms):
        outputs = self._outputs
        wanted = permitted and self._guard.fault == faults.NONE
        if self.test_passed:
            outputs.grant(wanted, wanted and self._guard.heat_permitted)
        else:
            # It heats for a moment whatever a single reading or a slow check thinks of heat: does the switch work?
            wanted = wanted and self._test.wants_rail()
            outputs.grant(False, wanted)
            outputs.set_heater(wanted and self._test.wants_heater())
        outputs.rail_wanted = wanted
        if wanted:
            outputs.alive_edge()
        else:
            outputs.no_edge(dt_ms)

    async def run(self):
        """For ever, each 50 ms. The watchdog is armed by the first pass: from then on only this loop feeds it."""
        pace = Pace(ALIVE_PERIOD_MS)
        self._watchdog = WDT(timeout=WATCHDOG_MS)
        while True:
            self.step(pace.elapsed_ms)
            self._watchdog.feed()
            await pace
