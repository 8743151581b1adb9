"""Who is a stranger stays one: outside the window no bond appears, changes or goes, and nothing private is told."""

import pytest

from host_tests.ble.footpad import (
    CLOCK,
    COMMAND,
    DIARY,
    DIARY_ACCESS,
    INSUFFICIENT_AUTHENTICATION,
    INSUFFICIENT_AUTHORIZATION,
    RESULT,
    SETTINGS,
    STATUS,
    WRITABLE,
    bonded,
    connected,
    damaged,
    fields,
    forget_by_hand,
    may_do,
    open_window,
    power_cycle,
    start,
)
from pad import phone as codes
from pad import session, settings
from tools.simulator.phone import AttError, Phone, PhoneError


@pytest.fixture(autouse=True)
def _powered(pad):
    pad.run_for(1)


def refused(call, *arguments):
    """The ATT error that comes back."""
    with pytest.raises(AttError) as error:
        call(*arguments)
    return error.value.code


def tries_everything(phone, pad):
    """All that a phone may want to write; nothing of it may be obeyed."""
    for handle, data in (
        (COMMAND, b"\x01"),
        (COMMAND, b"\x02"),
        (SETTINGS, bytes([1, 1, 0, 5])),
        (DIARY_ACCESS, b"\x04\x01"),
        (CLOCK, bytes([0xEA, 0x07, 11, 21, 18, 30, 15, 0, 0, 0])),
    ):
        phone.write(handle, data)
        pad.run_for(0.3)


def assert_still_trusted(phone, pad):
    """The phone that had paired before still may stop the pad, without pairing anew."""
    if not phone.connected:
        phone.connect()
    phone.encrypt()
    assert phone.read(SETTINGS)[0] == settings.VERSION
    phone.write(COMMAND, bytes([codes.STOP]))
    pad.run_for(0.3)
    assert pad.status.state == session.STOPPED


def test_without_encryption_nothing_is_written_and_nothing_private_is_read(pad):
    stranger = connected(pad)
    start(pad, heat=1, faster=1)
    before = may_do(pad)
    for characteristic in WRITABLE:
        assert refused(stranger.write, characteristic, b"\x01") == INSUFFICIENT_AUTHENTICATION
    for characteristic in (SETTINGS, CLOCK):
        assert refused(stranger.read, characteristic) == INSUFFICIENT_AUTHENTICATION
    assert may_do(pad) == before
    assert fields(stranger.read(STATUS))[1] == session.RUNNING  # what anybody near can see is no secret


@pytest.mark.parametrize("bond", [True, False])
def test_pairing_outside_the_window_gains_nothing(pad, bond):
    stranger = connected(pad)
    answers = stranger.subscribe(RESULT)
    stranger.pair(bond)
    assert stranger.encrypted
    start(pad, heat=1, faster=1)
    before = may_do(pad)
    tries_everything(stranger, pad)
    assert may_do(pad) == before
    assert not pad.status.flags & 32
    assert {value[1] for _, value in answers} == {codes.NOT_ALLOWED}
    for characteristic in (SETTINGS, CLOCK):
        assert refused(stranger.read, characteristic) == INSUFFICIENT_AUTHORIZATION
    assert stranger.received == [(at_s, stranger.handle(RESULT), value) for at_s, value in answers]
    # And there is no bond afterwards, not even for a pad that starts anew.
    stranger.disconnect()
    power_cycle(pad)
    stranger.connect()
    with pytest.raises(PhoneError):
        stranger.encrypt()


def test_a_phone_that_has_paired_in_the_window_is_known_for_ever(pad):
    phone = bonded(pad)
    assert phone.read(SETTINGS)
    pad.run_for(1)
    power_cycle(pad)
    phone.connect()
    start(pad)
    assert_still_trusted(phone, pad)


