"""A status without a pad behind it, for tests of what the panel shows. Runs on MicroPython as well."""

DEFAULTS = {
    "state": 0,
    "phase": 2,
    "speed_step": 1,
    "rpm": 1000,
    "heat_level": 0,
    "left_cc": 2900,
    "right_cc": 3000,
    "remaining_s": 900,
    "elapsed_s": 0,
    "fault_code": 0,
    "fault_reading": 0,
    "foot_check_due": False,
    "pairing_open": False,
    "feet_differ": False,
    "stop_reason": 0,
    "chosen_minutes": 15,
    "rest_s": 0,
    "heat_left_s": 900,
    "cue": 0,
    "cue_count": 0,
}

NEWS = (
    "state",
    "speed_step",
    "heat_level",
    "fault_code",
    "stop_reason",
    "foot_check_due",
    "pairing_open",
    "feet_differ",
)


class PanelStatus:
    """Everything that the panel reads of pad.status.Status; `changes` are attributes by name."""

    def __init__(self, **changes):
        self.sequence = 0
        for name, value in DEFAULTS.items():
            setattr(self, name, value)
        self.change(**changes)

    def change(self, **changes):
        for name, value in changes.items():
            if name not in DEFAULTS:
                raise AttributeError(name)
            setattr(self, name, value)
        self.sequence += 1
        self.news = [getattr(self, name) for name in NEWS]

    def look(self):
        """It is always fresh."""

    def tell(self, cue):
        """As the session does it."""
        self.cue = cue
        self.cue_count += 1
        self.sequence += 1


def lines_of(screen):
    """What a pad.screen.Screen says, as four texts."""
    return [bytes(screen.letters[at : at + 16]).split(b"\0")[0].decode() for at in range(0, 64, 16)]
