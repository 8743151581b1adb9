"""Lets VM and board take turns: the VM runs to its next message, the board follows to the same moment, and so on.

It also is what restarts the chip: after a reset of any kind a new VM process starts on the same flash and registers.
"""

import json
import time
from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, BinaryIO

from tools.simulator import filesystem
from tools.simulator.bench import BARE, Bench
from tools.simulator.board import Board
from tools.simulator.vm import SILENCE_LIMIT_S, SimulatorError, VirtualMachine, VmEnded, VmSilent
from tools.simulator.vm_side import protocol

if TYPE_CHECKING:
    from tools.simulator.radio import Radio
    from tools.simulator.serial_line import SerialLine

# From a reset to the first line of boot.py: ROM, boot loader and IDF, or only MicroPython's own start.
BOOT_US = 300_000
SOFT_BOOT_US = 30_000
# The host has a say at least so often, whatever the firmware does.
LONGEST_TURN_US = 200_000
# So long the REPL may keep the host waiting before it looks after other things.
PROMPT_TURN_S = 0.02
CAUSES = {
    protocol.PWRON_RESET: "power-on",
    protocol.HARD_RESET: "machine.reset",
    protocol.WDT_RESET: "watchdog",
    protocol.SOFT_RESET: "soft reset",
}

Settings = dict[str, object]


