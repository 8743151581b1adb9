"""Runs on MicroPython: the diary meets what it has not written itself.

micropython odd_folders_on_vm.py SCENE    "fine" on standard output, or an AssertionError
"""

import os
import sys

from ram_flash import RamFlash, formatted, mount
from what_is_written import path_of, record_of, write_to

from firmware import diary
from pad.diary_record import SIZE

ENOTDIR, ENOSPC = 20, 28  # not among those that MicroPython names
record = bytearray(SIZE)


def put(path, content):
    """A file that somebody else has written."""
    with open(path, "wb") as file:
        file.write(content)


def fails(act, *arguments):
    """The number of the error that it raises, 0 when it does not."""
    try:
        act(*arguments)
    except OSError as error:
        return error.errno
    return 0


def write_all(first, last):
    """So many records."""
    for number in range(first, last + 1):
        diary.write(record_of(number, 1))


def found():
    """The numbers of all records that can be read, of all that could be there."""
    return [number for number in range(diary.newest() + 3) if diary.read(number, record)]


def content_of(numbers):
    """A segment with these records, whatever their place."""
    return b"".join(bytes(record_of(number, 1)) for number in numbers)


def empty():
    """No folder, then an empty one."""
    assert (diary.newest(), diary.oldest(), found()) == (0, 1, [])
    os.mkdir("/diary")
    assert (diary.newest(), diary.oldest(), found()) == (0, 1, [])
    write_all(1, 1)
    assert (diary.newest(), diary.oldest(), found()) == (1, 1, [1])


def damaged():
    """Each bit of a record is looked at, and no other record suffers."""
    write_all(1, 40)
    for place in range(SIZE):
        content = bytearray(content_of(range(1, 33)))
        content[4 * SIZE + place] ^= 1
        put(path_of(1), content)
        assert found() == [number for number in range(1, 41) if number != 5]
    diary.write(record_of(5, 2))
    assert found() == list(range(1, 41))


def elsewhere():
    """A whole record that has another number than its place says."""
    write_all(1, 3)
    put(path_of(1), content_of((1, 3, 3)))
    assert found() == [1, 3]


def cut_short():
    """A segment with a part of a record at its end: it is written over, and nothing old is taken for it."""
    write_all(1, 3)
    put(path_of(1), content_of((1, 2, 3))[: 2 * SIZE + 39])
    assert diary.newest() == 2
    assert diary.read(2, record)
    record[:] = record_of(3, 1)
    assert not diary.read(3, record)
    write_all(3, 3)
    assert found() == [1, 2, 3]


def too_long():
    """More in a segment than 32 records."""
    write_all(1, 1)
    put(path_of(1), content_of(range(1, 40)))
    assert (diary.newest(), found()) == (32, list(range(1, 33)))


def foreign():
    """Files of somebody else beside the segments: neither read nor removed, whatever they are called."""
    write_all(1, 3)
    names = ("2026.bin", "1", "00001", "0x01", "000A", "+001", "-001", "-1", "zzzz", "0001 ", "1_00")
    for name in names:
        put("/diary/" + name, b"x" * 800)
    assert (diary.newest(), diary.oldest(), found()) == (3, 1, [1, 2, 3])
    write_all(4, 14 * 32 + 1)
    assert diary.oldest() == 33
    assert set(names) <= set(os.listdir("/diary"))


def many():
    """Numbers beyond what four digits hold, and segments that were to be removed long ago."""
    files = {}
    for number in (1, 33, 65, 65_536 * 32, 65_536 * 32 + 1, 0xFFFF_FFFF):
        diary.write(record_of(number, 1))
        write_to(files, None, record_of(number, 1))
        assert (diary.newest(), diary.read(number, record)) == (number, True)
        assert record == record_of(number, 1)
    assert os.listdir("/diary") == ["7ffffff"]
    assert diary.oldest() == 0x7FFFFFF * 32 + 1


def gone():
    """Segments that are missing in between."""
    write_all(1, 100)
    os.remove(path_of(33))
    os.remove(path_of(1))
    assert (diary.newest(), diary.oldest()) == (100, 65)
    assert found() == list(range(65, 101))


def full():
    """A flash that is full takes no more: it says so, and loses nothing; when there is room again, it goes on."""
    write_all(1, 40)
    fillers = []
    error = 0
    while not error:
        fillers.append(f"/filler{len(fillers)}")
        error = fails(put, fillers[-1], bytes(200))  # a block each
    assert error == ENOSPC
    for number in (40, 41):
        assert fails(diary.write, record_of(number, 2)) == ENOSPC
        assert (diary.newest(), found()) == (40, list(range(1, 41)))
        assert diary.read(40, record)
        assert record == record_of(40, 1)
    os.remove(fillers[0])
    write_all(41, 41)
    assert found() == list(range(1, 42))


def in_the_way():
    """A file where the folder should be, and a folder where a segment should be."""
    put("/diary", b"x")
    assert fails(diary.newest) == fails(diary.oldest) == ENOTDIR
    assert fails(diary.write, record_of(1, 1))
    assert not diary.read(1, record)
    os.remove("/diary")
    write_all(1, 32)
    os.mkdir("/diary/0001")
    assert fails(diary.write, record_of(33, 1))
    assert not diary.read(33, record)
    assert (diary.newest(), found()) == (32, list(range(1, 33)))


mount(RamFlash(formatted(32)))
globals()[sys.argv[1]]()
print("fine")
