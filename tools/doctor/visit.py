"""One visit of the doctor: every check in its order, with what is asked in between."""

from collections.abc import Callable, Mapping

from tools.board_code import compiled_files
from tools.board_files import Files, board_constants, board_files, profiles
from tools.doctor import judge_buttons, judge_chip, judge_files, judge_rail, judge_sensors, judge_shown, plans
from tools.doctor.finding import Finding, Outcome, untested
from tools.doctor.measure import Board, Line, measure
from tools.doctor.person import Person
from tools.doctor.power import Power, left_out
from tools.doctor.script import Scripts
from tools.doctor.wiring import Wiring
from tools.serial_port import BoardError

REST_MS = 500
PRESS_LONGEST_MS = 8_000
PRESS_TRIES = 2
SAMPLES, PAUSE_MS = 20, 25  # half a second
HAND_LOOKS = 80  # of half a second each
FEET_OFF = (
    "Now the relay will click, and the motor will turn, twice at most, for up to two seconds: watch it. Jumper JP1 "
    "open, then plug in the 12 V supply. Take your feet and everything else off the pad. Are they off?"
)


class Visit:
    """Looks over one board and collects findings. `chip`: a profile's name, None for that of the chip which answers.

    `person`: None to ask nothing; then nothing moves or heats either. `tell` hears of each finding at once.
    """

    def __init__(self, board: Board, chip: str | None, person: Person | None, tell: Callable[[Finding], None]) -> None:
        self.findings: list[Finding] = []
        self._board = board
        self._chip = chip
        self._person = person
        self._tell = tell
        self._files = board_files()
        self._scripts = Scripts(self._files)

    def run(self) -> list[Finding]:
        """Everything. BoardError when the board cannot be asked; NobodyThere when the person goes."""
        about = self._measure("about", "tell")[0]
        if about["application"]:
            raise BoardError("the pad's program runs: the doctor needs the board in maintenance")
        if not self._choose_profile(about):
            self._add(untested("Wiring", "it is not known which pin is what"))
            return self.findings
        self._check_software(about)
        believable = self._check_at_rest()
        if self._person is None:
            self._add(*(untested(part, "nobody was asked") for part in self._needs_person()))
        else:
            self._check_with(self._person, believable)
        return self.findings

    def _add(self, *findings: Finding) -> None:
        for finding in findings:
            self.findings.append(finding)
            self._tell(finding)

    def _measure(self, check: str, function: str, *arguments: object) -> list[Line]:
        return measure(self._board, self._scripts, check, function, *arguments)

    # --- What board this is -------------------------------------------------------------------------------------------

    def _choose_profile(self, about: Line) -> bool:
        """Take the profile's pins, if they can be those of this board."""
        chip = self._chip or judge_chip.chip_of(about)
        if chip not in profiles():
            self._add(judge_chip.unknown_chip(about, profiles()))
            return False
        self._files = board_files(board=profiles()[chip])
        self._wiring = Wiring(board_constants(self._files))
        finding = judge_chip.judge_chip(about, self._wiring)
        self._add(finding)
        if finding.outcome == Outcome.GOOD:
            self._scripts = Scripts(self._files)
        return finding.outcome == Outcome.GOOD

    def _check_software(self, about: Line) -> None:
        self._add(judge_chip.judge_micropython(about), *judge_chip.judge_memory(about))
        self._add(judge_chip.judge_last_reset(about))
        found = {line["path"]: line["sha256"] for line in self._measure("files", "tell")}
        compiled = compiled_files(self._files)
        self._add(*judge_files.judge_files(found, compiled, board_files(), self._other_boards, self._version))
        self._add(*judge_chip.judge_remembered(self._measure("remembered", "tell")[0]))

    def _other_boards(self) -> Mapping[str, Files]:
        others = {chip: constants for chip, constants in profiles().items() if chip != self._wiring.chip}
        return {chip: compiled_files(board_files(board=constants)) for chip, constants in others.items()}

    def _version(self) -> str | None:
        lines = self._measure("files", "read", judge_files.SAY_VERSION)
        return judge_files.version_in(bytes.fromhex(line["content"]) for line in lines)

    # --- What needs nobody --------------------------------------------------------------------------------------------

    def _check_at_rest(self) -> bool:
        """Sensors, buttons, display. Returns whether the thermistors can be believed."""
        wiring = self._wiring
        believable = False
        if wiring.has_heat:
            found = judge_sensors.judge_analog(self._analog(), wiring)
            self._add(*found)
            believable = judge_sensors.is_believable(found)
            level = self._measure("contacts", "level", wiring.gpio("HEATER_SENSE"))[0]["level"]
            self._add(judge_rail.judge_level_at_rest(level, wiring))
        self._at_rest = judge_buttons.judge_rest(self._watch(REST_MS, False), wiring)
        self._add(*self._at_rest)
        if wiring.has_display:
            self._add(judge_shown.judge_bus(self._measure("shown", "bus")[0], wiring))
        return believable

    def _analog(self) -> Line:
        return self._measure("analog", "tell", SAMPLES, PAUSE_MS)[0]

    def _watch(self, longest_ms: int, until_pressed: bool) -> Line:
        gpios = [self._wiring.gpio(button) for button in self._wiring.buttons]
        return self._measure("contacts", "watch", gpios, longest_ms, until_pressed)[0]

    def _needs_person(self) -> list[str]:
        wiring = self._wiring
        parts = [judge_buttons.name_of(button) for button in wiring.buttons]
        parts += ["LED"] if wiring.has_led else []
        parts += ["Buzzer"] if wiring.has_buzzer else []
        parts += [finding.part for finding in left_out(wiring, "")]
        return parts + (["Thermistors under their halves"] if wiring.has_heat else [])

    # --- What needs somebody ------------------------------------------------------------------------------------------

    def _check_with(self, person: Person, believable: bool) -> None:
        wiring = self._wiring
        wrong = {finding.part for finding in self._at_rest}
        for button in wiring.buttons:
            if judge_buttons.name_of(button) not in wrong:
                self._add(self._check_button(button, person))
        if wiring.has_led:
            self._measure("shown", "light")
            seen = person.yes("light seen", "Did the LED shine red, then green, then blue?")
            self._add(judge_shown.judge_light(seen, wiring))
        if wiring.has_buzzer:
            self._measure("shown", "tone")
            self._add(judge_shown.judge_tone(person.yes("tone heard", "Did you hear a tone?"), wiring))
        self._check_power(person, believable)
        if wiring.has_heat:
            self._check_hands(person)

    def _check_button(self, button: str, person: Person) -> Finding:
        for _ in range(PRESS_TRIES):
            person.tell(f"press {button}", f"Press {button} once now, and let go.")
            finding = judge_buttons.judge_press(button, self._watch(PRESS_LONGEST_MS, True), self._wiring)
            if finding.outcome == Outcome.GOOD:
                break
        return finding

    def _check_power(self, person: Person, believable: bool) -> None:
        if not person.yes("feet off", FEET_OFF):
            self._add(*left_out(self._wiring, "the feet are on the pad"))
            return
        self._add(*Power(self._drive, person, self._wiring, believable).check())

    def _drive(self, plan: list[plans.Phase]) -> list[Line]:
        return self._measure("drive", "run", plan, plans.COOL_CC)

    def _check_hands(self, person: Person) -> None:
        for side in judge_sensors.SIDES:
            name = judge_sensors.part(side)
            if any(finding.part == name and finding.outcome != Outcome.GOOD for finding in self.findings):
                self._add(untested(f"{name} under the {side} half", "it does not answer"))
            else:
                self._add(self._check_hand(side, person))

    def _check_hand(self, side: str, person: Person) -> Finding:
        before = self._analog()
        person.ready(f"hand {side}", f"Lay a warm hand flat on the {side} half and leave it there for a minute.")
        now = before
        for _ in range(HAND_LOOKS):
            now = self._analog()
            if judge_sensors.felt(side, before, now):
                break
        person.ready("hand off", "Take the hand off.")
        return judge_sensors.judge_hand(side, before, now, self._wiring)
