"""A finger on a pad that keeps a diary: what firmware/store.py and firmware/diary_keeper.py do, without flash."""

from host_tests.unit.finger import SESSION_MS, Finger
from pad import diary_record, session_record
from pad.diary_record import SIZE
from pad.recorder import BEGIN, REVIEW, WRITE, Recorder
from pad.session import CHECK, OFF, RUNNING, STOPPED
from tools.diary_entry import decode


class RecordedFinger(Finger):
    """`written` is what the diary holds, by number; `works` whether flash takes anything.

    `looks` counts how often another state was seen: the session is looked at each 100 ms.
    """

    def __init__(self, **settings):
        super().__init__(**settings)
        self.recorder = Recorder()
        self.recorder.due = 0
        self.written = {}
        self.works = True
        self.left_cc = self.right_cc = 2_500
        self.comparison = None  # for the next session
        self.looks = 0
        self._old = -1
        self._old_due = False
        self._second_ms = 0

    @property
    def last(self):
        """The newest record's fields."""
        return decode(self.written[max(self.written)])._asdict()

    def answer_well(self):
        """From STOPPED or DONE: the feet are well."""
        if self.session.state == STOPPED:
            self.wait_s(121)
        self.wait_s(2)
        self.press("START")
        assert self.session.state == OFF

    def _step_session(self):
        super()._step_session()
        session = self.session
        if session.state == RUNNING:
            self._second_ms += SESSION_MS
            if self._second_ms >= 1_000:
                self._second_ms -= 1_000
                self.recorder.second(session, self.left_cc, self.right_cc)
        found = session.state, session.foot_check_due, session.is_locked()
        if found != (self._old, self._old_due, self.recorder.locked):
            self.looks += 1
            self.recorder.follow(self._old, session, self.fault)
            self._old, self._old_due = session.state, session.foot_check_due
        if self.works and not session.may_run():
            self._keep()

    def _keep(self):
        recorder = self.recorder
        newest = max(self.written, default=0)
        if recorder.due & BEGIN:
            head = session_record.head(newest + 1, self.now_ms // 1000, False, self.session)
            recorder.head = session_record.late_head(head, recorder.head)
        if recorder.due & WRITE:
            self._write()
        if recorder.due & REVIEW and self.session.state == CHECK:
            recorder.next_head = session_record.head(newest + 1, self.now_ms // 1000, False, self.session)
            recorder.comparison = self.comparison
        recorder.due = 0

    def _write(self):
        number = session_record.number_in(self.recorder.head)
        record = bytearray(SIZE)
        session_record.compose(record, self.recorder)
        session_record.complete(record, diary_record.NOT_KNOWN, False, self.written.get(number - 1))
        self.written[number] = bytes(record)