def test_the_window_closes_after_one_phone_after_a_minute_and_when_the_pad_is_used(pad):
    bonded(pad)
    assert not pad.status.pairing_open
    open_window(pad)
    pad.run_for(56)
    assert pad.status.pairing_open
    pad.run_for(5)
    assert not pad.status.pairing_open
    open_window(pad)
    pad.press("START")
    pad.run_for(0.5)
    assert not pad.status.pairing_open


def test_pairing_without_a_bond_in_the_window_gains_nothing(pad):
    phone = connected(pad)
    open_window(pad)
    phone.pair(bond=False)
    assert refused(phone.read, SETTINGS) == INSUFFICIENT_AUTHORIZATION
    assert pad.status.pairing_open  # it still waits for somebody


def test_a_pairing_that_ends_after_the_window_gains_nothing(pad):
    """Begun in the window, complete after it: the keys come too late."""
    phone = connected(pad, interval_ms=100.0)
    open_window(pad)
    pad.run_for(58.6)
    assert pad.status.pairing_open
    phone.pair()
    assert phone.encrypted
    assert not pad.status.pairing_open
    assert refused(phone.read, SETTINGS) == INSUFFICIENT_AUTHORIZATION


@pytest.mark.parametrize("online", [True, False])
def test_somebody_who_claims_a_known_phones_identity_gains_nothing_and_harms_nothing(pad, online):
    phone = bonded(pad)
    pad.run_for(1)
    if not online:
        phone.disconnect()
    thief = Phone(pad, "thief", identity=phone.identity, private=False)
    thief.connect()
    with pytest.raises(PhoneError):
        thief.encrypt()
    thief.pair()
    start(pad, heat=1, faster=1)
    before = may_do(pad)
    tries_everything(thief, pad)
    assert may_do(pad) == before
    assert refused(thief.read, SETTINGS) == INSUFFICIENT_AUTHORIZATION
    thief.disconnect()
    if online:
        assert phone.connected
    assert_still_trusted(phone, pad)


def test_who_pairs_anew_in_a_window_replaces_only_its_own_bond(pad):
    first, second = bonded(pad, "first"), bonded(pad, "second")
    first.disconnect()
    first.forget()
    first.connect()
    open_window(pad)
    first.pair()
    pad.run_for(1)
    assert first.read(SETTINGS)
    assert second.read(SETTINGS)


def test_three_phones_are_known_the_fourth_replaces_the_oldest(pad):
    phones = []
    for number in range(4):
        phones.append(bonded(pad, f"phone {number}"))
        pad.run_for(1)
        phones[-1].disconnect()
        pad.run_for(1)
    for phone in phones[1:]:
        phone.connect()
        phone.encrypt()
        assert phone.read(SETTINGS)
        phone.disconnect()
    phones[0].connect()
    with pytest.raises(PhoneError):
        phones[0].encrypt()


def test_a_hand_forgets_all_phones(pad):
    phone = bonded(pad)
    pad.run_for(1)
    forget_by_hand(pad)
    assert not phone.connected
    assert not pad.status.pairing_open
    for _ in range(2):
        phone.connect()
        with pytest.raises(PhoneError):
            phone.encrypt()
        power_cycle(pad)


def test_the_diary_says_nothing_to_a_stranger(pad):
    stranger = connected(pad)
    stranger.pair()
    told = [stranger.subscribe(DIARY), stranger.subscribe(DIARY_ACCESS)]
    for request in (b"\x04\x01", b"\x01\x01"):
        stranger.write(DIARY_ACCESS, request)
        pad.run_for(1)
    assert told == [[], []]


def test_bonds_that_cannot_be_read_are_no_bonds(pad, make_pad):
    phone = bonded(pad)
    pad.run_for(1)
    other = make_pad(flash_image=damaged(pad.flash(), "bonds.bin"))
    other.run_for(2)
    assert any("phones must pair anew" in line for line in other.printed)
    assert other.status.state == session.OFF
    phone = connected(other, identity=phone.identity)
    with pytest.raises(PhoneError):
        phone.encrypt()
