"""What the display says: four lines of capitals, in each state the one thing to know and the one thing to do.

What they say in each state is in pad.screen_lines; here are the digits that change each second, and the drawing.
"""

from struct import pack_into

from pad.session import OFF
from pad.settings import FAHRENHEIT
from pad.thermistor import INVALID

LINES = 4
LONGEST = 16
END = LINES * LONGEST
LAYOUT = "16s"
COLDEST = -9  # degrees
PAGES_A_TURN = 4  # one letter of the time, two others

PAGE_MS = 4_000  # of texts that take turns
# An OLED wears out where it shines, and shines at night: with nothing to say for ten minutes it goes dark.
DARK_AFTER_MS = 150 * PAGE_MS
LONGEST_QUIET_MS = 1 << 29


class Screen:
    """Composes four lines when something has changed and draws them by and by; `lit` says whether to shine at all.

    `letters` are their codes, LONGEST a line with zeros behind the last one. `compose(status, page)` gives what
    pad.screen_lines does: it takes heap, and nothing else here does.
    """

    def __init__(self, picture, compose):
        self._picture = picture
        self._compose = compose
        self.lit = True
        # Zeros are written behind a text, into the line below: so lines are said from the top, and there is one more.
        self.letters = bytearray((LINES + 1) * LONGEST)
        self._drawn = bytearray(LINES * LONGEST)
        self._lengths = bytearray(LINES)
        self._shapes = bytearray(LINES)  # of what is drawn
        self._shows_time = False
        self._degrees_at = 0  # in the last line, 0 for none
        self._line = LINES  # the one that is being drawn
        self._pages = 0  # that may still be drawn in this turn
        self._sequence = self._remaining_s = self._news = self._rest = -1
        self._cue_count = 0
        self._quiet_ms = 0
        self._page = 0
        self._turns = False  # others take turns with these lines
        self._values = b""  # settings that they were composed with

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
            if status.state == OFF:
                self._page = -1  # a press has chosen something
        was_lit = self.lit
        self.lit = status.state != OFF or self._quiet_ms < DARK_AFTER_MS
        changed = self._changed(status)
        if changed:
            self._values = status.session.settings.values
            texts, self._turns = self._compose(status, self._page)
            self._say_lines(texts)
        if changed or status.remaining_s != self._remaining_s:
            self._remaining_s = status.remaining_s
            self._say_digits(status)
            self._line = 0
        return self._line < LINES or self.lit != was_lit

    def _changed(self, status):
        """Temperatures are not asked for: they are shown beside the time left, which changes every second."""
        page = self._quiet_ms // PAGE_MS
        # Shown as minutes, rounded up, and in a session whether there is any heat left.
        heat_left_s = status.heat_left_s if status.state == OFF else status.heat_left_s > 0
        minutes = (status.rest_s + 59) // 60 << 6 | (heat_left_s + 59) // 60
        rest = minutes << 8 | status.chosen_minutes << 2 | status.phase
        turned = page != self._page and self.lit and (self._turns or self._page < 0)
        changed = turned or status.news != self._news or rest != self._rest
        changed = changed or status.session.settings.values is not self._values
        self._page = page
        self._news = status.news
        self._rest = rest
        return changed

    # --- drawing ------------------------------------------------------------------------------------------------------

    def draw(self):
        """Draw some of the letters that have changed, as many as a turn allows. False when there is none."""
        self._pages = PAGES_A_TURN
        while self._line < LINES and self._pages > 0:
            self._draw_line(self._line)
            if self._pages > 0:
                self._line += 1
        return self._pages < PAGES_A_TURN

    def _shape(self, line):
        """How long a line is and how high, as one number: an empty second line gives its height to the first one."""
        length = self._lengths[line]
        return length and length | (2 if line or self._lengths[1] else 4) << 5

    def _draw_line(self, line):
        shape = self._shape(line)
        if shape != self._shapes[line]:
            self._clear(line)
            self._shapes[line] = shape
        width = min(shape >> 5, LONGEST // max(1, shape & 31))
        self._picture.write_at(2 * line, shape >> 5, width)
        self._draw_letters(line * LONGEST, shape & 31, 64 - (shape & 31) * 4 * width)

    def _draw_letters(self, at, count, x):
        while count and self._pages > 0:
            if self.letters[at] != self._drawn[at]:
                self._drawn[at] = self.letters[at]
                self._picture.write(self.letters[at], x)
                self._pages -= self._picture.height
            x += self._picture.letter_columns
            at += 1
            count -= 1

    def _clear(self, line):
        """The first line takes the second one's place with it, which it may have had."""
        self._picture.clear(2 * line, 2 if line else 4)
        pack_into(LAYOUT, self._drawn, line * LONGEST, b"")
        if not line:
            self._shapes[1] = 0
            pack_into(LAYOUT, self._drawn, LONGEST, b"")

    # --- saying -------------------------------------------------------------------------------------------------------

    def _say_lines(self, texts):
        for line in range(LINES):
            end = self._say(line * LONGEST, texts[line])
        self._shows_time = not texts[0]
        self._degrees_at = end if texts[3][-1:] == b" " else 0

    def _say_digits(self, status):
        if self._shows_time:
            seconds = status.remaining_s
            at = self._number(self._say(self._number(0, seconds // 60), b":"), seconds % 60 // 10)
            self._say(self._number(at, seconds % 10), b"")
        if self._degrees_at:
            at = self._say(self._degrees(self._degrees_at, status.left_cc), b"/")
            at = self._degrees(at, status.right_cc)
            if at < END:
                self._say(at, b"F" if self._values[FAHRENHEIT] else b"C")
            else:  # two of three digits: nobody takes them for C
                self._lengths[LINES - 1] = LONGEST

    def _say(self, at, text):
        """Write `text` and end the line with it. The place behind it."""
        pack_into(LAYOUT, self.letters, at, text)
        self._lengths[at // LONGEST] = at % LONGEST + len(text)
        return at + len(text)

    def _number(self, at, value):
        if value > 9:
            at = self._number(at, value // 10)
        self.letters[at] = 48 + value % 10
        return at + 1

    def _degrees(self, at, cc):
        """Hundredths of a degree C as whole degrees, two dashes for an invalid reading. -9 is the least that fits."""
        if cc == INVALID:
            return self._say(at, b"--")
        whole = (9 * cc + 16_250) // 500 if self._values[FAHRENHEIT] else (cc + 50) // 100
        whole = max(whole, COLDEST)
        return self._number(self._say(at, b"-") if whole < 0 else at, abs(whole))
