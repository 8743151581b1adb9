"""The registers of the chip that drive its pins, kept by the host because they outlive the VM that set them."""

from collections.abc import Iterable

from tools.simulator.vm_side import protocol

FULL_DUTY = 65535


class Chip:
    """Levels, PWM channels, RTC memory and clock, by GPIO number, as each kind of reset leaves them."""

    def __init__(self) -> None:
        self._lose_power()

    def _lose_power(self) -> None:
        self.level: dict[int, int] = {}  # driven pins only
        self.duty: dict[int, int] = {}  # pins that a PWM channel drives, 0 to 65535
        self.frequency: dict[int, int] = {}
        self.pixel: dict[int, int] = {}  # what a bitstream has sent last
        self.rtc_memory = b""
        self.rtc_offset_us: int | None = None  # what the real-time clock is ahead of the board's time, once it is set

    def apply(self, signal: int, value: int) -> int:
        """Take in one change as the VM reports it; returns the GPIO."""
        gpio = signal & protocol.GPIO_MASK
        kind = signal - gpio
        if kind == protocol.FREQUENCY:
            self.frequency[gpio] = value
        elif kind == protocol.PIXEL:
            self.pixel[gpio] = value
        else:
            register = self.level if kind == protocol.LEVEL else self.duty
            if value == protocol.NOT_DRIVEN:
                register.pop(gpio, None)
            else:
                register[gpio] = value
        return gpio

    def fraction(self, gpio: int) -> float:
        """How much of the time a pin is high, 0 to 1; a pin that nobody drives is pulled down."""
        if gpio in self.duty:
            return self.duty[gpio] / FULL_DUTY
        return float(self.level.get(gpio, 0))

    def tone_hz(self, gpio: int) -> int:
        """Frequency of a PWM that is neither off nor fully on, else 0."""
        return self.frequency.get(gpio, 0) if 0 < self.duty.get(gpio, 0) < FULL_DUTY else 0

    def reset(self, cause: int) -> None:
        """Leave everything as this kind of reset leaves it."""
        if cause == protocol.PWRON_RESET:
            self._lose_power()
        elif cause == protocol.SOFT_RESET:
            # The port stops its PWM channels at low level; modes and levels of pins stay.
            for gpio in self.duty:
                self.level[gpio] = 0
            self.duty.clear()
        # machine.reset, a panic and the watchdog touch neither pins nor PWM.

    def register_bits(self) -> dict[str, int]:
        """The registers as bit masks, for the next VM."""
        return {
            "driven": _bits(self.level) | _bits(self.duty),
            "high": _bits(gpio for gpio, level in self.level.items() if level),
            "modulated": _bits(self.duty),
        }


def _bits(gpios: Iterable[int]) -> int:
    mask = 0
    for gpio in gpios:
        mask |= 1 << gpio
    return mask