class Lockstep:
    """The chip in time. `flash` is an open file with the board's flash; `hidden` are names that `machine` lacks.

    `radio` is what `bluetooth` talks to, if the chip has it.

    `on_text`, `on_status` and `on_reset` are called with a printed line, with the bytes of a status, and with the name
    of a reset's cause.
    """

    def __init__(
        self,
        board: Board,
        flash: BinaryIO,
        micropython: str,
        core: int | None,
        heap_bytes: int | None,
        ticks_start_ms: int,
        hidden: Sequence[str],
        radio: "Radio | None" = None,
        bench: Bench = BARE,
    ) -> None:
        self.on_text: Callable[[str], None] = lambda line: None
        self.on_status: Callable[[bytes], None] = lambda status: None
        self.on_reset: Callable[[str], None] = lambda cause: None
        self.stand_in_bytes = 0
        self._board = board
        self._flash = flash
        self._start_vm = lambda: VirtualMachine(micropython, flash, heap_bytes, core, bench)
        self._ticks_start_us = ticks_start_ms * 1000
        self._hidden = list(hidden)
        self._radio = radio
        self._bench = bench
        self._serial = bench.serial
        self._vm: VirtualMachine | None = None
        self._owes_message = False  # the VM has its reply, and has not sent the next message
        self._at_prompt = False
        self._reply = array("q", [0] * protocol.REPLY_WORDS)
        self._answer = b""
        self._line = ""
        self._watchdog = (protocol.FAR, 0)
        self._powered_us = 0
        self._cause = protocol.PWRON_RESET
        self._wakes_us = BOOT_US
        self._wake = self._boot

    # --- Turns --------------------------------------------------------------------------------------------------------

    def turn(self, until_us: int, status_us: int) -> None:
        """Let time go on to `until_us` or to the VM's next message; it brings the status from `status_us` on."""
        until_us = min(until_us, self._board.now_us + LONGEST_TURN_US)
        if self._radio is not None:
            until_us = min(until_us, self._radio.next_us)
        if self._vm is None:
            self._wait(until_us)
        else:
            self._let_run(self._vm, until_us, status_us)

    def _wait(self, until_us: int) -> None:
        self._advance(min(until_us, self._wakes_us))
        if until_us >= self._wakes_us:
            self._wake()

    def _advance(self, to_us: int) -> None:
        to_us = max(to_us, self._board.now_us)  # the VM's clock is behind when it has waited for somebody who types
        self._board.advance(to_us)
        if self._radio is not None:
            self._radio.advance(to_us)

    def _let_run(self, vm: VirtualMachine, until_us: int, status_us: int) -> None:
        if not self._owes_message:
            self._obey_ctrl_c()
            self._fill_reply(vm, until_us, status_us)
            vm.send(self._reply, self._answer)
            self._answer = b""
            self._owes_message = True
        try:
            if self._serial is not None and not self._carry(self._serial, vm, until_us):
                return
            payload = vm.receive()
        except VmSilent:
            self._give_up(vm)
        except VmEnded:
            if not self._at_prompt:
                raise
            self.reset(protocol.SOFT_RESET)  # Ctrl-D
        else:
            self._owes_message = False
            self._take(vm, payload)

    def _obey_ctrl_c(self) -> None:
        if self._serial is not None and self._serial.interrupted:
            self._serial.interrupted = False
            self.command(protocol.INTERRUPT)

    def _carry(self, serial: "SerialLine", vm: VirtualMachine, until_us: int) -> bool:
        """Pass on what is typed and printed; returns whether a message has come. At the prompt time is real."""
        if not self._at_prompt:
            if not serial.relay(vm.fileno(), SILENCE_LIMIT_S):
                raise VmSilent
            return True
        began = time.monotonic()
        has_message = serial.relay(vm.fileno(), min(PROMPT_TURN_S, (until_us - self._board.now_us) / 1e6))
        self._advance(min(until_us, self._board.now_us + round((time.monotonic() - began) * 1e6)))
        if self._board.now_us >= self._watchdog[0]:
            self.reset(protocol.WDT_RESET)
            return False
        return has_message

    def _fill_reply(self, vm: VirtualMachine, until_us: int, status_us: int) -> None:
        reply = self._reply
        board = self._board
        reply[protocol.NEXT_US] = until_us
        reply[protocol.BOARD_US] = board.now_us
        reply[protocol.STATUS_US] = status_us
        reply[protocol.LEVELS] = board.levels()
        reply[protocol.TACH_EDGES] = board.plant.tach_edges()
        reply[protocol.BUS_STATE] = board.bus_state
        reply[protocol.COMMAND] = protocol.NO_COMMAND
        reply[protocol.REPLY_SIZE] = len(self._answer)
        reply[protocol.RADIO_US] = protocol.FAR if self._radio is None else self._radio.pending_us
        reply[protocol.RADIO_RESULT] = 0 if self._radio is None else self._radio.result
        if vm.words[protocol.KIND] == protocol.INPUTS:
            for gpio, microvolts in board.convert():
                reply[protocol.FIRST_ADC + gpio - board.kind.first_adc] = microvolts

    def _take(self, vm: VirtualMachine, payload: bytes) -> None:
        words = vm.words
        board = self._board
        end = protocol.FIRST_CHANGE + 2 * words[protocol.CHANGE_COUNT]
        for at in range(protocol.FIRST_CHANGE, end, 2):
            change = words[at + 1]
            board.apply(words[at], change >> protocol.SIGNAL_SHIFT, change & 0xFFFFFFFF)
        self._advance(words[protocol.NOW_US])
        self._watchdog = (words[protocol.WATCHDOG_US], words[protocol.WATCHDOG_TIMEOUT_US])
        self._report_text(vm.read_output())
        kind = words[protocol.KIND]
        if kind <= protocol.TEXT:
            if payload:
                self.on_status(payload)
        else:
            self._take_special(kind, words[protocol.DETAIL], payload)

    def _take_special(self, kind: int, detail: int, payload: bytes) -> None:
        if kind == protocol.BUS:
            self._board.display.receive(payload)
        elif kind == protocol.RTC_WRITE:
            self._board.chip.rtc_memory = payload
        elif kind == protocol.RTC_READ:
            self._answer = self._board.chip.rtc_memory
        elif kind == protocol.RTC_SET:
            self._board.chip.rtc_offset_us = detail
        elif kind == protocol.RADIO:
            assert self._radio is not None
            self._answer = self._radio.request(detail, payload)
        elif kind == protocol.STARTED:
            self.stand_in_bytes = detail
        elif kind == protocol.PROMPT:
            self._at_prompt = True
            assert self._serial is not None
            self._serial.interrupted = False
        elif kind == protocol.RESET:
            self.reset(detail)

    def _report_text(self, text: str) -> None:
        if not text:
            return
        *lines, self._line = (self._line + text.replace("\r", "")).split("\n")
        for line in lines:
            self.on_text(line)

    # --- Resets -------------------------------------------------------------------------------------------------------

    def reset(self, cause: int, off_us: int = 0) -> None:
        """The chip resets now, and starts again when it has been without power for `off_us`."""
        self.end()
        self._board.reset(cause)
        if self._radio is not None:
            self._radio.reset(cause)
        self.on_reset(CAUSES[cause])
        if self._serial is not None:
            self._serial.chip_resets(cause)
        self._cause = cause
        if cause == protocol.SOFT_RESET:
            self._wakes_us = self._board.now_us + SOFT_BOOT_US
        else:
            self._watchdog = (protocol.FAR, 0)
            self._powered_us = self._board.now_us + off_us
            self._wakes_us = self._powered_us + BOOT_US
        self._wake = self._boot

    def end(self) -> None:
        """End the VM's process, if there is one."""
        if self._vm is not None:
            self._vm.kill()
            self._vm = None
            self._line = ""
            self._owes_message = self._at_prompt = False
            if self._serial is not None:
                self._serial.end_terminal()

    def _give_up(self, vm: VirtualMachine) -> None:
        """The firmware loops without touching anything: the only thing that can happen is the watchdog."""
        self._report_text(vm.read_output())
        self.end()
        if self._watchdog[0] >= protocol.FAR:
            raise SimulatorError("the firmware loops without end, and no watchdog is armed")
        self._wakes_us = self._watchdog[0]
        self._wake = lambda: self.reset(protocol.WDT_RESET)

    def _boot(self) -> None:
        self._vm = vm = self._start_vm()
        try:
            vm.receive()
            self._answer = json.dumps(self._settings()).encode()
            self._let_run(vm, self._board.now_us, protocol.FAR)
        except VmSilent:
            raise SimulatorError("the MicroPython VM does not start") from None

    def _settings(self) -> Settings:
        board = self._board
        values = board.plant.parameters
        watchdog_us, watchdog_timeout_us = self._watchdog
        return {
            "now_us": board.now_us,
            "ticks_base_us": self._ticks_start_us - self._powered_us,
            "rtc_offset_us": -self._powered_us if board.chip.rtc_offset_us is None else board.chip.rtc_offset_us,
            "cause": self._cause,
            "switch_us": round(values["switch_us"]),
            "idle_tick_us": round(values["idle_tick_ms"] * 1000),
            "collection_us": round(values["gc_ms"] * 1000),
            "erase_us": round(values["erase_ms"] * 1000),
            "program_us": round(values["program_ms"] * 1000),
            "flash_blocks": filesystem.BLOCK_COUNT,
            "display_address": board.display_address,
            "physical_inputs": 1 << board.gpio["HEATER_SENSE"] if board.has_heat else 0,
            "pins": sum(1 << gpio for gpio in range(board.kind.pins) if gpio not in board.kind.missing),
            "first_input_only": board.kind.first_input_only,
            "first_adc": board.kind.first_adc,
            "adc_channels": board.kind.adc_channels,
            "hidden": [*self._hidden, *board.kind.lacks],
            "radio": self._radio is not None,
            "serial": self._serial is not None,
            "implementation": self._bench.implementation,
            "flash_log": self._bench.flash_log.fileno() if self._bench.flash_log else 0,
            "watchdog_us": watchdog_us,
            "watchdog_timeout_us": watchdog_timeout_us,
            **board.chip.register_bits(),
        }

    def set_clock(self, rtc_us: int) -> bool:
        """Set the real-time clock, microseconds since 2000. False when nothing runs that could take it."""
        if self._vm is None:
            return False
        ahead_us = rtc_us - self._board.now_us
        self._board.chip.rtc_offset_us = ahead_us
        self.command(protocol.SET_CLOCK, str(ahead_us))
        return True

    # --- Commands -----------------------------------------------------------------------------------------------------

    def command(self, code: int, name: str = "") -> int:
        """Do something to the running firmware (see protocol.py), in no time; NO_APPLICATION when none runs."""
        vm = self._vm
        if vm is None or self._owes_message:
            return protocol.NO_APPLICATION
        self._fill_reply(vm, self._board.now_us, protocol.FAR)
        self._reply[protocol.COMMAND] = code
        self._reply[protocol.REPLY_SIZE] = len(name)
        kind = vm.words[protocol.KIND]
        vm.send(self._reply, name.encode())
        vm.receive()
        result = vm.words[protocol.DETAIL]
        # The message that came before still waits for its reply.
        vm.words[protocol.KIND] = kind
        return result
