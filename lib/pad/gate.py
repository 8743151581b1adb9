"""The gate between what the controllers want and what the pins do."""

from pad.limits import PERMIT_MS


class Gate:
    """Passes an output only while a fresh Permit stands. It knows nothing of why.

    A Permit is what the guard granted last, together with its age. The age comes from outside, in milliseconds,
    so that no clock and no wrap of one reaches this logic.
    """

    def __init__(self):
        self.motor_permitted = False
        self.heat_permitted = False

    def grant(self, motor, heat):
        """Replace the Permit: two booleans, from the guard only."""
        self.motor_permitted = motor
        self.heat_permitted = heat

    def revoke(self):
        """Nothing is permitted until the next grant."""
        self.motor_permitted = False
        self.heat_permitted = False

    def motor_duty(self, wanted_permille, age_ms):
        """The duty that may reach the motor: what is wanted, or 0."""
        if self.motor_permitted and 0 <= age_ms <= PERMIT_MS:
            return wanted_permille
        return 0

    def heater_on(self, wanted, age_ms):
        """Whether the heater may be on."""
        return wanted and self.heat_permitted and 0 <= age_ms <= PERMIT_MS
