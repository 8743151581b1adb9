"""Chip, MicroPython, memory, and what the pad remembers, in words."""

from collections.abc import Iterable

from pad import fault_texts, faults, memory_record
from pad.kept import ENTRY_BYTES, Kept
from pad.limits import CRASH_LOOP_RESETS
from pad.settling import fault_in
from tools.board_files import OLDEST_MICROPYTHON
from tools.doctor.finding import Finding, Outcome, good
from tools.doctor.measure import Line
from tools.doctor.wiring import Wiring

LEAST_HEAP_BYTES = 88 * 1024  # what a session and a connected phone take, with a quarter to spare
LEAST_FLASH_BYTES = 32 * 1024  # settings, diary and bonds are written anew before the old ones go
PSRAM_PINS = (16, 17)  # of an ESP32 with PSRAM
RESETS = {
    1: "power came",
    2: "machine.reset(), or MicroPython itself crashed",
    3: "the watchdog",
    4: "waking from deep sleep",
    5: "a soft reset",
}
LAST_SHOWN = 5


def chip_of(about: Line) -> str:
    """The chip's name, the last word of what the port says about its board."""
    return (str(about["machine"]).split() or ["nothing that it names"])[-1]


def unknown_chip(about: Line, known: Iterable[str]) -> Finding:
    """There is no profile for this chip."""
    meaning = f"firmware/board.py has profiles for {', '.join(known)} only: nobody knows which pin is what."
    return Finding("Board", Outcome.NO_USE, f"the board says: {about['machine'] or 'nothing'}", meaning)


def judge_chip(about: Line, wiring: Wiring) -> Finding:
    """Whether the pins of the profile are those of this board. Until then no pin may be touched."""
    chip = chip_of(about)
    said = f"the board says: {about['machine']}"
    if chip != wiring.chip:
        return Finding(
            "Board",
            Outcome.NO_USE,
            said,
            f"The profile {wiring.name} is for another chip, {wiring.chip}: on this one its pins do other things.",
            (f"run it again with CHIP={chip}, if that is a profile of firmware/board.py",),
        )
    used = [signal for signal in ("LED", "BUZZER") if wiring.gpio(signal) in PSRAM_PINS]
    if chip == "ESP32" and "SPIRAM" in about["machine"] and used:
        return Finding(
            "Board",
            Outcome.NO_USE,
            said,
            "This module has PSRAM, which needs GPIO16 and GPIO17 for itself.",
            tuple(f"give {wiring.wire(signal)} another pin, there and in firmware/board.py" for signal in used),
        )
    return good("Board", f"{chip}, as the profile {wiring.name} wants")


def judge_micropython(about: Line) -> Finding:
    """Whether this MicroPython is new enough."""
    version = ".".join(map(str, about["micropython"]))
    if tuple(about["micropython"][:2]) >= OLDEST_MICROPYTHON:
        return good("MicroPython", version)
    return Finding(
        "MicroPython",
        Outcome.NO_USE,
        version,
        "FootPad needs 1.24 or newer.",
        ("put a newer one onto the board with make flash; that erases what is on it",),
    )


def judge_memory(about: Line) -> list[Finding]:
    """Heap and flash that are left."""
    heap, flash = about["heap_free"], about["flash_free"]
    heap_said = f"{heap // 1024} KB free"
    flash_said = f"{flash // 1024} of {about['flash_bytes'] // 1024} KB free"
    found = [good("Working memory", heap_said), good("Flash", flash_said)]
    if heap < LEAST_HEAP_BYTES:
        meaning = f"A session with a phone needs {LEAST_HEAP_BYTES // 1024} KB: the pad may stop with a memory error."
        advice = "use a MicroPython image of the standard kind for this chip"
        found[0] = Finding("Working memory", Outcome.FLAW, heap_said, meaning, (advice,))
    if flash < LEAST_FLASH_BYTES:
        meaning = "Settings and faults may not be kept."
        advice = "remove files from the board that are not FootPad's; make deploy and make flash know which are"
        found[1] = Finding("Flash", Outcome.FLAW, flash_said, meaning, (advice,))
    return found


def judge_last_reset(about: Line) -> Finding:
    """Why the board started last. A tool that puts it into maintenance does that by a reset."""
    cause = about["reset_cause"]
    return good("Last start", f"by {RESETS.get(cause, f'cause {cause}')}")


def judge_remembered(remembered: Line) -> list[Finding]:
    """Faults and restarts that the pad remembers: a note, because what is wrong now is what the tests say."""
    record = bytes.fromhex(remembered["record"])
    kept = Kept(None if remembered["kept"] is None else bytes.fromhex(remembered["kept"]))
    known = memory_record.is_valid(record)
    if kept.is_new and not known:
        return [good("Remembered faults", "none: this pad has not run yet, or another version of FootPad has")]
    code, reading = fault_in(record) if known else (kept.standing, kept.reading)
    resets = record[memory_record.RESETS_OFFSET] if known else kept.resets
    cause = record[memory_record.CAUSE_OFFSET] if known else kept.cause
    return [_fault(code, reading), _restarts(resets, cause), *_history(kept)]


def _fault(code: int, reading: int) -> Finding:
    if code == faults.NONE:
        return good("Fault that stands", "none")
    said = f"{code}, {fault_texts.name(code)}: {fault_texts.sentence(code, reading)}"
    advice = [fault_texts.way_out(code), "when the cause is gone, hold START for five seconds"]
    return Finding("Fault that stands", Outcome.NOTE, said, "The pad has stopped itself and waits.", advice)


def _restarts(resets: int, cause: int) -> Finding:
    if not resets:
        return good("Restarts", "none that nobody wanted since the last clean minute")
    said = f"{resets} that nobody wanted, the last one by {RESETS.get(cause, f'cause {cause}')}"
    meaning = "The pad has restarted in the middle of something."
    if resets >= CRASH_LOOP_RESETS:
        meaning = "The pad has restarted again and again, and stays in safe mode until its plug is pulled."
    advice = ["a weak supply, or one that motor and heater pull down", "a loose USB or supply plug", "make monitor"]
    return Finding("Restarts", Outcome.NOTE, said, meaning, advice)


def _history(kept: Kept) -> list[Finding]:
    if kept.damaged:
        return [Finding("Last faults", Outcome.NOTE, "the file kept.bin cannot be read: damaged, or another version's")]
    codes = list(kept.entries[::ENTRY_BYTES])[-LAST_SHOWN:]
    if not codes:
        return []
    names = ", ".join(f"{code} {fault_texts.name(code)}" for code in reversed(codes))
    return [Finding("Last faults", Outcome.NOTE, f"newest first: {names}; {kept.count} in all")]
