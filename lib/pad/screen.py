"""What the display says: four lines of capitals, in each state the one thing to know and the one thing to do.

A line of eight letters or fewer is drawn twice as wide as a longer one, so what matters most is short. An empty second line
gives its height to the first one: that is the place of the time. No line is longer than 16 letters.
"""

from pad.session import COOL_DOWN, FAULT, OFF, PHONE, RUNNING, SELF_TEST, STOPPED, WARM_UP

LONGEST = 16
INVALID_CC = -32768
FAULT_PAGE_MS = 4_000
# An OLED wears out where it shines, and shines at night: with nothing to say for ten minutes it goes dark.
DARK_AFTER_MS = 600_000
COUNTED_MS = 1 << 29  # six days: nothing depends on a longer silence

QUESTION = ("FEET OK?", "START = YES", "HOLD 3 SEC = NO")
# Lines that never change, in the order of the state codes
FIXED = (
    None,
    ("CHECK YOUR FEET",) + QUESTION,
    ("TESTING", "PLEASE WAIT", "", "START = STOP"),  # RUNNING, during the self-test
    None,
    ("DONE. CHECK FEET",) + QUESTION,
    None,
    ("LOCKED", "HAVE SOMEBODY", "CHECK YOUR FEET", "HOLD START 5 SEC"),
    ("FAULT", "PAD RESTARTED", "TOO OFTEN", "PULL THE PLUG"),
)
FEET_DIFFER = ("ONE FOOT WARMER",) + QUESTION
HEAT_NAMES = ("HEAT OFF", "HEAT LOW", "HEAT MED", "HEAT HIGH")

# Temperatures are not among them: they are shown beside the time left, which changes every second.
WATCHED = (
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
)


class Screen:
    """Composes `lines` when something has changed, draws one of them at a time; `lit` says whether the display should shine."""

    def __init__(self, letters, has_heat):
        self._letters = letters
        self._has_heat = has_heat
        self.lit = True
        self.lines = ("", "", "", "")
        self._drawn = None
        self._seen = [None] * len(WATCHED)
        self._cue_count = 0
        self._since_cue_ms = 0
        self._fault_page = 0

    def step(self, status, dt_ms):
        """Let `dt_ms` pass; compose anew, and allocate, only when something that is shown has changed."""
        if status.cue_count != self._cue_count:
            self._cue_count = status.cue_count
            self._since_cue_ms = 0
        self._since_cue_ms = min(self._since_cue_ms + dt_ms, COUNTED_MS)
        self.lit = status.state != OFF or self._since_cue_ms < DARK_AFTER_MS
        if self._changed(status):
            self.lines = self._compose(status)

    def draw(self):
        """Draw one line that has changed. Bit mask of the display pages it touched, 0 when everything is drawn."""
        if self._drawn is None or (self._drawn[1] == "") != (self.lines[1] == ""):
            self._letters.clear(0, 8)
            self._drawn = [""] * 4
            self._drawn[1] = self.lines[1] and " "
            return 0xFF
        for line in range(4):
            if self.lines[line] != self._drawn[line]:
                return self._draw_line(line)
        return 0

    def _draw_line(self, line):
        height = 2 if line or self.lines[1] else 4
        self._letters.write(2 * line, height, self.lines[line], self._drawn[line])
        self._drawn[line] = self.lines[line]
        return (1 << height) - 1 << 2 * line

    def _changed(self, status):
        page = self._since_cue_ms // FAULT_PAGE_MS if status.state == FAULT else 0
        changed = page != self._fault_page
        self._fault_page = page
        for index in range(len(WATCHED)):
            value = getattr(status, WATCHED[index])
            if value != self._seen[index]:
                self._seen[index] = value
                changed = True
        return changed

    def _compose(self, status):
        state = status.state
        if state == OFF:
            return self._off(status)
        if state == STOPPED:
            title = "STOPPED BY PHONE" if status.stop_reason == PHONE else "STOPPED"
            return (clock(status.remaining_s), "", title, "START = GO ON")
        if state == FAULT:
            return fault_lines(status.fault_code, self._fault_page)
        if state == RUNNING and status.phase != SELF_TEST:
            return (clock(status.remaining_s), "", speed(status), self._heat(status))
        return FEET_DIFFER if status.feet_differ and FIXED[state][1] == QUESTION[0] else FIXED[state]

    def _off(self, status):
        if status.rest_s:
            return (minutes(status.rest_s), "", "REST", "THEN START")
        hint = ""
        if status.pairing_open:
            hint = "PHONE MAY PAIR"
        elif self._has_heat:
            hint = "HEAT %s LEFT" % minutes(status.heat_left_s)
        return (minutes(status.chosen_minutes * 60), "", "START", hint)

    def _heat(self, status):
        if not self._has_heat:
            return "START = STOP"
        used_up = not status.heat_level and not status.heat_left_s
        name = "HEAT USED" if used_up else HEAT_NAMES[status.heat_level]
        return "%s %s/%sC" % (name, degrees(status.left_cc), degrees(status.right_cc))


def speed(status):
    """The line about speed and phase."""
    phase = " WARM-UP" if status.phase == WARM_UP else " ENDING" if status.phase == COOL_DOWN else ""
    return "SPEED %d%s" % (status.speed_step, phase)


def minutes(seconds):
    """Seconds as whole minutes, rounded up: one second left is not "0 MIN"."""
    return "%d MIN" % ((seconds + 59) // 60)


def clock(seconds):
    """Seconds as minutes:seconds."""
    return "%d:%02d" % (seconds // 60, seconds % 60)


def degrees(cc):
    """Hundredths of a degree as whole degrees, two dashes for an invalid reading."""
    return "--" if cc == INVALID_CC else str((cc + 50) // 100)


def fault_lines(code, page):
    """The lines about a fault. What happened and the way out take turns on two of them."""
    from pad import fault_texts  # long, and needed on a bad day only

    text = wrap(fault_texts.sentence(code)) + wrap(fault_texts.way_out(code))
    at = 2 * page % len(text)
    return ("FAULT %d" % code, text[at], text[at + 1], "HOLD START 5 SEC")


def wrap(text):
    """`text` in capitals as an even number of lines of at most 16 letters, broken between words."""
    lines = [""]
    for word in text.upper().split():
        longer = (lines[-1] + " " + word).strip()
        if len(longer) <= LONGEST:
            lines[-1] = longer
        else:
            lines.append(word[:LONGEST])
    return lines + [" "] * (len(lines) % 2)
