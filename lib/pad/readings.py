"""What the sensors say: raw for the guard, filtered for the controllers."""

from pad.thermistor import INVALID, OK, REFERENCE_BAD, at_ratio_cc, ratio

# The filter's time constant. Heat moves in tens of seconds; the noise of a reading is about 0.1 C.
FILTER_MS = 500
_LONGEST_MS = 1_000
_FRACTION = 16  # the filter keeps sixteenths of a hundredth of a degree, or it would stick short of its input


class Surface:
    """One thermistor: raw and filtered temperature in hundredths of a degree Celsius."""

    def __init__(self):
        self.uv = 0
        self.condition = REFERENCE_BAD
        self.raw_cc = INVALID
        self.cc = INVALID
        self._filtered = 0

    def take(self, ntc_uv, reference_uv, dt_ms):
        """Take one reading of the ADC, in microvolts, `dt_ms` after the last one."""
        self.uv = ntc_uv
        found = ratio(ntc_uv, reference_uv)
        if found < 0:
            # A reading that failed is invalid, never 0 C: 0 C would ask for more heat.
            self.condition = -found
            self.raw_cc = self.cc = INVALID
            return
        self.condition = OK
        self.raw_cc = at_ratio_cc(found, self.raw_cc)
        self._filter(self.raw_cc * _FRACTION, min(dt_ms, _LONGEST_MS))

    def _filter(self, new, dt_ms):
        if self.cc == INVALID:
            self._filtered = new
        else:
            self._filtered += (new - self._filtered) * dt_ms // (FILTER_MS + dt_ms)
        self.cc = self._filtered // _FRACTION


class Readings:
    """All readings of one pass. `sequence` changes with each pass, so that old ones can be told from new ones."""

    def __init__(self):
        self.sequence = 0
        self.reference_uv = 0
        self.left = Surface()
        self.right = Surface()
        self.sense = 0
        self.rpm = -1
        self.pulses = 0

    def take(self, left_uv, right_uv, reference_uv, dt_ms):
        """Take one pass of the ADC."""
        self.reference_uv = reference_uv
        self.left.take(left_uv, reference_uv, dt_ms)
        self.right.take(right_uv, reference_uv, dt_ms)

    def complete(self, sense, rpm, pulses=0):
        """End a pass: level of the sense line, measured speed (-1 without a tachometer), its pulses in this pass."""
        self.sense = sense
        self.rpm = rpm
        self.pulses = pulses
        self.sequence = (self.sequence + 1) & 0x3FFF

    def surface_cc(self):
        """The hotter surface, filtered, for control; INVALID unless both sensors can be trusted."""
        if self.left.cc == INVALID or self.right.cc == INVALID:
            return INVALID
        return max(self.left.cc, self.right.cc)
