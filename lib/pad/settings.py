"""What the pad may do at most, and what its user likes. What each value means is in pad.settings_table.

The record that a phone reads and writes: VERSION, then the values. The file: the same, and a checksum.
"""

from pad.limits import GENTLE_SPEED_MOST, HEAT_LEVELS_CC, SESSION_DEFAULT_MIN, SESSION_LONGEST_MIN, SPEED_STEPS
from pad.memory_record import checksum

VERSION = 2
# Places of the values
SPEED_MOST = 0
HEAT_MOST = 1
MINUTES_MOST = 2
PROFILE = 3
OWN_SPEED = 4
OWN_HEAT = 5
OWN_MINUTES = 6
OWN_PROGRAMME = 7
FAHRENHEIT = 8
VOLUME = 9
BRIGHTNESS = 10
CLEANING = 11
LANGUAGE = 12  # and 13
FOOT_OFFSET = 14
ACKNOWLEDGED = 15
COUNT = 16
RECORD_BYTES = 1 + COUNT
LONGEST = RECORD_BYTES + 4

GENTLE = 0
STANDARD = 1
OWN = 2
PROFILES = 3
# For each profile: highest speed step, highest heat level, minutes, programme. The own ones are among the values.
_PROFILES = bytes(
    (GENTLE_SPEED_MOST, 0, SESSION_DEFAULT_MIN, 0) + (SPEED_STEPS, len(HEAT_LEVELS_CC) - 1, SESSION_DEFAULT_MIN, 0)
)
# The own profile of a new pad is the standard one.
DEFAULTS = (
    bytes((SPEED_STEPS, len(HEAT_LEVELS_CC) - 1, SESSION_LONGEST_MIN, STANDARD)) + _PROFILES[4:] + b"\0\3\3\x0aen\0\0"
)


def of_profile(values, which):
    """What the profile says: 0 highest speed step, 1 highest heat level, 2 minutes, 3 programme."""
    profile = values[PROFILE]
    return values[OWN_SPEED + which] if profile == OWN else _PROFILES[4 * profile + which]


def most(values, which):
    """0 highest speed step, 1 highest heat level, 2 preset minutes: the least of what limit and profile say."""
    return min(values[which], of_profile(values, which))


class Settings:
    """`values` as the places above say. `changed` asks for `to_bytes` to be saved.

    `lost` says that something of them could not be read from flash, and has been replaced by what is safe.
    """

    def __init__(self):
        self.values = DEFAULTS
        self.changed = False
        self.lost = False

    def record(self):
        """What a phone reads."""
        return bytes((VERSION,)) + self.values

    def to_bytes(self):
        """The file's content."""
        record = self.record()
        return record + checksum(record, RECORD_BYTES)

    def take(self, values):
        """Replace the values by others, which somebody has judged."""
        self.changed = self.changed or values != self.values
        self.values = values

    def put(self, place, value):
        """Replace one value: by hand."""
        self.take(self.values[:place] + bytes((value,)) + self.values[place + 1 :])

    def forget(self):
        """Everything that the limits allow, by hand; the questions of the first use are asked again."""
        self.values = DEFAULTS
        self.changed = True
        self.lost = False
