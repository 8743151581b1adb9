"""Finds the running application, as a debugger would.

It asks the status for a fresh snapshot, which a panel task that has died would not do; nothing else in the firmware
changes by that.
"""

import sys

from vm_side import link, protocol

# What the record does not tell: phase, chosen minutes, rest s, heat left s, cue, cue count, profile, programme.
_PROFILE_PLACE = 3  # of pad.settings
extra = bytearray(protocol.EXTRA_SIZE)


def application():
    """The object that firmware/app.py keeps as `pad`, or None as long as there is none."""
    module = sys.modules.get("firmware.app")
    return getattr(module, "pad", None) if module else None


def due_application(now_us):
    """The application with its status refreshed, if the host wants the status by now; else None."""
    if now_us < link.reply[protocol.STATUS_US]:
        return None
    pad = application()
    if pad is not None:
        pad.status.refresh()
        _take_extra(pad.status)
    return pad


def _take_extra(status):
    extra[0] = status.phase
    extra[1] = status.chosen_minutes
    _put_u16(2, status.rest_s)
    _put_u16(4, status.heat_left_s)
    extra[6] = status.cue
    extra[7] = status.cue_count & 0xFF
    _take_chosen(getattr(status, "session", None))  # the stand-ins of tests may have none


def _take_chosen(session):
    """Compiled firmware has other names for these: a name that stays costs it heap."""
    settings = getattr(session, "settings", None)
    extra[8] = settings.values[_PROFILE_PLACE] if settings else protocol.UNKNOWN
    extra[9] = getattr(session, "programme", protocol.UNKNOWN)


def _put_u16(offset, value):
    extra[offset] = value & 0xFF
    extra[offset + 1] = value >> 8
