"""Stand-in for the port's `machine`: exactly what the firmware uses of it."""

from vm_side.analog import ADC, Counter
from vm_side.bus import I2C, bitstream
from vm_side.pins import PWM, Pin
from vm_side.power import RTC, reset, reset_cause, soft_reset
from vm_side.timers import WDT, Timer

PWRON_RESET = 1  # a brown-out too
HARD_RESET = 2  # reset(), and a panic
WDT_RESET = 3
DEEPSLEEP_RESET = 4
SOFT_RESET = 5
