"""The diary in flash: a ring of records as pad.diary_record has them. Loaded when it is needed, and forgotten.

Record n is in the file /diary/SEGMENT, four hexadecimal digits, with 32 records each. Whoever writes makes sure that
the rail is open: erasing flash stops the whole VM. A power cut leaves every file as it was or as it was to be.
"""

import os
import struct
from errno import EEXIST, ENOENT

from pad.diary_record import NUMBER, SIZE, is_valid

FOLDER = "/diary"
IN_SEGMENT = 32
SEGMENTS = 14  # one goes when another comes: there are always more than 400 records


def newest():
    """The number of the newest record, 0 when there is none. OSError when the folder cannot be read."""
    _, last, its_bytes = _segments()
    return last * IN_SEGMENT + min(its_bytes // SIZE, IN_SEGMENT)


def oldest():
    """The lowest number that may be there. OSError when the folder cannot be read."""
    first, _, _ = _segments()
    return first * IN_SEGMENT + 1


def read(number, into):
    """Fill `into`, SIZE bytes, with this record. False when it is not there or not whole."""
    return look_back(number, number, into, _found)


def look_back(newest, oldest, into, take):
    """Fill `into` with one whole record after the other, newest first, until `take` says so. Whether it has."""
    while newest >= max(1, oldest):
        segment = (newest - 1) // IN_SEGMENT
        last = max(oldest, segment * IN_SEGMENT + 1)
        try:
            with open(_path(segment), "rb") as file:  # once for all of its records: opening takes the longest
                for number in range(newest, last - 1, -1):
                    file.seek((number - 1) % IN_SEGMENT * SIZE)
                    if file.readinto(into) == SIZE and is_valid(into) and _number_of(into) == number and take(into):
                        return True
        except OSError:  # it is not there
            pass
        newest = last - 1
    return False


def _found(_record):
    return True


def write(record):
    """Append this record, or replace the one with its number; then remove what is too old. OSError if it fails."""
    place = _number_of(record) - 1
    segment = place // IN_SEGMENT
    with _open(_path(segment)) as file:
        file.seek(place % IN_SEGMENT * SIZE)
        file.write(record)
    # Each time, since power may have been lost before.
    first = _segments()[0]
    while first <= segment - SEGMENTS:
        os.remove(_path(first))
        first = _segments()[0]


def _number_of(record):
    return struct.unpack_from("<I", record, NUMBER)[0]


def _path(segment):
    return "%s/%04x" % (FOLDER, segment)


def _open(path):
    """For writing anywhere in it: what is there stays until the file is closed."""
    try:
        return open(path, "r+b")
    except OSError as error:
        if error.errno != ENOENT:
            raise
    try:
        os.mkdir(FOLDER)
    except OSError as error:
        if error.errno != EEXIST:
            raise
    return open(path, "wb")


def _segments():
    """The first segment, the last one, and how many bytes that has; zeros when there is none."""
    first = last = its_bytes = 0
    found = False
    try:
        # To its end: littlefs keeps a listing open until then.
        for name, *_, size in os.ilistdir(FOLDER):
            segment = _segment_of(name)
            if segment < 0:
                continue
            first = min(first, segment) if found else segment
            if segment >= last:
                last, its_bytes = segment, size
            found = True
    except OSError as error:
        if error.errno != ENOENT:
            raise
    return first, last, its_bytes


def _segment_of(name):
    """-1 for a file that is none of ours."""
    try:
        segment = int(name, 16)
    except ValueError:
        return -1
    return segment if _path(segment) == "%s/%s" % (FOLDER, name) else -1
