"""What the display says: four lines of capitals, in each state the one thing to know and the one thing to do.

A line of eight letters or fewer is drawn twice as wide as a longer one, so what matters most is short. An empty second
line gives its height to the first one: that is the place of the time. No line is longer than 16 letters.
"""

from pad.session import CHECK, DONE, FAULT, OFF, RUNNING, SELF_TEST, STOPPED
from pad.thermistor import INVALID

FAULT_PAGE_MS = 4_000
# An OLED wears out where it shines, and shines at night: with nothing to say for ten minutes it goes dark.
DARK_AFTER_MS = 600_000
LONGEST_QUIET_MS = 1 << 29

ASK = ["FEET OK?", "START = YES", "HOLD 3 SEC = NO"]
# Lines that never change, in the order of the state codes
FIXED = [
    None,
    ["CHECK YOUR FEET"] + ASK,
    ["TESTING", "PLEASE WAIT", " ", "START = STOP"],  # RUNNING, during the self-test
    None,
    ["DONE. CHECK FEET"] + ASK,
    None,
    ["LOCKED", "HAVE SOMEBODY", "CHECK YOUR FEET", "HOLD START 5 SEC"],
    ["FAULT", "PAD RESTARTED", "TOO OFTEN", "PULL THE PLUG"],
]
PHASES = ["", " WARM-UP", "", " ENDING"]
HEAT_LEVELS = ["OFF", "LOW", "MED", "HIGH", "USED"]  # the last one: there is none left to give

# Temperatures are not among them: they are shown beside the time left, which changes every second.
WATCHED = [
    "state",
    "phase",
    "remaining_s",
    "chosen_minutes",
    "speed_step",
    "heat_level",
    "rest_s",
    "heat_left_s",
    "fault_code",
    "feet_differ",
    "pairing_open",
]


class Screen:
    """Composes `lines` when something has changed and draws them one by one; `lit` says whether to shine at all."""

    def __init__(self, picture, has_heat):
        self._picture = picture
        self._has_heat = has_heat
        self.lit = True
        self.lines = self._drawn = ["", "", "", ""]
        self._seen = [None] * len(WATCHED)
        self._cue_count = 0
        self._quiet_ms = 0
        self._page = 0

    def step(self, status, dt_ms):
        """Let `dt_ms` pass; compose anew, and allocate, only when something that is shown has changed."""
        self._quiet_ms = min(self._quiet_ms + dt_ms, LONGEST_QUIET_MS)
        if status.cue_count != self._cue_count:
            self._cue_count = status.cue_count
            self._quiet_ms = 0
        self.lit = status.state != OFF or self._quiet_ms < DARK_AFTER_MS
        if self._changed(status):
            self.lines = self._compose(status)

    def _changed(self, status):
        page = self._quiet_ms // FAULT_PAGE_MS if status.state == FAULT else 0
        changed = page != self._page
        self._page = page
        for index in range(len(WATCHED)):
            if getattr(status, WATCHED[index]) != self._seen[index]:
                self._seen[index] = getattr(status, WATCHED[index])
                changed = True
        return changed

    def draw(self):
        """Draw one line that has changed. False when there is none."""
        lines = self.lines
        if (self._drawn[1] == "") != (lines[1] == ""):
            self._picture.clear(0, 8)
            self._drawn = ["", lines[1] and " ", "", ""]
            return True
        for line in range(4):
            if lines[line] != self._drawn[line]:
                self._picture.write(2 * line, 2 if line or lines[1] else 4, lines[line], self._drawn[line])
                self._drawn[line] = lines[line]
                return True
        return False

    def _compose(self, status):
        state = status.state
        if state == FAULT:
            from pad import fault_lines  # long, with its texts, and needed on a bad day only

            return fault_lines.lines(status.fault_code, status.fault_reading, self._page)
        if state == OFF:
            return self._off(status)
        time = "%d:%02d" % divmod(status.remaining_s, 60)
        if state == STOPPED:
            return [time, "", "STOPPED", "START = GO ON"]
        if state == RUNNING and status.phase != SELF_TEST:
            return [time, "", "SPEED %d%s" % (status.speed_step, PHASES[status.phase]), self._heat(status)]
        return ["ONE FOOT WARMER"] + ASK if status.feet_differ and state in (CHECK, DONE) else FIXED[state]

    def _off(self, status):
        if status.rest_s:
            return [minutes(status.rest_s), "", "REST", "THEN START"]
        hint = "HEAT %s LEFT" % minutes(status.heat_left_s) if self._has_heat else ""
        return [minutes(status.chosen_minutes * 60), "", "START", "PHONE MAY PAIR" if status.pairing_open else hint]

    def _heat(self, status):
        if not self._has_heat:
            return "START = STOP"
        level = HEAT_LEVELS[status.heat_level if status.heat_left_s else -1]
        return "HEAT %s %s/%sC" % (level, degrees(status.left_cc), degrees(status.right_cc))


def minutes(seconds):
    """Seconds as whole minutes, rounded up: one second left is not "0 MIN"."""
    return "%d MIN" % ((seconds + 59) // 60)


def degrees(cc):
    """Hundredths of a degree as whole degrees, two dashes for an invalid reading."""
    return "--" if cc == INVALID else str((cc + 50) // 100)
