"""Heater duty from temperature: full power, braking ahead of the pad's lag, then just what holds the temperature.

From the film to the reading heat passes three lags: film to surface, surface to bead, bead to filtered reading. When
the duty is cut, the reading goes on rising. So the law aims at where the reading is going to be,
`reading + slope * lead`: far below the target this gives full power, and takes it back in time. How long the lead has
to be is found while the pad heats up (`_learn`).

The duty that holds the temperature is not integrated from the error, which would wind up in the minutes of full power,
but observed: what has gone in lately less what the rise has used. It is right when the target is reached, and since it
follows the duty itself, it takes away a lasting error as an integrator does.

Heat moves in tens of seconds: readings are gathered in each pass, the law works with the mean of five. Its numbers were
searched on 900 random pads (seeds 11 to 13 of tools/benchmarks/heat.py), for overshoot first, then for time.

Temperatures are kept in 1/64 of a hundredth of a degree, a slope as the way covered in _SLOPE_MS. Every intermediate
stays within +-2^30: the comments give the largest values.
"""

from pad.limits import HEATER_MAX_DUTY_PERMILLE
from pad.thermistor import INVALID

_ONE_CC = 64
_PASSES = 5
_LONGEST_PASS_MS = 200
_LOWEST_CC = -2_000
_HIGHEST_CC = 9_000

_SLOPE_MS = 5_000
_WAY_LARGEST = 170 * _ONE_CC  # 0.34 C/s, twice what the lightest pad reaches
_WAY_SMALLEST = 5 * _ONE_CC

# The way at full power without losses: of a common pad until it is seen, and its bounds.
_RISE_FIRST = 46 * _ONE_CC
_RISE_SMALLEST = 9 * _ONE_CC
_RISE_LARGEST = 86 * _ONE_CC
_FULL_FLOW_PERMILLE = 800
_FLOW_MS = 20_000  # from duty to slope
_OBSERVER_MS = 30_000
# Losses are more than nothing, and on the way up they are hidden by a rise that is still becoming steeper.
_HOLD_FIRST_PERMILLE = 150
_HOLD_LARGEST_PERMILLE = 800

_SOFT_START_MS = 4_000  # from nothing to full power
_STIFFNESS = 770  # permille of duty for an error as large as the rise: closes an error with about 7 s
_SOFTEST = 39 * _ONE_CC  # never full power for less than 0.5 C: that would answer to noise
_ERROR_LARGEST = 400 * _ONE_CC

# On the way up the law aims a little high: it comes within 0.2 C sooner, and losses eat the rest.
_AIM_HIGH = 17 * _ONE_CC
_FAR = 100 * _ONE_CC
_NEAR = 20 * _ONE_CC

# How far ahead of the reading the law looks. A long lead costs time, a short one overshoot.
_LEAD_SMALLEST_MS = 7_800
_LEAD_LARGEST_MS = 40_000
_LEAD_TIME_SHARE = 12  # a lead of 8 % of the time at full power is small change: 30 s at most
_FULL_POWER_LONGEST_MS = 360_000
_LEAD_MS_FOR_DS = 70
_LAG_COMMON_DS = 240  # tenths of a second; found no larger, the lag needs no more than the smallest lead
_LEARNING_SHORTEST_MS = 8_000  # the soft start is no full power yet
_LEARNING_LONGEST_MS = 900_000
_LEARNT = -1
# What the reading did before the heater came on, because feet had just been put on, is taken to fade so fast.
_DRIFT_MS = 68_000
# That is a guess, and warm feet on a cold pad hide how late the heater is, so a rise by itself costs some lead.
_DOUBT_MS = 9_000  # for a drift as fast as the common rise


