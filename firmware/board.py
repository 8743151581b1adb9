"""The only place with pin numbers and wiring facts.

First the reference board, an ESP32-DevKitC with a WROOM-32 module; PROFILES has what differs on others. Constants only,
so that a computer can import this file too: the simulator wires its stand-ins from it.
"""

import sys

NAME = "ESP32-DevKitC"
CHIP = "ESP32"  # as the last word of `sys.implementation._machine` says it

# What is fitted. START is the only button that a pad must have.
BUTTONS = ("START", "FASTER", "SLOWER", "HEAT", "TIME")
HAS_TACH = True  # False only with the thermal protector F4: nothing else ends a blocked motor
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

# Boards by their chip: what differs from the above. Who compiles for a board puts its values in place and leaves the
# rest out (tools/board_files.py); where this file itself runs, its last line does the same.
PROFILES = {
    "ESP32": {},
    # 26 to 37 belong to flash and PSRAM, 19 and 20 to USB, 43 and 44 to the console; 0, 3, 45 and 46 decide how the
    # chip starts. ADC1: 1 to 10.
    "ESP32S3": {
        "NAME": "ESP32-S3-DevKitC-1",
        "CHIP": "ESP32S3",
        "NTC_LEFT": 4,
        "NTC_RIGHT": 5,
        "ADC_REF": 6,
        "HEATER_SENSE": 7,
        "MOTOR_TACH": 15,
        "MOTOR_PWM": 16,
        "HEATER": 17,
        # Not 18: at power-up that is low and high for 60 us each (ESP32-S3 data sheet, power-up glitches); these edges
        # would close the rail for 300 ms. 14 is low only, where its pull-down holds it anyway.
        "ALIVE": 14,
        "BUZZER": 18,
        "LED": 48,  # on the board; revision 1.1 has it at 38
        "START": 9,
        "FASTER": 10,
        "SLOWER": 11,
        "HEAT": 12,
        "TIME": 13,
        "I2C_SDA": 8,
        "I2C_SCL": 21,
        "LOW_AT_START": (17, 16, 18),
    },
    # Too few pins for heat, tachometer and display: 2, 8 and 9 decide how the chip starts, 11 to 17 belong to the
    # flash, 18 and 19 to USB, 20 and 21 to the console.
    "ESP32C3": {
        "NAME": "ESP32-C3-DevKitM-1, without heat",
        "CHIP": "ESP32C3",
        "BUTTONS": ("START", "FASTER", "SLOWER", "TIME"),
        "HAS_HEAT": False,
        "HAS_TACH": False,  # so the motor needs its thermal protector
        "HAS_DISPLAY": False,
        "MOTOR_PWM": 4,
        "HEATER": 0,  # nothing is connected; it is kept low
        "ALIVE": 5,
        "BUZZER": 6,
        "LED": 8,  # on the board; high at the start, as that pin must be
        "START": 10,
        "FASTER": 7,
        "SLOWER": 3,
        "TIME": 1,
        "LOW_AT_START": (0, 4, 6),
    },
}
globals().update(PROFILES.get(getattr(sys.implementation, "_machine", "").split(" ")[-1], {}))
