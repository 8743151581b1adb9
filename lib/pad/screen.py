"""What the display says: four lines of capitals, in each state the one thing to know and the one thing to do.

A line of eight letters or fewer is drawn twice as wide as a longer one, so what matters most is short. An empty second
line gives its height to the first one: that is the place of the time. No line is longer than 16 letters.
"""

from struct import pack_into

from pad.session import CHECK, DONE, FAULT, OFF, RUNNING, SELF_TEST, STOPPED
from pad.thermistor import INVALID

LINES = 4
LONGEST = 16
LAYOUT = "16s"
PAGES_A_TURN = 6  # two letters of the time, three others

PAGE_MS = 4_000  # of a fault's texts
# An OLED wears out where it shines, and shines at night: with nothing to say for ten minutes it goes dark.
DARK_AFTER_MS = 150 * PAGE_MS
LONGEST_QUIET_MS = 1 << 29

ASK = (b"FEET OK?", b"START = YES", b"HOLD 3 SEC = NO")
# Lines that never change, in the order of the state codes
FIXED = (
    None,
    (b"CHECK YOUR FEET",) + ASK,
    (b"TESTING", b"PLEASE WAIT", b" ", b"START = STOP"),  # RUNNING, during the self-test
    (b"", b"", b"STOPPED", b"START = GO ON"),  # and the time left
    (b"DONE. CHECK FEET",) + ASK,
    None,
    (b"LOCKED", b"HAVE SOMEBODY", b"CHECK YOUR FEET", b"HOLD START 5 SEC"),
    (b"FAULT", b"PAD RESTARTED", b"TOO OFTEN", b"PULL THE PLUG"),
)
ONE_FOOT = (b"ONE FOOT WARMER",) + ASK
# Numbers are added to these.
REST = (b"", b"", b"REST", b"THEN START")
READY = (b"", b"", b"START", b"")
WORKING = (b"", b"", b"SPEED ", b"START = STOP")
PHASES = (b"", b" WARM-UP", b"", b" ENDING")
HEAT_LEVELS = (b"HEAT OFF ", b"HEAT LOW ", b"HEAT MED ", b"HEAT HIGH ", b"HEAT USED ")  # the last: none left to give

# The time left is not among them, nor are temperatures, which are shown beside it: it changes every second.
WATCHED = [
    "state",
    "phase",
    "chosen_minutes",
    "speed_step",
    "heat_level",
    "fault_code",
    "feet_differ",
    "pairing_open",
]