class HeatControl:
    """Controller for the hotter of the two surface zones."""

    def __init__(self):
        self.reset()

    def reset(self):
        """Begin anew: no duty, nothing known about readings, pad and feet."""
        self._known = False
        self._sum_cc = 0
        self._elapsed_ms = 0
        self._passes = 0
        self._reading = 0
        self._behind = 0
        self._way = 0
        self._begin()
        self._heating = False

    def _begin(self):
        """The heat comes on: what the reading does now, it does by itself."""
        self._heating = True
        self._enough_passes = 1  # the soft start begins at once
        self._duty = 0
        self._flow = 0
        self._hold = _HOLD_FIRST_PERMILLE * _ONE_CC
        self._rise = _RISE_FIRST
        self._aim_high = False
        self._drift = self._way
        self._learning_ms = 0
        self._full_power_ms = 0
        self._gained = 0
        self._fastest = _WAY_SMALLEST
        self._steepest = _WAY_SMALLEST
        self._steepest_ds = 0
        self._lag_ds = 0
        self._least_lead_ms = _LEAD_SMALLEST_MS + max(0, self._way) * _DOUBT_MS // _RISE_FIRST  # 1.1e4 * 9000
        self._lead_ms = self._least_lead_ms

    def step(self, target_cc, measured_cc, dt_ms):
        """Duty in permille, 0 to 950, for a target (0: off) and the hotter reading, hundredths of a degree Celsius.

        Without a valid reading there is no duty. To be called while the heat is off, too: it then follows the reading.
        Off and invalid count at once, all else within five calls.
        """
        if measured_cc == INVALID:
            self.reset()
            return 0
        if target_cc <= 0:
            self._heating = False
            self._duty = 0
        elif not self._heating:
            self._begin()
        self._gather(measured_cc, dt_ms)
        if self._passes >= self._enough_passes:
            self._work(target_cc)
        return self._duty

    def _gather(self, measured_cc, dt_ms):
        if measured_cc < _LOWEST_CC:
            measured_cc = _LOWEST_CC
        elif measured_cc > _HIGHEST_CC:
            measured_cc = _HIGHEST_CC
        if dt_ms < 1:
            dt_ms = 1
        elif dt_ms > _LONGEST_PASS_MS:
            dt_ms = _LONGEST_PASS_MS
        self._sum_cc += measured_cc
        self._elapsed_ms += dt_ms
        self._passes += 1

    def _work(self, target_cc):
        """What is done once for the readings of some passes."""
        dt_ms = self._elapsed_ms
        self._follow(self._sum_cc * _ONE_CC // self._passes, dt_ms)
        self._sum_cc = 0
        self._elapsed_ms = 0
        self._passes = 0
        self._enough_passes = _PASSES
        if self._heating:
            self._learn(self._duty >= HEATER_MAX_DUTY_PERMILLE - 50, dt_ms)
            self._observe(dt_ms)
            self._duty = self._wanted(min(target_cc, _HIGHEST_CC) * _ONE_CC, dt_ms)

    def _follow(self, reading, dt_ms):
        """Smooth the reading: the distance to the smoothed one is the slope."""
        if not self._known:
            self._known = True
            self._behind = reading
        self._reading = reading
        self._behind += (reading - self._behind) * dt_ms // _SLOPE_MS  # 7.1e5 * 1000
        self._way = max(-_WAY_LARGEST, min(reading - self._behind, _WAY_LARGEST))

    def _learn(self, full_power, dt_ms):
        """Follow the first rise; what it says about the lag is final when the heater leaves full power."""
        full_power_ms = self._full_power_ms + (dt_ms if full_power else -dt_ms)
        self._full_power_ms = max(0, min(full_power_ms, _FULL_POWER_LONGEST_MS))
        if self._learning_ms == _LEARNT:
            return
        self._learning_ms += dt_ms
        if self._learning_ms > _LEARNING_LONGEST_MS or not (full_power or self._learning_ms < _LEARNING_SHORTEST_MS):
            self._learning_ms = _LEARNT
            return
        self._drift -= self._drift * dt_ms // _DRIFT_MS
        self._find_lag(self._way - self._drift, dt_ms)

    def _find_lag(self, way, dt_ms):
        """The lag is how late the steepest tangent of the rise starts.

        While the rise is still becoming steeper, that is only a part of it: the lag is then taken to be longer.
        """
        time_ds = self._learning_ms // 100
        self._gained += way * dt_ms // _SLOPE_MS  # 2.2e4 * 1000, in all 7.1e5
        if way > self._steepest:
            self._steepest = way
            self._steepest_ds = time_ds
            self._lag_ds = max(0, time_ds - self._gained * (_SLOPE_MS // 100) // way)  # 7.1e5 * 50
        lag_ds = self._lag_ds
        seen_ds = (3 * self._steepest_ds + time_ds) // 4
        lag_ds += lag_ds * lag_ds * 5 // (8 * max(seen_ds - lag_ds, seen_ds // 3, 1))  # 9e3 * 9e3 * 5
        self._lead_ms = self._least_lead_ms + max(0, lag_ds - _LAG_COMMON_DS) * _LEAD_MS_FOR_DS

    def _observe(self, dt_ms):
        """Follow the duty that holds the temperature: what has gone in lately less what the rise has used."""
        self._flow += (self._duty * _ONE_CC - self._flow) * dt_ms // _FLOW_MS  # 6.1e4 * 1000
        flow_permille = self._flow // _ONE_CC
        if flow_permille > _FULL_FLOW_PERMILLE and self._way > self._fastest:
            self._fastest = self._way
            self._rise = max(_RISE_SMALLEST, min(self._way * 8 // 7, _RISE_LARGEST))  # losses took some of it
        least = _HOLD_FIRST_PERMILLE if self._aim_high else 0
        hold = max(least, min(flow_permille - self._way * 1000 // self._rise, _HOLD_LARGEST_PERMILLE))  # 1.1e4 * 1000
        self._hold += (hold * _ONE_CC - self._hold) * dt_ms // _OBSERVER_MS

    def _wanted(self, target, dt_ms):
        short = target - self._reading
        self._aim_high = short > _FAR or (self._aim_high and short > _NEAR)
        if self._aim_high:
            short += _AIM_HIGH
        lead_ms = min(max(self._lead_ms, self._full_power_ms // _LEAD_TIME_SHARE), _LEAD_LARGEST_MS)
        short -= self._way * (lead_ms // 100) // (_SLOPE_MS // 100)  # 1.1e4 * 400
        error = max(-_ERROR_LARGEST, min(short, _ERROR_LARGEST))
        duty = error * _STIFFNESS // max(self._rise, _SOFTEST) + self._hold // _ONE_CC  # 2.6e4 * 770
        softest = self._duty + HEATER_MAX_DUTY_PERMILLE * dt_ms // _SOFT_START_MS
        return max(0, min(duty, softest, HEATER_MAX_DUTY_PERMILLE))
