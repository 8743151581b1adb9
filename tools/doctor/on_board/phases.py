"""Numbers that the board and the computer share about phases, and the most that a check may ask for."""

# What is on in a phase.
NOTHING = 0
STILL = 1  # nothing, and a motor that turns ends the check
HEAT = 2
KICK = 3
DRIVE = 4
RUN_OUT = 5  # nothing, until the motor has come to rest

ANY = -1  # level of the sense line at a phase's end that is as good as the other
STILL_PULSES = 12  # of the tachometer: two turns
QUIET_MS = 500  # without a pulse: at rest

HEAT_LONGEST_MS = 60  # a pulse
HEAT_SUM_MS = 200
# What pad.motor_control begins with, and then stays at for step 1, until the tachometer asks for more if there is one.
KICK_PERMILLE = 400
KICK_MS = 50
DRIVE_PERMILLE = 178
DRIVE_WITHOUT_TACH_PERMILLE = 248
DRIVE_LONGEST_MS = 2_000
SOUND_LONGEST_MS = 1_500
