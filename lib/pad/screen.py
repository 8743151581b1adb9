"""What the display says: four lines of capitals, in each state the one thing to know and the one thing to do.

A line of eight letters or fewer is drawn twice as wide as a longer one, so what matters most is short. The time takes the
height of two lines. No line is longer than 16 letters.
"""

from pad.session import COOL_DOWN, FAULT, OFF, PHONE, SELF_TEST, WARM_UP

LETTERS_A_LINE = 16
LINES = 4
LINE_PAGES = 2
TIME_PAGES = 4
ALL_PAGES = 0xFF
INVALID_CC = -32768
FAULT_PAGE_MS = 4_000
# An OLED wears out where it shines, and shines at night: without anything to say it goes dark.
DARK_AFTER_MS = 10 * 60_000
HEAT_NAMES = ("HEAT OFF", "HEAT LOW", "HEAT MED", "HEAT HIGH")
WATCHED = 15  # values that the lines are made of


class Screen:
    """Composes lines when something changed, draws one of them at a time. `lit` says whether the display should shine."""

    def __init__(self, letters, has_heat):
        self._letters = letters
        self._has_heat = has_heat
        self._seen = [None] * WATCHED
        self._compose = (
            self._off,
            self._check,
            self._running,
            self._stopped,
            self._done,
            self._fault,
            self._locked,
            self._safe_mode,
        )
        self.lines = [""] * LINES
        self._drawn = [""] * LINES
        self.time_on_top = False  # line 0 has the height of two, and line 1 is not used
        self._time_drawn = None
        self.lit = True
        self._quiet_ms = 0
        self._cue_count = 0
        self._left = INVALID_CC
        self._right = INVALID_CC
        self._page = 0
        self._page_ms = 0

    def step(self, status, dt_ms):
        """Let `dt_ms` pass and compose anew when what is shown has changed. Allocates only then."""
        self._grow_dark(status, dt_ms)
        self._turn_page(status, dt_ms)
        self._left = whole_degrees(self._left, status.left_cc)
        self._right = whole_degrees(self._right, status.right_cc)
        if self._state_changed(status) | self._values_changed(status):
            self._compose[status.state](status)

    def draw(self):
        """Draw one line that has changed. Bit mask of the display pages it touched, 0 when everything is drawn."""
        if self._time_drawn != self.time_on_top:
            return self._clear()
        for line in range(LINES):
            if self.lines[line] != self._drawn[line]:
                return self._draw_line(line)
        return 0

    def _clear(self):
        self._letters.clear(0, LINES * LINE_PAGES)
        self._time_drawn = self.time_on_top
        for line in range(LINES):
            self._drawn[line] = ""
        return ALL_PAGES

    def _draw_line(self, line):
        pages = TIME_PAGES if line == 0 and self.time_on_top else LINE_PAGES
        self._letters.write(line * LINE_PAGES, pages, self.lines[line], self._drawn[line])
        self._drawn[line] = self.lines[line]
        return (1 << pages) - 1 << line * LINE_PAGES

    # --- when to compose ----------------------------------------------------------------------------------------------

    def _grow_dark(self, status, dt_ms):
        if status.state != OFF or status.cue_count != self._cue_count:
            self._cue_count = status.cue_count
            self._quiet_ms = 0
        elif self._quiet_ms < DARK_AFTER_MS:
            self._quiet_ms += dt_ms
        self.lit = self._quiet_ms < DARK_AFTER_MS

    def _turn_page(self, status, dt_ms):
        self._page_ms += dt_ms
        if status.state != FAULT:
            self._page = 0
            self._page_ms = 0
        elif self._page_ms >= FAULT_PAGE_MS:
            self._page = self._page + 1 & 0xFFFF
            self._page_ms = 0

    def _new(self, index, value):
        if self._seen[index] == value:
            return False
        self._seen[index] = value
        return True

    def _state_changed(self, status):
        return (
            self._new(0, status.state)
            | self._new(1, status.phase)
            | self._new(2, status.remaining_s)
            | self._new(3, status.chosen_minutes)
            | self._new(4, status.stop_reason)
            | self._new(5, minutes(status.rest_s))
            | self._new(6, status.pairing_open)
        )

    def _values_changed(self, status):
        return (
            self._new(7, status.speed_step)
            | self._new(8, status.heat_level)
            | self._new(9, minutes(status.heat_left_s))
            | self._new(10, self._left)
            | self._new(11, self._right)
            | self._new(12, status.feet_differ)
            | self._new(13, status.fault_code)
            | self._new(14, self._page)
        )

    # --- what to say --------------------------------------------------------------------------------------------------

    def _say(self, first, second, third, fourth):
        self.time_on_top = False
        self.lines[0] = first
        self.lines[1] = second
        self.lines[2] = third
        self.lines[3] = fourth

    def _say_time(self, time, third, fourth):
        self._say(time, "", third, fourth)
        self.time_on_top = True

    def _off(self, status):
        if status.rest_s:
            self._say_time("%d MIN" % minutes(status.rest_s), "REST", "THEN START")
        else:
            self._say_time("%d MIN" % status.chosen_minutes, "START", self._extra(status))

    def _extra(self, status):
        if status.pairing_open:
            return "PHONE MAY PAIR"
        if not self._has_heat:
            return ""
        if status.heat_left_s == 0:
            return "HEAT USED UP"
        return "HEAT %d MIN LEFT" % minutes(status.heat_left_s)

    def _check(self, status):
        self._ask("CHECK YOUR FEET", status)

    def _done(self, status):
        self._ask("DONE. CHECK FEET", status)

    def _ask(self, title, status):
        title = "ONE FOOT WARMER" if status.feet_differ else title
        self._say(title, "FEET OK?", "START = YES", "HOLD 3 SEC = NO")

    def _running(self, status):
        if status.phase == SELF_TEST:
            self._say("TESTING", "PLEASE WAIT", "", "START = STOP")
            return
        speed = "SPEED %d" % status.speed_step
        if status.phase == WARM_UP:
            speed += " WARM-UP"
        elif status.phase == COOL_DOWN:
            speed += " ENDING"
        self._say_time(clock(status.remaining_s), speed, self._heat(status))

    def _heat(self, status):
        if not self._has_heat:
            return "START = STOP"
        name = HEAT_NAMES[status.heat_level]
        if status.heat_level == 0 and status.heat_left_s == 0:
            name = "HEAT USED"
        return "%s %s/%sC" % (name, degrees_text(self._left), degrees_text(self._right))

    def _stopped(self, status):
        title = "STOPPED BY PHONE" if status.stop_reason == PHONE else "STOPPED"
        self._say_time(clock(status.remaining_s), title, "START = GO ON")

    def _fault(self, status):
        lines = fault_lines(status.fault_code)
        at = 2 * self._page % len(lines)
        self._say("FAULT %d" % status.fault_code, lines[at], lines[at + 1], "HOLD START 5 SEC")

    def _locked(self, status):
        self._say("LOCKED", "HAVE SOMEBODY", "CHECK YOUR FEET", "HOLD START 5 SEC")

    def _safe_mode(self, status):
        self._say("SAFE MODE", "PAD FAILED", "TOO OFTEN", "PULL THE PLUG")