class Screen:
    """Composes four lines when something has changed and draws them by and by; `lit` says whether to shine at all.

    `lines` are codes of letters, with zeros behind the last one. None of it takes heap, but for the texts of a fault.
    """

    def __init__(self, picture, has_heat):
        self._picture = picture
        self._has_heat = has_heat
        self.lit = True
        # The second half of each is for the zeros that are written behind a text, wherever that begins.
        self.lines = [bytearray(32), bytearray(32), bytearray(32), bytearray(32)]
        self._drawn = [bytearray(32), bytearray(32), bytearray(32), bytearray(32)]
        self._lengths = bytearray(LINES)
        self._shapes = bytearray(LINES)  # of what is drawn
        self._behind = False
        self._pages = 0  # that may still be drawn in this turn
        self._seen = [None] * len(WATCHED)
        self._sequence = self._remaining_s = self._minutes = -1
        self._cue_count = 0
        self._quiet_ms = 0
        self._page = 0

    def step(self, status, dt_ms):
        """Let `dt_ms` pass; compose anew, and return true, when something that is shown has changed."""
        self._quiet_ms = min(self._quiet_ms + dt_ms, LONGEST_QUIET_MS)
        # It also goes dark at the turn of a page.
        if status.sequence == self._sequence and self._quiet_ms // PAGE_MS == self._page:
            return False
        self._sequence = status.sequence
        if status.cue_count != self._cue_count:
            self._cue_count = status.cue_count
            self._quiet_ms = 0
        was_lit = self.lit
        self.lit = status.state != OFF or self._quiet_ms < DARK_AFTER_MS
        changed = self._changed(status)
        if changed:
            self._compose(status)
        if status.remaining_s != self._remaining_s or changed:
            self._remaining_s = status.remaining_s
            changed = True
            if status.state == STOPPED or (status.state == RUNNING and status.phase != SELF_TEST):
                self._say_time(status)
        self._behind = self._behind or changed
        return changed or self.lit != was_lit

    def _changed(self, status):
        page = self._quiet_ms // PAGE_MS
        minutes = whole_minutes(status.rest_s) << 8 | whole_minutes(status.heat_left_s)
        changed = minutes != self._minutes or (page != self._page and status.state == FAULT)
        self._page = page
        self._minutes = minutes
        for index in range(len(WATCHED)):
            if getattr(status, WATCHED[index]) != self._seen[index]:
                self._seen[index] = getattr(status, WATCHED[index])
                changed = True
        return changed

    # --- drawing ------------------------------------------------------------------------------------------------------

    def draw(self):
        """Draw some of the letters that have changed, as many as a turn allows. False when there is none."""
        if not self._behind:
            return False
        self._pages = PAGES_A_TURN
        line = 0
        while line < LINES:
            if self._shape(line) != self._shapes[line] or self.lines[line] != self._drawn[line]:
                self._draw_line(line)
            line += 1
        self._behind = self._pages < PAGES_A_TURN
        return self._behind

    def _shape(self, line):
        """How long a line is and how high, as one number: an empty second line gives its height to the first one."""
        length = self._lengths[line]
        return length and length | (32 if line or self._lengths[1] else 64)

    def _draw_line(self, line):
        shape = self._shape(line)
        if shape != self._shapes[line]:
            self._clear(line)
            self._shapes[line] = shape
        height = shape >> 5 << 1
        width = min(height, LONGEST // max(1, shape & 31))
        self._picture.write_at(2 * line, height, width)
        self._draw_letters(self.lines[line], self._drawn[line], 64 - (shape & 31) * 4 * width)

    def _draw_letters(self, wanted, drawn, x):
        index = 0
        while wanted[index] and self._pages > 0:
            if wanted[index] != drawn[index]:
                drawn[index] = wanted[index]
                self._picture.write(wanted[index], x)
                self._pages -= self._picture.height
            x += self._picture.letter_columns
            index += 1

    def _clear(self, line):
        """The first line takes the second one's place with it, which it may have had."""
        self._picture.clear(2 * line, 2 if line else 4)
        pack_into(LAYOUT, self._drawn[line], 0, b"")
        if not line:
            self._shapes[1] = 0
            pack_into(LAYOUT, self._drawn[1], 0, b"")

    # --- composing ----------------------------------------------------------------------------------------------------

    def _compose(self, status):
        state = status.state
        if state == FAULT:
            from pad import fault_lines  # long, with its texts, and needed on a bad day only

            texts = fault_lines.lines(status.fault_code, status.fault_reading, self._page)
        elif state == OFF:
            texts = REST if status.rest_s else READY
        elif state == RUNNING and status.phase != SELF_TEST:
            texts = WORKING
        else:
            texts = ONE_FOOT if status.feet_differ and state in (CHECK, DONE) else FIXED[state]
        for line in range(LINES):
            self._say(line, 0, texts[line])
        if texts is WORKING:
            self._say(2, self._number(2, 6, status.speed_step), PHASES[status.phase])
        elif state == OFF:
            self._compose_off(status)

    def _compose_off(self, status):
        self._say(0, self._number(0, 0, whole_minutes(status.rest_s) or status.chosen_minutes), b" MIN")
        if status.rest_s:
            return
        if status.pairing_open:
            self._say(3, 0, b"PHONE MAY PAIR")
        elif self._has_heat:
            self._say(3, 0, b"HEAT ")
            self._say(3, self._number(3, 5, whole_minutes(status.heat_left_s)), b" MIN LEFT")

    def _say_time(self, status):
        seconds = status.remaining_s
        at = self._say(0, self._number(0, 0, seconds // 60), b":")
        at = self._number(0, self._number(0, at, seconds % 60 // 10), seconds % 10)
        self._say(0, at, b"")
        if self._has_heat and status.state == RUNNING:
            at = self._say(3, 0, HEAT_LEVELS[status.heat_level if status.heat_left_s else -1])
            at = self._say(3, self._degrees(at, status.left_cc), b"/")
            self._say(3, self._degrees(at, status.right_cc), b"C")

    def _say(self, line, at, text):
        """Write `text` and end the line with it. The place behind it."""
        pack_into(LAYOUT, self.lines[line], at, text)
        at += len(text)
        self._lengths[line] = at
        return at

    def _number(self, line, at, value):
        if value > 9:
            at = self._number(line, at, value // 10)
        self.lines[line][at] = 48 + value % 10
        return at + 1

    def _degrees(self, at, cc):
        """Hundredths of a degree as whole degrees, two dashes for an invalid reading."""
        if cc == INVALID:
            return self._say(3, at, b"--")
        whole = (cc + 50) // 100
        return self._number(3, self._say(3, at, b"-") if whole < 0 else at, abs(whole))


def whole_minutes(seconds):
    """Seconds as minutes, rounded up: one second left is not 0 minutes."""
    return (seconds + 59) // 60
