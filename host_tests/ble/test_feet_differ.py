"""That one foot is warmer speaks of a person's health: phones that are trusted hear of it, nobody else."""

import pytest

from host_tests.ble.diary_reader import flash_of, record_of
from host_tests.ble.footpad import FLAGS, STATUS, TEXT, bonded, connected, fields, forget_by_hand, power_cycle, start
from pad.diary_review import DAY_S
from pad.status import FEET_DIFFER

WARMER = b"warmer"
STATUS_BYTES = 20


@pytest.fixture
def pad(make_pad):
    """A pad that has found the left foot warmer on two days."""
    days = [record_of(number, number * DAY_S, difference_cc=300) for number in (1, 2)]
    pad = make_pad(flash_image=flash_of(days))
    pad.run_for(2)
    assert pad.status.flags & FEET_DIFFER
    return pad


def differs(record):
    return bool(fields(record)[FLAGS] & FEET_DIFFER)


def told(heard, since):
    """Whether one of these notifications says it; and that there were some."""
    values = [value for _, value in heard[since:]]
    assert values
    return [differs(value) if len(value) == STATUS_BYTES else WARMER in value for value in values]


def hear(pad, *phones):
    """What phones hear of status and text, while the text changes with a press of a hand."""
    heard = [(phone.subscribe(STATUS), phone.subscribe(TEXT)) for phone in phones]
    pad.run_for(1)
    before = [[len(values) for values in both] for both in heard]
    for _ in range(2):
        pad.press("TIME")
        pad.run_for(2)
    return [
        [told(values, since) for values, since in zip(both, sinces, strict=True)]
        for both, sinces in zip(heard, before, strict=True)
    ]


def test_a_stranger_neither_reads_nor_hears_of_it(pad):
    stranger = connected(pad, "stranger")
    stranger.pair()
    assert not differs(stranger.read(STATUS))
    assert WARMER not in stranger.read(TEXT)
    ((records, texts),) = hear(pad, stranger)
    assert not any(records + texts)


def test_a_known_phone_reads_and_hears_it(pad):
    phone = bonded(pad)
    pad.run_for(61)  # the window's sentence goes
    assert differs(phone.read(STATUS))
    assert WARMER in phone.read(TEXT)
    ((records, texts),) = hear(pad, phone)
    assert all(records + texts)


def test_each_hears_what_is_for_him_when_both_are_connected(pad):
    phone = bonded(pad)
    stranger = connected(pad, "stranger")
    pad.run_for(61)
    (known, strange) = hear(pad, phone, stranger)
    assert all(known[0] + known[1])
    assert not any(strange[0] + strange[1])
    for _ in range(3):  # whoever has read before
        assert differs(phone.read(STATUS))
        assert not differs(stranger.read(STATUS))
        assert WARMER not in stranger.read(TEXT)
        assert WARMER in phone.read(TEXT)


def test_the_next_who_connects_does_not_find_what_was_there_for_another(pad):
    phone = bonded(pad)
    pad.run_for(61)
    assert WARMER in phone.read(TEXT)
    phone.disconnect()
    stranger = connected(pad, "stranger")
    assert not differs(stranger.read(STATUS))
    assert WARMER not in stranger.read(TEXT)


def test_who_was_known_and_is_forgotten_hears_of_it_no_more(pad):
    phone = bonded(pad)
    pad.run_for(61)
    forget_by_hand(pad)
    phone.connect()
    assert not differs(phone.read(STATUS))
    ((records, texts),) = hear(pad, phone)
    assert not any(records + texts)


def test_a_session_goes_on_as_ever(pad):
    phone, stranger = bonded(pad), connected(pad, "stranger")
    start(pad, heat=1)
    known, strange = hear(pad, phone, stranger)
    assert all(known[0])
    assert not any(strange[0] + strange[1])
    power_cycle(pad)
    assert pad.status.flags & FEET_DIFFER
