"""Every constant that protects a person: its unit, its reason, its source. Settings may tighten them, never loosen."""

# --- Heat -------------------------------------------------------------------------------------------------------------
# Settings of the surface, hundredths of a degree Celsius. Healthy skin stands 39 C for 278 minutes before the burn
# margin line (PLOS ONE 10.1371/journal.pone.0254790, Fig. 2); feet that do not feel get a limited time on top.
HEAT_LEVELS_CC = (0, 3500, 3700, 3900)
# No part of the surface may pass 41 C (IEC 60601-1:1988 42.3, in normal use and with a single fault).
SURFACE_LIMIT_CC = 4100
# The error of a reading is at most 0.6 C, so the trip stands that much below the limit.
READING_ERROR_CC = 60
SURFACE_TRIP_CC = SURFACE_LIMIT_CC - READING_ERROR_CC
# One reading can be noise, three running (150 ms) are not.
TRIP_READINGS = 3
# The sense line is digital and each of its changes is waited for: two readings, or the rail opens too late.
CIRCUIT_READINGS = 2
HEATER_MAX_DUTY_PERMILLE = 950  # leaves 100 ms of each 2 s off, in which a shorted MOSFET shows
HEAT_WINDOW_MS = 2_000
# Heat for at most 30 minutes in any 60: 30 min at 39 C is 0.12 CEM43 minutes (Sapareto and Dewey).
HEAT_BUDGET_S = 30 * 60
HEAT_BUDGET_WINDOW_S = 60 * 60
# After power-on nobody knows what went before: half of the budget counts as used.
HEAT_USED_AT_POWER_ON_S = 15 * 60
# The guard's own count of the same minutes is at most one minute behind or ahead; one more is too many.
HEAT_TIME_LIMIT_S = HEAT_BUDGET_S + 2 * 60
# The heater is off above its target; overshoot and noise stay below 0.5 C.
OVER_TARGET_CC = 100
OVER_TARGET_MS = 3_000  # of heat
# Dose of the surface in the last hour, millionths of a CEM43 minute. The skin may get 1.0, and a reading that is
# READING_ERROR_CC too low tells 2.3 times too little.
HEAT_DOSE_LIMIT_UMIN = 400_000

# --- Speed ------------------------------------------------------------------------------------------------------------
# Eleven steps, as on the massager that such advice is written for (MedMassager MMF06: 1000 to 3700 rpm).
SPEED_STEPS = 11
SPEED_STEP_1_RPM = 1_000
SPEED_STEP_RPM = 270
SPEED_MAX_RPM = SPEED_STEP_1_RPM + (SPEED_STEPS - 1) * SPEED_STEP_RPM
# Begin on the lowest setting, raise it slowly: at least two seconds a step up, half a second down.
RAMP_UP_RPM_S = 135
RAMP_DOWN_RPM_S = 540
KICK_MAX_MS = 300  # a motor that stands still needs a push; the one of motor_control.py lasts one pass, 50 ms

# --- Time -------------------------------------------------------------------------------------------------------------
SESSION_DEFAULT_MIN = 15
SESSION_STEP_MIN = 5
SESSION_LONGEST_MIN = 30  # also the most that may be left at any moment
SESSION_TOTAL_MIN = 60  # with a hand asking for more each time; then the feet rest
REST_MIN = 30
WARM_UP_S = 30
WARM_UP_RAMP_UP_RPM_S = 65  # half the speed of the ramp while the feet get used to it
COOL_DOWN_S = 60
CHECK_SHORTEST_S = 3  # nobody looks at two feet in less
CHECK_LONGEST_S = 5 * 60
FIRST_USE_READ_S = 28  # the questions of the first use take up to seven turns of four seconds on the display
RESUME_WITHIN_S = 2 * 60

# --- Profiles ---------------------------------------------------------------------------------------------------------
# Severe neuropathy: who feels nothing at all gets no heat, and no more than a gentle speed.
GENTLE_SPEED_MOST = 4

# --- Comparing the feet -----------------------------------------------------------------------------------------------
# A site more than 4 F warmer than the same one on the other foot goes before ulcers (Lavery, Diabetes Care 2004).
FOOT_DIFFERENCE_CC = 220
FOOT_CONTACT_S = 180  # a surface follows the foot on it with a time constant of about a minute
FOOT_HEAT_FREE_S = 12 * 60 * 60
FOOT_OFFSET_MOST_CC = 100  # more than two whole sensors can differ by, 0.6 C each
SESSIONS_A_WEEK = 3  # common advice: two or three times a week

# --- Buttons ----------------------------------------------------------------------------------------------------------
IGNORE_START_AFTER_STOP_MS = 1_500  # a trembling hand presses twice: the second press must not go on
HOLD_STOPS_MS = 2_000
HOLD_REFUSES_MS = 3_000
HOLD_UNLOCKS_MS = 5_000
HOLD_LEAVES_GENTLE_MS = 3_000  # of FASTER: one trembling press must not allow heat
HOLD_PAIRS_MS = 3_000  # of TIME
HOLD_START_PAIRS_MS = 10_000  # of START, where TIME is not fitted
HOLD_FORGETS_MS = 5_000  # of TIME and HEAT
STUCK_BUTTON_MS = 20_000
STUCK_AT_BOOT_MS = 3_000

# --- Phones -----------------------------------------------------------------------------------------------------------
PAIRING_OPEN_MS = 60_000  # and no longer than the first phone that pairs
BONDS_MOST = 3

# --- Supervision ------------------------------------------------------------------------------------------------------
PERMIT_MS = 150  # a Permit that is not renewed for three guard passes is void
READING_STALE_MS = 150
ALIVE_PERIOD_MS = 50  # a quarter of what the shortest monostable holds, 200 ms: room for two late passes
WATCHDOG_MS = 3_000
CRASH_LOOP_RESETS = 3
CLEAN_RUN_S = 60