def minutes(seconds):
    """Seconds as whole minutes, rounded up: 1 s left is not 0 min."""
    return (seconds + 59) // 60


def clock(seconds):
    """Seconds as minutes:seconds."""
    return "%d:%02d" % (seconds // 60, seconds % 60)


def whole_degrees(shown, cc):
    """Hundredths of a degree as whole degrees. What is `shown` stays until it is 0.7 wrong, so that noise does not flicker."""
    if cc == INVALID_CC or (shown != INVALID_CC and abs(cc - shown * 100) <= 70):
        return cc if cc == INVALID_CC else shown
    return (cc + 50) // 100


def degrees_text(degrees):
    """Whole degrees as text; two dashes where there is no valid reading."""
    return "--" if degrees == INVALID_CC else str(degrees)


def fault_lines(code):
    """Name and sentence of a fault, wrapped into an even number of lines: they are shown two at a time."""
    from pad import fault_texts  # long, and needed on a bad day only

    return wrap(fault_texts.name(code)) + wrap(fault_texts.sentence(code))


def wrap(text):
    """`text` in capitals as an even number of lines of at most 16 letters, broken between words where that is possible."""
    lines = [""]
    for word in text.upper().split():
        while word:
            room = LETTERS_A_LINE - len(lines[-1]) - (1 if lines[-1] else 0)
            if len(word) <= room:
                lines[-1] = lines[-1] + " " + word if lines[-1] else word
                word = ""
            elif lines[-1]:
                lines.append("")
            else:
                lines[-1] = word[:LETTERS_A_LINE]
                word = word[LETTERS_A_LINE:]
    if len(lines) % 2:
        lines.append("")
    return lines
