"""Panel task: LED, buzzer and display. What they show is decided in pad.led, pad.beeps and pad.screen."""

import asyncio

from machine import PWM, Pin, bitstream

from firmware import board
from firmware.pace import Pace
from firmware.words import display_lines
from pad.beeps import Beeper
from pad.led import ALARM, Led
from pad.liveness import PANEL

PERIOD_MS = 100
# In each pass the display gets so many turns, of some letters or one page, and lets the other tasks run in between:
# the bus takes 3.2 ms for a page at 400 kHz.
TURNS = 4
TURN_MS = 10
DISPLAY_ERRORS = 3  # running; then it is given up

WS2812_NS = (400, 850, 800, 450)  # high and low time of a 0, of a 1
LED_REPEAT_PASSES = 10  # a glitch on its wire is put right within a second


class Panel:
    """Shows `status` (a pad.status.Status) on whatever the board has; beats in `liveness` once a pass."""

    def __init__(self, status, liveness):
        self._status = status
        self._liveness = liveness
        self._led = Led()
        self._colour = None
        self._passes = 0
        self._beeper = Beeper()
        self._hz = 0
        self._duty = 0
        self._display = None
        self._behind = False  # the display, with what it should show
        if board.HAS_LED:
            self._led_pin = Pin(board.LED, Pin.OUT, value=0)
        if board.HAS_BUZZER:
            self._buzzer = PWM(Pin(board.BUZZER), freq=2_000, duty_u16=0)  # without a duty it would sound at once
        if board.HAS_DISPLAY:
            self._find_display()

    def _find_display(self):
        # Imported here, so that a pad without a display does not carry all this in its memory.
        from firmware.display import Display

        display = Display()
        if display.send(False):
            from pad.screen import Screen

            self._screen = Screen(display.picture, display_lines)
            self._display = display
            self._behind = True

    async def run(self):
        """Show, for ever. Whatever ends it: no tone goes on, and nothing is left standing that is no longer true."""
        try:
            await self._show()
        finally:
            self.show_failure()

    async def _show(self):
        pace = Pace(PERIOD_MS)
        while True:
            await pace
            self.step(pace.elapsed_ms)
            self._liveness.beat(PANEL)
            turns = TURNS
            while turns and self._behind:
                await asyncio.sleep_ms(TURN_MS)
                turns = turns - 1 if self.turn() else 0

    def show_failure(self):
        """Red, silent and dark."""
        if board.HAS_LED:
            self._shine(ALARM)
        if board.HAS_BUZZER:
            self._sound(0)
        while self._display and self._display.send(False):
            pass  # until it is dark

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        self._status.look()
        if board.HAS_LED:
            self._shine(self._led.step(self._status, dt_ms))
        if board.HAS_BUZZER:
            self._sound(self._beeper.step(self._status, dt_ms))
        if self._display and self._screen.step(self._status, dt_ms):
            self._behind = True

    def turn(self):
        """Draw some letters, or send one page to the display. False when there is nothing to do."""
        if not self._display:
            return False
        if self._screen.draw() or self._display.send(self._screen.lit):
            return True
        self._behind = self._display.errors > 0
        if self._display.errors >= DISPLAY_ERRORS:
            print("display does not answer")
            self._display = None
            self._behind = False
        return False

    def _shine(self, colour):
        self._passes += 1
        if colour is not self._colour or self._passes >= LED_REPEAT_PASSES:
            self._colour = colour
            self._passes = 0
            bitstream(self._led_pin, 0, WS2812_NS, colour)

    def _sound(self, hz):
        if hz != self._hz or (hz and self._beeper.duty != self._duty):
            self._hz = hz
            self._duty = self._beeper.duty
            if hz:
                self._buzzer.freq(hz)
            self._buzzer.duty_u16(self._duty if hz else 0)
