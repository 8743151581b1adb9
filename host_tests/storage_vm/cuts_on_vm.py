"""Runs on MicroPython: the power fails once at each operation of each write, and fails again when the pad goes on.

micropython cuts_on_vm.py SESSIONS_BEFORE SESSIONS TORN    what happened, as one JSON object on standard output
"""

import json
import os
import sys

from ram_flash import Power, PowerCut, formatted
from what_is_written import path_of, record_of, write, write_to, writes_of

from firmware import diary
from pad.diary_record import SIZE

BLOCKS = 32  # so few that littlefs also comes round and moves its folders about


def files_in(folder=""):
    """The content of every file by its path, all folders looked into."""
    found = {}
    for name, kind, *_ in os.ilistdir(folder or "/"):
        path = folder + "/" + name
        if kind == 0x4000:
            found.update(files_in(path))
        else:
            with open(path, "rb") as file:
                found[path] = file.read()
    return found


def without_beginnings(files):
    """Without files that were only begun: they say nothing to anybody."""
    return {path: content for path, content in files.items() if content and not path.endswith(".new")}


def check_readers(files):
    """The pad's own readers find what the files hold."""
    segments = sorted(path for path in files if path.startswith("/diary/"))
    if not segments:
        assert diary.newest() == 0
        return
    first, last = int(segments[0][7:], 16), int(segments[-1][7:], 16)
    oldest, newest = first * 32 + 1, last * 32 + len(files[segments[-1]]) // SIZE
    assert (diary.oldest(), diary.newest()) == (oldest, newest)
    record = bytearray(SIZE)
    for number in {oldest, min(oldest + 31, newest), max(oldest, newest - 1), newest}:
        assert diary.read(number, record)
        assert record == files[path_of(number)][(number - 1) % 32 * SIZE :][:SIZE]
    assert not diary.read(newest + 1, record)
    assert oldest == 1 or not diary.read(oldest - 1, record)


def check(before, after):
    """0 when all files are as before, 1 as after, 2 as after but for what is too old."""
    found = without_beginnings(files_in())
    neither_removed = before.copy()
    neither_removed.update(after)
    state = [before, after, neither_removed].index(found)
    check_readers(found)
    return state


class Trials:
    """A chip with what was written so far; `files` is what it must hold."""

    def __init__(self, torn):
        self._torn = torn
        self._power = Power()
        self.data = formatted(BLOCKS)
        self.files = {}
        self.start()

    def start(self, left=None):
        """Power comes; it fails again after so many operations."""
        self._flash = self._power.on(self.data, left, self._torn)

    def do(self, path, content):
        """Without any cut. How many operations it took."""
        operations = self._flash.operations
        write(path, content)
        write_to(self.files, path, content)
        return self._flash.operations - operations

    def cut(self, path, content, left):
        """Whether the power failed. It is back afterwards."""
        self.start(left)
        try:
            write(path, content)
            return False
        except PowerCut:
            return True
        finally:
            self.start()

    def cut_everywhere(self, path, content):
        """Do it once, after it was cut at each of its operations. How many cuts ended in which state."""
        image, before = bytes(self.data), self.files.copy()
        self.start()
        operations = self.do(path, content)
        after, image_after = self.files, bytes(self.data)
        states = [0, 0, 0]
        for left in range(operations):
            self.data[:] = image
            assert self.cut(path, content, left)
            state = check(before, after)
            states[state] += 1
            self.cut(path, content, left * 5 % 13)  # and the pad tries again
            assert check(before, after) >= state - 1, "what was new is old again"
            self.goes_on(path, content, after)
        self.data[:] = image
        assert not self.cut(path, content, operations)
        self.data[:] = image_after
        self.files = after
        return states

    def goes_on(self, path, content, after):
        """What was cut, and one more record: nothing is left of the cut."""
        self.files = after.copy()
        write(path, content)
        assert files_in() == after
        self.do(None, record_of(diary.newest() + 1, 0))
        assert files_in() == self.files
        check_readers(self.files)


def kind_of(path, content, files):
    """Which of the writes that there are, in words; "ring" begins a segment and removes one."""
    if path:
        return "replace " + path if path in files else "first " + path
    after = files.copy()
    write_to(after, path, content)
    if set(after) - set(files):
        segments = [len([path for path in some if path.startswith("/diary/")]) for some in (files, after)]
        return "first record" if segments[0] == 0 else "ring" if segments[0] == segments[1] else "new segment"
    return "append" if sum(map(len, after.values())) > sum(map(len, files.values())) else "overwrite"


def main(sessions_before, sessions, torn):
    """Writes of a pad in so many sessions, after others without a cut."""
    trials = Trials(torn)
    for number in range(1, sessions_before + 1):
        trials.start()
        for path, content in writes_of(number):
            trials.do(path, content)
    told = {}
    for number in range(sessions_before + 1, sessions_before + sessions + 1):
        for path, content in writes_of(number):
            kind = kind_of(path, content, trials.files)
            states = trials.cut_everywhere(path, content)
            told[kind] = [a + b for a, b in zip(told.get(kind, [0, 0, 0]), states)]  # noqa: B905  not on MicroPython
    print(json.dumps(told))


main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "torn")
