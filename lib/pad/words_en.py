"""English. What each line is, and how long it may be, is in pad.words."""

letters = ""

display = """\
CHECK YOUR FEET
DONE. CHECK FEET
ONE FOOT WARMER
FEET OK?
START = YES
HOLD 3 SEC = NO
TESTING
PLEASE WAIT

START = STOP
STOPPED
START = GO ON
LOCKED
HAVE SOMEBODY
CHECK YOUR FEET
HOLD START 5 SEC
FAULT
PAD RESTARTED
TOO OFTEN
PULL THE PLUG
FAULT %d
%d MIN
START
REST
THEN START
PHONE MAY PAIR
HEAT %d MIN LEFT
HEAT OFF
HEAT LOW
HEAT MED
HEAT MAX
NO HEAT
SPEED %d
WARM-UP
ENDING
WAVE
SETTLE
GENTLE
STANDARD
OWN
STEADY
WAVE
WARM+SETTLE
FIRST USE
ALL OF IT FINE?"""

sentences = """\
.
Ready. START begins %d minutes (%s, %s).
Feet have not been looked at since the last session.
Please clean the pad: pull the plug, wipe it with a damp cloth.
Some settings could not be read: safe ones are used.
Rest for the feet: %d min, then START.
Ready. A phone may pair for a minute.
Look at your feet. START: they are well. Hold START 3 s: something is wrong.
Not with open wounds, ulcers, blood clots, inflamed or swollen skin. Ask a doctor first. Insulin: blood sugar can \
drop. Feet well? START. No: hold START 3 s.
Do not use the pad with open wounds, ulcers, blood clots, inflamed or swollen skin. Ask your doctor first. With \
insulin: massage can lower your blood sugar. Have you looked at your feet?
This would be session %d in seven days. Two or three a week are enough.
Testing itself.
Running: speed %d of %d%s, %s, %d min left.
Stopped. START goes on, without heat.
Done. Look at your feet. START: they are well. Hold START 3 s: something is wrong.
Locked: something was wrong with the feet. Have somebody look. Hold START 5 s to unlock.
Safe mode: the pad restarted again and again. Pull the plug.
Fault %d: %s %s Then hold START 5 s.
no heat
low heat
medium heat
high heat
gentle
standard
own
steady
wave
warm and settle
Left foot was %s warmer on two days. Tell your carer or doctor.
Right foot was %s warmer on two days. Tell your carer or doctor.
One foot was warmer on two days. Tell your carer or doctor.
Feet not compared: %s.
heat came first
there was heat in the last 12 hours
it is not known when there was heat last
the session was too short
the temperature was not steady
no feet were noticed on both sides
the sensors could not be read
, %d chosen"""

faults = """
0 Something is wrong inside the pad. | Unplug the pad, plug it in again.
1 Left temperature sensor is not connected (#mV). | Check its plug and wire.
2 Left temperature sensor is short-circuited (#mV). | Check its plug and wire.
3 Left temperature sensor stays at #T. | Check where it sits.
4 Left temperature jumps (#T). | Check its plug and wire.
5 Right temperature sensor is not connected (#mV). | Check its plug and wire.
6 Right temperature sensor is short-circuited (#mV). | Check its plug and wire.
7 Right temperature sensor stays at #T. | Check where it sits.
8 Right temperature jumps (#T). | Check its plug and wire.
9 Left and right temperature stay #D apart. | Put both feet on. Have the sensors checked.
10 Temperature measurement is not right (reference #mV). | Have the pad's electronics checked.
11 No new temperature readings arrive. | Unplug the pad, plug it in again.
12 The surface was too hot: #T. | Let it cool. Look at your feet.
13 The surface stayed too warm: #T. | Let it cool. Look at your feet.
14 The surface warms with the heater off: #T. | Unplug the pad.
15 The temperature sensors do not follow the heat (#T). | Let the pad cool. Have the sensors checked.
16 The heater does not switch on (sense line high). | Have the pad checked.
17 Heater, cut-out or relay is open, or the heater switch is shorted (sense line low). | Have the pad checked.
18 The safety relay does not open (sense line high). | Unplug the pad. Have it repaired.
21 The motor is driven with #% and does not turn. | Take your feet off, try again.
22 The motor turns too fast: #rpm. | Unplug the pad. Have it checked.
23 The motor turns by itself: #rpm. | Unplug the pad.
25 The heat was on for #min in an hour. | Let the feet rest for an hour.
26 The feet had enough heat (dose #dose). | Let the feet rest for an hour.
30 A part of the program stopped: #N. | Unplug the pad, plug it in again.
40 Button #N seems to be stuck. | Free the button.
50 The pad hung and restarted itself. | Look at your feet before going on.
51 The power failed in a session. | Look at your feet.
52 The pad restarted again and again. | Unplug it. Have it checked.
53 What the pad remembered cannot be read. | Look at your feet.
"""
