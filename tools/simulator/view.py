"""One picture of the pad for people: what its panel shows, what its parts do, and what the feet get."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from pad import session
from tools.phone_names import PROFILES, PROGRAMMES
from tools.simulator.vm_side.protocol import UNKNOWN

if TYPE_CHECKING:
    from tools.simulator.simulation import Simulation

INVALID_CC = -32768
PHASE_NAMES = ("self-test", "warm-up", "work", "cool-down")
HEAT_NAMES = ("off", "low", "medium", "high")
FEET_NAMES = {(False, False): "none", (True, True): "both", (True, False): "left", (False, True): "right"}
STARTING = "STARTING"  # the firmware has not said anything yet
SILENT = SimpleNamespace(
    state=0,
    phase=0,
    speed_step=0,
    heat_level=0,
    heater_duty_percent=0,
    left_cc=INVALID_CC,
    right_cc=INVALID_CC,
    remaining_s=0,
    chosen_minutes=0,
    profile=UNKNOWN,
    programme=UNKNOWN,
    rest_s=0,
    fault_code=0,
    heat_permitted=False,
    motor_permitted=False,
)

HINTS = {  # one line of 80 columns each
    STARTING: "The pad is starting.",
    "OFF": "s (START) asks for a look at the feet. t: minutes, f: profile, d: programme.",
    "CHECK": "Look at your feet. Well? s (START) after 3 s. Not well? Hold START 3 s: S.",
    "RUNNING": "s stops at once. f: faster, h: heat, t: five minutes more. x breaks something.",
    "STOPPED": "s (START) goes on within two minutes, from the lowest speed, without heat.",
    "DONE": "Look at your feet again. Well? s (START). Not well? Hold START 3 s: S.",
    "FAULT": "Mend what is broken (x), then hold START 5 s: S, and S again to let go.",
    "LOCKED": "Something was wrong with the feet. To unlock, hold START 5 s: S, S again.",
    "SAFE_MODE": "Too many resets: the pad only tells. p pulls the plug and puts it back.",
}


@dataclass(frozen=True)
class View:
    """The pad at one moment of simulated time.

    `left_c` and `right_c` are what the pad reads, None where it reads nothing; surfaces and skin are as warm as the
    model says. `held` is when each button that is held was pressed.
    """

    now_s: float
    state: str
    phase: str
    speed_step: int
    rpm: int
    motor_percent: int
    heat: str
    heater_percent: int
    heater_on: bool
    left_c: float | None
    right_c: float | None
    surface_left_c: float
    surface_right_c: float
    skin_left_c: float
    skin_right_c: float
    remaining_s: int
    chosen_minutes: int
    profile: str
    programme: str
    rest_s: int
    fault: str
    heat_permitted: bool
    motor_permitted: bool
    rail_closed: bool
    led: tuple[int, int, int]
    buzzer_hz: int
    display: bytes | None
    feet: str
    broken: tuple[str, ...]
    held: Mapping[str, float]

    @property
    def activity(self) -> str:
        """State, and what there is to say about it, in few words."""
        beside = {"RUNNING": self.phase, "FAULT": self.fault}.get(self.state, "")
        return f"{self.state} {beside}".rstrip()

    @property
    def time(self) -> str:
        """The time that is left, chosen, or to be rested, in words."""
        if self.state in ("RUNNING", "STOPPED"):
            return f"{clock(self.remaining_s)} left"
        if self.rest_s:
            return f"{clock(self.rest_s)} of rest"
        return f"{self.chosen_minutes} min chosen" if self.chosen_minutes else ""

    @property
    def manner(self) -> str:
        """Profile and programme, in words."""
        return f"{self.profile}, {self.programme}" if self.profile and self.programme else ""


def look(simulation: "Simulation", broken: tuple[str, ...] = (), held: Mapping[str, float] | None = None) -> View:
    """Take the picture. `broken` and `held` are the faults and buttons of the person at the keyboard."""
    status = simulation.status or SILENT
    plant = simulation.plant
    return View(
        now_s=simulation.now_s,
        state=session.STATE_NAMES[status.state] if simulation.status else STARTING,
        phase=PHASE_NAMES[status.phase],
        speed_step=status.speed_step,
        rpm=round(plant.rpm),
        motor_percent=round(simulation.motor_duty * 100),
        heat=HEAT_NAMES[status.heat_level],
        heater_percent=status.heater_duty_percent,
        heater_on=bool(simulation.heater_pin),
        left_c=degrees(status.left_cc),
        right_c=degrees(status.right_cc),
        surface_left_c=plant.surface_left_c,
        surface_right_c=plant.surface_right_c,
        skin_left_c=plant.skin_left_c,
        skin_right_c=plant.skin_right_c,
        remaining_s=status.remaining_s,
        chosen_minutes=status.chosen_minutes,
        profile=chosen(PROFILES, status.profile),
        programme=chosen(PROGRAMMES, status.programme),
        rest_s=status.rest_s,
        fault=fault_name(simulation, status.fault_code),
        heat_permitted=status.heat_permitted,
        motor_permitted=status.motor_permitted,
        rail_closed=bool(simulation.rail_closed),
        led=simulation.led,
        buzzer_hz=simulation.buzzer_hz,
        display=simulation.display,
        feet=FEET_NAMES[plant.foot_left, plant.foot_right],
        broken=broken,
        held=held or {},
    )


def chosen(names: tuple[str, ...], code: int) -> str:
    """The word for it; none where it is not known."""
    return "" if code == UNKNOWN else names[code]


def degrees(hundredths: int) -> float | None:
    """A reading of the firmware in degrees Celsius; None for an invalid one."""
    return None if hundredths == INVALID_CC else hundredths / 100


def fault_name(simulation: "Simulation", code: int) -> str:
    """The name of the latched fault, "" when there is none."""
    names = [fault.name for fault in simulation.faults_seen if fault.code == code]
    return names[-1] if names else ""


def clock(seconds: float) -> str:
    """12:31, or 1:02:31 from an hour on."""
    hours, rest = divmod(int(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def celsius(value: float | None) -> str:
    """A temperature with its unit, or dashes where none is read."""
    return "   -- °C" if value is None else f"{value:5.1f} °C"
