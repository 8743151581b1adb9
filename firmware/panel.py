"""Panel task: LED, buzzer and display. What they show is decided in pad.led, pad.beeps and pad.screen."""

import asyncio

from firmware.pace import Pace
from machine import PWM, Pin, bitstream
from pad.beeps import HIGH, Beeper
from pad.led import Led
from pad.liveness import PANEL

PERIOD_MS = 100
# Between two passes the display gets so many turns of one line or one page each, so that other tasks run in between:
# a page takes 3.2 ms of the bus at 400 kHz.
TURNS = 4
TURN_MS = 10

WS2812_NS = (400, 850, 800, 450)  # high and low time of a 0, of a 1
LED_REPEAT_PASSES = 10  # a glitch on the wire is put right within a second
HALF_DUTY_U16 = 32_768  # loudest


class LedPin:
    """A WS2812 on one pin."""

    def __init__(self, pin):
        self._pin = Pin(pin, Pin.OUT, value=0)
        self._bytes = bytearray(3)
        self._colour = -1
        self._passes = 0

    def show(self, colour):
        """Show 0xRRGGBB; sent when it is new, and once a second."""
        self._passes += 1
        if colour == self._colour and self._passes < LED_REPEAT_PASSES:
            return
        self._colour = colour
        self._passes = 0
        self._bytes[0] = colour >> 8 & 0xFF  # it wants green first
        self._bytes[1] = colour >> 16
        self._bytes[2] = colour & 0xFF
        bitstream(self._pin, 0, WS2812_NS, self._bytes)


class BuzzerPin:
    """A piezo on one pin."""

    def __init__(self, pin):
        self._pwm = PWM(Pin(pin), freq=HIGH, duty_u16=0)  # without duty_u16 it would sound at once
        self._hz = 0

    def sound(self, hz):
        """Sound at this pitch, 0 for silence."""
        if hz == self._hz:
            return
        self._hz = hz
        if hz:
            self._pwm.freq(hz)
        self._pwm.duty_u16(HALF_DUTY_U16 if hz else 0)


class Panel:
    """Shows `status` (a pad.status.Status) on what `board` has; beats in `liveness` once a pass."""

    def __init__(self, board, status, liveness):
        self._status = status
        self._liveness = liveness
        self._led = Led()
        self._led_pin = LedPin(board.LED) if board.HAS_LED else None
        self._beeper = Beeper()
        self._buzzer_pin = BuzzerPin(board.BUZZER) if board.HAS_BUZZER else None
        self._display = None
        self._screen = None
        if board.HAS_DISPLAY:
            self._find_display(board)

    async def run(self):
        """Show, for ever."""
        pace = Pace(PERIOD_MS)
        while True:
            await pace.due()
            self.step(pace.elapsed_ms())
            self._liveness.beat(PANEL)
            for _ in range(TURNS):
                if not self.turn():
                    break
                await asyncio.sleep_ms(TURN_MS)

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        if self._led_pin:
            self._led_pin.show(self._led.step(self._status, dt_ms))
        if self._buzzer_pin:
            self._buzzer_pin.sound(self._beeper.step(self._status, dt_ms))
        if self._screen:
            self._screen.step(self._status, dt_ms)

    def turn(self):
        """Draw one line or send one page to the display. False when there is nothing to do."""
        if not self._display:
            return False
        pages = self._screen.draw()
        if pages:
            self._display.changed(pages)
            return True
        busy = self._display.send(self._screen.lit)
        if self._display.lost:
            self._display = None
            self._screen = None
        return busy

    def _find_display(self, board):
        # Imported here, so that a pad without a display does not carry them in its memory.
        from firmware.display import Display, open_bus

        display = Display(open_bus(board.I2C_SCL, board.I2C_SDA, board.I2C_HZ), board.DISPLAY_ADDRESS)
        if display.is_there():
            from pad.letters import Letters
            from pad.screen import Screen
            from firmware.display import STRIDE

            letters = Letters(display.pages, STRIDE, display.font, display.glyph)
            self._screen = Screen(letters, board.HAS_HEAT)
            self._display = display
