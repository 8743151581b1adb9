"""The reference board: an ESP32-DevKitC with a WROOM-32 module. The only place with pin numbers and wiring facts.

Constants only, so that a computer can import this file too: the simulator wires its stand-ins from it.
"""

NAME = "ESP32-DevKitC"

# What is fitted. START is the only button that a pad must have.
BUTTONS = ("START", "FASTER", "SLOWER", "HEAT", "TIME")
HAS_TACH = True
HAS_HEAT = True  # both thermistors, ADC_REF, HEATER_SENSE, the rail and the HEAT button: all of them or none
HAS_DISPLAY = True  # it may still be absent: it is looked for at start
HAS_LED = True
HAS_BUZZER = True
HAS_RADIO = True  # False where switching it on would hang, as in the Wokwi simulator

BTHOME = False  # True: whoever listens, as Home Assistant does, is told temperature, speed and state without asking

# Outputs. Every MOSFET gate has a pull-down, so that a pin that nobody drives is off.
MOTOR_PWM = 25
HEATER = 26
ALIVE = 27  # edges hold the actuator supply relay; software only, never a PWM or a timer
LED = 16  # WS2812; on WROVER modules 16 and 17 belong to the PSRAM
BUZZER = 17

# Inputs. 34 to 39 are input only and have no pulls of their own.
MOTOR_TACH = 34
HEATER_SENSE = 35
NTC_LEFT = 32
NTC_RIGHT = 33
ADC_REF = 36
START = 13
FASTER = 18
SLOWER = 19
HEAT = 23
TIME = 4

# SSD1306 display
I2C_SDA = 21
I2C_SCL = 22
I2C_HZ = 400_000
DISPLAY_ADDRESS = 0x3C

# What must be low from the first moment on. Not ALIVE: whatever its level, it holds nothing, but a change of it would
# close the rail for 300 ms.
LOW_AT_START = (HEATER, MOTOR_PWM, BUZZER)

MOTOR_PWM_HZ = 20_000  # above hearing; leaves 11 bits of duty
TACH_PULSES_PER_REVOLUTION = 6
