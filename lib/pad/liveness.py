"""Are all tasks alive? Each task beats once a pass; the guard counts its own passes since the last beat.

Counted in guard passes (50 ms), not in milliseconds: when the whole VM stalls for a flash erase, every task is late
and none is dead, and the guard counts one pass however long the stall was.
"""

SENSORS = 0
GUARD = 1
MOTOR = 2
HEATER = 3
SESSION = 4
BUTTONS = 5
PANEL = 6
STORE = 7
BLE = 8  # only where there is a radio
NAMES = ("sensors", "guard", "motor", "heater", "session", "buttons", "panel", "store", "ble")

# The longest silence, in guard passes. Control tasks: outputs off within 500 ms of a task's death, so four passes for
# those of 20 and 50 ms, six for those of 100 ms; sensors three, so that their death is told before stale readings are.
# Others: the session ends within 5 s. The guard is watched by the soft timer and the watchdog instead: it cannot count
# its own absence.
SILENCE_PASSES = (3, 0, 4, 6, 6, 4, 40, 80, 60)


_LONGEST_PASSES = 255  # no need to count without end


class Liveness:
    """Counts guard passes since each task's last beat. `stalled` is the first task that is silent for too long, or -1.

    A beat can only put off the pass in which its task would be overdue. So all tasks are looked at again no sooner than
    the first of them could be: in each fourth pass while all is well.

    Who beats often does without the call: `beats[task] = passes` is all that `beat` does.
    """

    def __init__(self):
        self.stalled = -1
        self.passes = 0  # of the guard, since they were looked at
        self._look_at = 0
        self._watched = []
        self.beats = [0] * len(NAMES)  # the pass of the last beat, negative before the last look

    def watch(self, task):
        """Begin to expect beats of this task."""
        self.beats[task] = self.passes
        self._look_at = 0
        if SILENCE_PASSES[task]:
            self._watched.append(task)

    def beat(self, task):
        """The task has made a pass."""
        self.beats[task] = self.passes

    def count_pass(self):
        """One guard pass has gone by for everybody."""
        self.passes += 1
        if self.passes >= self._look_at:
            self.look()

    def look(self):
        """Find who is silent for too long, and when it could next be so."""
        beats = self.beats
        self._look_at = _LONGEST_PASSES
        self.stalled = -1
        for task in self._watched:
            silent = min(self.passes - beats[task], _LONGEST_PASSES)
            beats[task] = -silent
            left = SILENCE_PASSES[task] + 1 - silent
            if left < self._look_at:
                self._look_at = left
            if left <= 0 and self.stalled < 0:
                self.stalled = task
        self.passes = 0
