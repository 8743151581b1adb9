"""A finger on the pad's buttons, in virtual time: contacts, session and pairing as on the board, nothing else.

Buttons are sampled each 20 ms, the session is stepped each 100 ms, and a very small guard answers it.
"""

from pad import buttons, faults, session
from pad.buttons import Button
from pad.heat_budget import HeatBudget
from pad.pairing import Pairing
from pad.session import Session

SAMPLE_MS = 20
SESSION_MS = 100
SETTLED_MS = 300  # after this long nobody touches anything, and only the session's time goes on
SELF_TEST_MS = 800
CLICK_MS = 120


class Finger:
    """Presses, holds, waits. `session` and `pairing` are what it acts on.

    `watcher` looks at each sample and each change of state. `has_time` says whether TIME is fitted.
    """

    def __init__(self, has_heat=True, heat_used=False, phase_ms=0, has_time=True):
        self.session = Session(has_heat, HeatBudget())
        self.pairing = Pairing(self.session, [name for name in buttons.NAMES if has_time or name != "TIME"])
        self.pairing.has_radio = True
        if not heat_used:
            self.session.heat_budget.restore_minutes(bytes(len(self.session.heat_budget.minutes)), 0)
        self.contacts = [Button() for _ in buttons.NAMES]
        self.closed = [False] * len(buttons.NAMES)
        self.now_ms = 0
        self.fault = faults.NONE
        self.fault_is_gone = True
        self.self_test_works = True
        self.watcher = None
        self._phase_ms = phase_ms  # when the session's step falls between the samples
        self._testing_ms = 0
        self._idle_ms = 0
        for contact in self.contacts:
            contact.step(False, SAMPLE_MS)

    # --- what a person does ---

    def press(self, name, hold_ms=CLICK_MS):
        """Close a contact for so long, then open it until the release has been told."""
        self.hold(name)
        self.wait(hold_ms)
        self.release(name)
        self.wait(220)

    def hold(self, name):
        self.closed[buttons.NAMES.index(name)] = True
        self._idle_ms = 0

    def release(self, name):
        self.closed[buttons.NAMES.index(name)] = False
        self._idle_ms = 0

    def choose(self, minutes):
        """Press TIME until so many minutes are chosen."""
        while self.session.chosen_min != minutes:
            self.press("TIME")

    def wait(self, ms):
        end_ms = self.now_ms + ms
        while self.now_ms < end_ms:
            self._tick()

    def wait_s(self, seconds):
        self.wait(seconds * 1000)

    # --- ways into each state ---

    def to_check(self):
        """From OFF: the question about the feet."""
        self.press("START")
        assert self.session.state == session.CHECK

    def to_running(self):
        """From OFF: through the question and the self-test."""
        self.to_check()
        self.wait_s(4)
        self.press("START")
        assert self.session.state == session.RUNNING
        self.wait(SELF_TEST_MS + 200)
        assert self.session.phase == session.WARM_UP

    def to_self_test(self):
        """From OFF: started, with a self-test that does not end."""
        self.self_test_works = None
        self.to_check()
        self.wait_s(4)
        self.press("START")
        assert self.session.self_testing()

    def to_stopped(self):
        """From OFF: started and stopped."""
        self.to_running()
        self.press("START")
        assert self.session.state == session.STOPPED

    def to_done(self):
        """From OFF: a session of five minutes to its end."""
        self.choose(5)
        self.to_running()
        self.wait_s(301)
        assert self.session.state == session.DONE

    def to_locked(self):
        """From OFF: something is wrong with the feet."""
        self.to_check()
        self.press("START", 3_200)
        assert self.session.state == session.LOCKED

    def to_fault(self, code=faults.OVER_TEMPERATURE):
        """From any state: the guard has latched a fault, the cause of which is gone already."""
        self.fault = code
        self.wait(200)
        assert self.session.state == session.FAULT

    # --- time ---

    def _tick(self):
        if any(self.closed) or self._idle_ms < SETTLED_MS or self.now_ms % SESSION_MS != self._phase_ms:
            self.now_ms += SAMPLE_MS
            self._idle_ms += SAMPLE_MS
            self._sample()
        else:
            self.now_ms += SESSION_MS
            self.pairing.step(SESSION_MS)
        if self.now_ms % SESSION_MS == self._phase_ms:
            self._step_session()
        if self.watcher:
            self.watcher.look()

    def _sample(self):
        self.session.after_step_ms += SAMPLE_MS
        for index, button in enumerate(self.contacts):
            before = self.session.state
            button.step(self.closed[index], SAMPLE_MS)
            self.session.take(index, button)
            self.pairing.take(index, button.held_ms)
            if self.watcher and self.session.state != before:
                self.watcher.look_at_change()
        self.pairing.step(SAMPLE_MS)

    def _step_session(self):
        if self.session.clear_wanted:
            if self.fault_is_gone:
                self.fault = faults.NONE
            self.session.clear_answered(self.fault == faults.NONE)
        self._testing_ms = self._testing_ms + SESSION_MS if self.session.self_testing() else 0
        passed = self.self_test_works and self._testing_ms >= SELF_TEST_MS
        if self._testing_ms > SELF_TEST_MS and not self.self_test_works:
            self.fault = self.fault or faults.HEATER_CIRCUIT
        self.session.step(self.fault, passed, SESSION_MS)
