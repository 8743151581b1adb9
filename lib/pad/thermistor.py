"""Temperature from a thermistor (10 kohm B3950 to ground, 10 kohm to 3.3 V), measured against the reference divider.

Only the ratio of the two voltages counts, so that errors of the supply and of the ADC's gain cancel out.
"""

OK = 0
OPEN = 1
SHORT = 2
REFERENCE_BAD = 3

INVALID = -32768  # what stands for "no temperature" everywhere, also in the status record

# 3.3 V * 4.3 / (10 + 4.3) is 992 mV. A supply 3 % off, a gain 4 % off, 15 mV and noise make 900 to 1087 mV of it. Too
# low a reference makes surfaces look cold (5 % of it 1.5 C), so that side is narrow; too high, and they look hot.
REFERENCE_LOW_UV = 895_000
REFERENCE_HIGH_UV = 1_190_000

# Beyond these the ADC is at its end of range: they read as -12 C and 82 C, which no surface in a room has.
_RATIO_OPEN = 47_514  # 2.9
_RATIO_SHORT = 5_734  # 0.35
# The ADC ends at 3.1 V: where supply, gain and offset are all high, the ratio of an open input stays below 2.9. There
# -10 C gives 2.90 V.
_OPEN_UV = 3_000_000

# Ratio to the reference, times 16384, every 2.5 C from -15 C on:
# R = 10 kohm * exp(3950 K * (1/T - 1/298.15 K)),  ratio = R / (R + 10 kohm) * 14.3 / 4.3.
_FIRST_CC = -1_500
_STEP_CC = 250
# fmt: off
_RATIOS = (
    48288, 47434, 46502, 45491, 44401, 43235, 41995, 40688, 39319, 37897, 36429, 34926,
    33398, 31855, 30308, 28768, 27243, 25744, 24278, 22854, 21475, 20149, 18878, 17665,
    16512, 15420, 14388, 13417, 12504, 11649, 10849, 10102, 9406, 8757, 8154, 7593,
    7073, 6590, 6141, 5726, 5341,
)
# fmt: on


def ratio(ntc_uv, ref_uv):
    """ntc_uv / ref_uv times 16384; where that tells no temperature the condition, negative."""
    if not REFERENCE_LOW_UV <= ref_uv <= REFERENCE_HIGH_UV:
        return -REFERENCE_BAD
    ntc = (ntc_uv >> 4) * 4096
    ref = ref_uv >> 4
    found = ntc // ref * 4 + ntc % ref * 4 // ref  # in two divisions: one would pass 2^30
    if found >= _RATIO_OPEN or ntc_uv >= _OPEN_UV:
        return -OPEN
    return found if found > _RATIO_SHORT else -SHORT


def condition(ntc_uv, ref_uv):
    """OK, OPEN (broken wire), SHORT or REFERENCE_BAD for two readings of the ADC in microvolts, 0 to 3,300,000."""
    found = ratio(ntc_uv, ref_uv)
    return OK if found > 0 else -found


def temperature_cc(ntc_uv, ref_uv):
    """Hundredths of a degree Celsius, within 0.03 C from 0 to 60 C; INVALID unless the condition is OK."""
    found = ratio(ntc_uv, ref_uv)
    return INVALID if found < 0 else at_ratio_cc(found, INVALID)


def at_ratio_cc(found, near_cc):
    """The temperature of a ratio. It is looked for first near `near_cc`, a temperature that another one gave."""
    colder = (near_cc - _FIRST_CC) // _STEP_CC
    if colder < 0 or not _RATIOS[colder] > found >= _RATIOS[colder + 1]:
        colder = _place(found)
    above = _RATIOS[colder]
    return _FIRST_CC + colder * _STEP_CC + (above - found) * _STEP_CC // (above - _RATIOS[colder + 1])


def _place(found):
    """The last place in the table with a larger ratio."""
    colder = 0
    hotter = len(_RATIOS) - 1
    while hotter - colder > 1:
        middle = (colder + hotter) // 2
        if _RATIOS[middle] > found:
            colder = middle
        else:
            hotter = middle
    return colder
