"""Settings with some values changed, as a phone writes them and as a file keeps them."""

from pad.memory_record import checksum
from pad.settings import DEFAULTS, HEAT_MOST, MINUTES_MOST, SPEED_MOST, VERSION
from pad.settings_table import tighten


def with_values(values, others=DEFAULTS):
    """All values, these ones by their place."""
    changed = bytearray(others)
    for place, value in values.items():
        changed[place] = value & 0xFF
    return bytes(changed)


def record(values=None, others=DEFAULTS):
    """What a phone writes: the defaults but for these values."""
    return bytes((VERSION,)) + with_values(values or {}, others)


def with_checksum(body):
    """As a file ends."""
    return body + checksum(body, len(body))


def tighten_limits(session, speed=11, heat=3, minutes=30):
    """A phone tightens what holds in every profile; nothing else is changed."""
    values = {SPEED_MOST: speed, HEAT_MOST: heat, MINUTES_MOST: minutes}
    assert tighten(session.settings, record(values, session.settings.values))
    session.obey_settings()
