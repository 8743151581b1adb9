"""Finds the running application, as a debugger would.

It asks the status for a fresh snapshot, which a panel task that has died would not do; nothing else in the firmware
changes by that.
"""

import sys

from vm_side import link, protocol


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
    return pad
