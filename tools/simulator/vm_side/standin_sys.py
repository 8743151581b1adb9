"""Stand-in for the port's `sys`: says which chip it is and how old MicroPython is; the rest is the VM's own."""

import sys
from collections import namedtuple

_Implementation = namedtuple("implementation", ("name", "version", "_machine", "_mpy", "_build"))


class System:
    """In the place of the module. `version` is that of MicroPython, (1, 28, 0); `machine` names board and chip."""

    def __init__(self, version, machine):
        for attribute in dir(sys):
            setattr(self, attribute, getattr(sys, attribute))
        name, _, _, mpy = sys.implementation[:4]
        self.implementation = _Implementation(name, tuple(version) + ("",), machine, mpy, "ESP32_GENERIC")
