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


class Liveness:
    """Counts guard passes since each task's last beat."""

    def __init__(self):
        self._silent_passes = bytearray(len(NAMES))
        self._watched = bytearray(len(NAMES))

    def watch(self, task):
        """Begin to expect beats of this task."""
        self._watched[task] = 1
        self._silent_passes[task] = 0

    def beat(self, task):
        """The task has made a pass."""
        self._silent_passes[task] = 0

    def count_pass(self):
        """One guard pass has gone by for everybody."""
        silent = self._silent_passes
        for task in range(len(silent)):
            if silent[task] < 255:  # a byte; no limit is larger
                silent[task] += 1

    def stalled(self):
        """The first watched task that has been silent for too long, or -1."""
        for task in range(len(self._watched)):
            limit = SILENCE_PASSES[task]
            if limit and self._watched[task] and self._silent_passes[task] > limit:
                return task
        return -1
