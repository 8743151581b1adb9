"""Gives a board's traceback the names of the sources: `python -m tools.read_traceback < traceback.txt`.

The sources must be those that the board has.
"""

import re
import sys
from collections.abc import Mapping

from tools.board_code import board_sources
from tools.board_files import project_files

FRAME = re.compile(r'  File "([\w.]+)", line \d+, in (?P<name>\w+)')
NAME = re.compile(r"(?P<name>\w+)(?='|\(\))")  # as an error's text says it: 'name' or name()


def read_traceback(text: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """The text with long names; `names` as from tools.board_code.board_sources."""
    known: Mapping[str, str] = {}  # in the file of the last frame
    lines = []
    for line in text.splitlines():
        frame = FRAME.match(line)
        if frame:
            known = names.get(frame[1], {})
        lines.append(_lengthened(line, FRAME if frame else NAME, known))
    return "\n".join(lines)


def _lengthened(line: str, pattern: re.Pattern[str], known: Mapping[str, str]) -> str:
    for said in reversed(list(pattern.finditer(line))):
        start, end = said.span("name")
        line = line[:start] + known.get(line[start:end], line[start:end]) + line[end:]
    return line


if __name__ == "__main__":
    print(read_traceback(sys.stdin.read(), board_sources(project_files())[1]))
