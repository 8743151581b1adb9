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
    "stop_reason": 0,
    "chosen_minutes": 15,
    "rest_s": 0,
    "heat_left_s": 900,
    "cue": 0,
    "cue_count": 0,
}

SESSION_DEFAULTS = {
    "programme": 0,
    "running_programme": 0,
    "below": 0,
    "first_use": False,
    "week_sessions": 255,
    "feet_differ": False,
    "foot_difference_cc": -32768,
    "foot_why": 0,
    "clean_due": False,
}

# Places of pad.settings that the panel reads
SETTINGS = {"profile": 3, "fahrenheit": 8, "volume": 9, "brightness": 10, "language": 12}

NEWS = (
    "state",
    "speed_step",
    "heat_level",
    "fault_code",
    "stop_reason",
    "foot_check_due",
    "pairing_open",
)


class PanelSession:
    """What the panel reads of pad.session.Session; `lost` and the values of pad.settings as well."""

    def __init__(self):
        self.settings = self
        self.values = b"\x0b\3\x1e\1\x0b\3\x0f\0\0\3\3\x0aen\0\1"
        self.lost = False
        for name, value in SESSION_DEFAULTS.items():
            setattr(self, name, value)

    def step_now(self):
        return max(self.speed_step - self.below, 1)

    def put(self, place, value):
        new = value.encode() if isinstance(value, str) else bytes((value,))
        self.values = self.values[:place] + new + self.values[place + len(new) :]


class PanelStatus:
    """Everything that the panel reads of pad.status.Status; `changes` are attributes by name.

    Those of the session and of its settings are named likewise.
    """

    def __init__(self, **changes):
        self.sequence = 0
        self.session = PanelSession()
        for name, value in DEFAULTS.items():
            setattr(self, name, value)
        self.change(**changes)

    def change(self, **changes):
        for name, value in changes.items():
            if name in SETTINGS:
                self.session.put(SETTINGS[name], value)
            elif name in SESSION_DEFAULTS or name == "lost":
                setattr(self.session, name, value)
            elif name in DEFAULTS:
                setattr(self, name, value)
            else:
                raise AttributeError(name)
        self.session.speed_step = self.speed_step
        self.sequence += 1
        self.news = [getattr(self, name) for name in NEWS] + [self.session.feet_differ, self.session.below]

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
