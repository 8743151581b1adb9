"""Bonds, asserted at the file, at what the stack is given, and at the links that are trusted."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pad.bond_keeper import KEY_BYTES, LONGEST, VALUE_MOST, VERSION, Keeper
from pad.bonds import FULL_KEY_BYTES, OUR_IDENTITY, Bonds
from pad.limits import BONDS_MOST
from pad.memory_record import checksum

OURS, THEIRS = 1, 2  # the two secrets that NimBLE gives of each phone
IRK = b"irk"
ANN, BOB, CAT, DAN, EVE = (bytes((1, n, 0, 0, 0, 0, 0xC0)) for n in range(5))
PHONES = (ANN, BOB, CAT, DAN, EVE)
KEYS = st.sampled_from(PHONES)
KINDS = st.sampled_from((OURS, THEIRS))
SECRETS = st.binary(min_size=80, max_size=80)


class Kept(Bonds):
    """Bonds with what keeps them; `damaged`: the file could not be read."""

    def __init__(self, content):
        super().__init__()
        self.damaged = not Keeper(self).restore(content)


def with_checksum(body):
    return body + checksum(body, len(body))


def read_back(bonds):
    return Kept(bonds.to_bytes())


def secrets_in(content):
    """What a file holds, read by somebody else: {(kind, key): value}, in order."""
    rest, found = content[1:-4], {}
    while rest:
        kind, key_bytes, value_bytes = rest[:3]
        assert (kind, rest[3 : 3 + key_bytes]) not in found
        end = 3 + key_bytes + value_bytes
        found[kind, rest[3 : 3 + key_bytes]] = rest[3 + key_bytes : end]
        assert len(rest) >= end
        rest = rest[end:]
    return found


def bonds_in(content):
    return {name: value for name, value in secrets_in(content).items() if name[0] != OUR_IDENTITY}


def pair(bonds, phone, value=b"v" * 80, window_open=True):
    """A phone that pairs: its two secrets, then encryption. Returns whether the link is trusted."""
    bonds.put(OURS, phone, value, window_open)
    bonds.put(THEIRS, phone, value, window_open)
    return bonds.judge_link(phone, True, True, FULL_KEY_BYTES)


def come_back(bonds, phone):
    """A phone that connects and encrypts. Returns whether the link is trusted."""
    return bonds.judge_link(phone, True, bonds.get(OURS, 0, phone) is not None, FULL_KEY_BYTES)


@pytest.fixture
def bonds():
    return Kept(None)


@pytest.fixture
def bonded():
    """Ann has paired in a window, and that has been saved."""
    paired = Kept(None)
    assert pair(paired, ANN)
    return read_back(paired)


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_layout_is_the_one_written_down(bonds):
    bonds.put(OUR_IDENTITY, IRK, b"\x11\x22", False)
    bonds.put(OURS, ANN, b"secret", True)
    body = bytes((VERSION, 10, 3, 2)) + b"irk\x11\x22" + bytes((1, 7, 6)) + ANN + b"secret"
    assert bonds.to_bytes() == with_checksum(body)
    assert (VERSION, OUR_IDENTITY, KEY_BYTES, FULL_KEY_BYTES) == (1, 10, 7, 16)


def test_without_a_file_there_is_no_bond_nothing_damaged_and_nothing_to_save(bonds):
    assert (bonds.keeper.peers(), bonds.damaged, bonds.changed, bonds.paired_now) == ([], False, False, False)
    assert bonds.to_bytes() == with_checksum(bytes((VERSION,)))


def test_a_file_that_is_whole_is_neither_damaged_nor_worth_saving(bonded):
    assert (bonded.damaged, bonded.changed) == (False, False)
    assert bonded.keeper.peers() == [ANN]
    assert not read_back(Kept(None)).damaged


@given(st.lists(st.tuples(KINDS, KEYS, st.binary(max_size=VALUE_MOST)), max_size=12), st.binary(max_size=VALUE_MOST))
def test_what_is_saved_comes_back(secrets, identity):
    bonds = Kept(None)
    bonds.put(OUR_IDENTITY, IRK, identity, False)
    for kind, key, value in secrets:
        bonds.put(kind, key, value, True)
    again = read_back(bonds)
    assert again.to_bytes() == bonds.to_bytes()
    assert again.keeper.peers() == bonds.keeper.peers()
    assert (again.damaged, again.changed) == (False, False)


def test_the_fullest_file_is_as_long_as_it_may_be_and_is_read(bonds):
    bonds.put(OUR_IDENTITY, bytes(KEY_BYTES), bytes(VALUE_MOST), False)
    for phone in PHONES:
        pair(bonds, phone, bytes(VALUE_MOST))
    assert len(bonds.to_bytes()) == LONGEST
    assert read_back(bonds).keeper.peers() == [CAT, DAN, EVE]
    assert Kept(bonds.to_bytes() + b"\0").damaged


def test_a_secret_may_be_empty(bonds):
    bonds.put(OUR_IDENTITY, b"", b"", False)
    assert read_back(bonds).get(OUR_IDENTITY, 0, b"") == b""


def assert_knows_nobody(bonds):
    assert (bonds.damaged, bonds.changed) == (True, False)
    assert bonds.keeper.peers() == []
    assert bonds.to_bytes() == with_checksum(bytes((VERSION,)))
    assert not any(come_back(bonds, phone) for phone in PHONES)


@given(st.data())
def test_any_wrong_byte_is_found(data):
    bonds = Kept(None)
    pair(bonds, ANN)
    content = bytearray(bonds.to_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert_knows_nobody(Kept(bytes(content)))


def test_a_file_cut_short_anywhere_is_found(bonded):
    content = bonded.to_bytes()
    for size in range(len(content)):
        assert_knows_nobody(Kept(content[:size]))


@given(st.binary(max_size=2 * LONGEST))
def test_noise_is_no_file(noise):
    assert_knows_nobody(Kept(noise))


def test_a_file_that_cannot_be_read_is_damaged():
    assert_knows_nobody(Kept(b""))


@given(st.binary(max_size=40))
def test_noise_beneath_a_right_checksum_is_read_whole_or_not_at_all(noise):
    content = with_checksum(bytes((VERSION,)) + noise)
    bonds = Kept(content)
    if bonds.damaged:
        assert_knows_nobody(bonds)
    else:
        assert bonds.to_bytes() == content


def entry(kind=OURS, key=ANN, value=b"secret", key_bytes=None, value_bytes=None):
    lengths = (len(key) if key_bytes is None else key_bytes, len(value) if value_bytes is None else value_bytes)
    return bytes((kind, *lengths)) + key + value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        bytes((VERSION + 1,)) + entry(),
        bytes((VERSION - 1,)) + entry(),
        bytes((VERSION,)) + entry()[:1],
        bytes((VERSION,)) + entry()[:2],
        bytes((VERSION,)) + entry()[:-1],
        bytes((VERSION,)) + entry() + b"\1",
        bytes((VERSION,)) + entry(value_bytes=7),
        bytes((VERSION,)) + entry(key_bytes=8),
        bytes((VERSION,)) + entry(key_bytes=255, value_bytes=255),
        bytes((VERSION,)) + (LONGEST // len(entry()) + 1) * entry(),
    ],
)
def test_a_right_checksum_over_a_wrong_form_is_refused(body):
    assert_knows_nobody(Kept(with_checksum(body)))


def test_a_damaged_file_is_replaced_when_there_is_something_to_save():
    bonds = Kept(b"noise")
    bonds.put(OUR_IDENTITY, IRK, bytes(16), False)
    assert bonds.changed
    assert not read_back(bonds).damaged


# --- what the stack asks ----------------------------------------------------------------------------------------------


def test_a_secret_is_found_by_kind_and_key(bonds):
    bonds.put(OURS, ANN, b"ours", True)
    bonds.put(THEIRS, ANN, b"theirs", True)
    assert (bonds.get(OURS, 0, ANN), bonds.get(THEIRS, 0, ANN)) == (b"ours", b"theirs")
    assert bonds.get(OURS, 0, BOB) is None
    assert bonds.get(OUR_IDENTITY, 0, ANN) is None


def test_without_a_key_secrets_of_a_kind_are_counted_from_the_oldest(bonds):
    for phone, value in ((ANN, b"a"), (BOB, b"b"), (CAT, b"c")):
        bonds.put(OURS, phone, value, True)
        bonds.put(THEIRS, phone, b"x", True)
    assert [bonds.get(OURS, index, None) for index in range(5)] == [b"a", b"b", b"c", None, None]


def test_the_index_does_not_count_beside_a_key(bonded):
    assert [bonded.get(OURS, index, ANN) for index in range(3)] == [b"v" * 80] * 3


def test_the_key_is_a_whole_one(bonded):
    assert bonded.get(OURS, 0, ANN[:-1]) is None
    assert bonded.get(OURS, 0, b"") is None
    assert not bonded.judge_link(ANN[:-1], True, True, FULL_KEY_BYTES)


@pytest.mark.parametrize(("key_bytes", "value_bytes", "kept"), [(7, 120, True), (8, 120, False), (7, 121, False)])
@pytest.mark.parametrize("kind", [OURS, OUR_IDENTITY])
def test_a_secret_that_is_too_long_is_not_kept(bonds, kind, key_bytes, value_bytes, kept):
    assert bonds.put(kind, bytes(key_bytes), bytes(value_bytes), True) is kept
    assert bonds.changed is kept
    assert (bonds.get(kind, 0, bytes(key_bytes)) is not None) is kept


def test_a_new_value_replaces_the_old_one(bonded):
    assert bonded.put(OURS, ANN, b"new", True)
    assert (bonded.get(OURS, 0, ANN), bonded.get(OURS, 1, None)) == (b"new", None)
    assert bonded.changed


# --- only in the window -----------------------------------------------------------------------------------------------


def test_a_phone_that_pairs_in_the_window_is_kept_and_trusted_then_and_later(bonds):
    assert pair(bonds, ANN)
    assert bonds.changed
    again = read_back(bonds)
    assert come_back(again, ANN)
    assert not come_back(again, BOB)


def test_outside_the_window_no_bond_appears(bonds):
    assert not bonds.put(OURS, ANN, b"v", False)
    assert (bonds.keeper.peers(), bonds.changed, bonds.get(OURS, 0, ANN)) == ([], False, None)


def test_outside_the_window_no_bond_changes(bonded):
    before = bonded.to_bytes()
    assert not bonded.put(OURS, ANN, b"v", False)
    assert (bonded.to_bytes(), bonded.changed) == (before, False)


@pytest.mark.parametrize("window_open", [False, True])
def test_the_stack_loses_no_bond_for_good(bonded, window_open):
    before = bonded.to_bytes()
    assert bonded.put(OURS, ANN, None, window_open)
    assert (bonded.to_bytes(), bonded.changed) == (before, False)


def test_the_stacks_own_identity_may_be_kept_at_any_time_and_is_no_bond(bonds):
    assert bonds.put(OUR_IDENTITY, IRK, bytes(16), False)
    assert bonds.put(OUR_IDENTITY, IRK, b"another", False)
    assert bonds.changed
    assert (bonds.get(OUR_IDENTITY, 0, IRK), bonds.get(OUR_IDENTITY, 1, None)) == (b"another", None)
    assert bonds.keeper.peers() == []
    assert not bonds.judge_link(IRK, True, True, FULL_KEY_BYTES)


def test_the_stack_cannot_lose_its_own_identity(bonds):
    bonds.put(OUR_IDENTITY, IRK, bytes(16), False)
    assert not bonds.put(OUR_IDENTITY, IRK, None, True)
    assert bonds.get(OUR_IDENTITY, 0, IRK) == bytes(16)


def test_without_a_keeper_no_bond_appears_even_in_the_window(bonded):
    keeper, bonded.keeper = bonded.keeper, None
    assert not pair(bonded, BOB)
    assert not bonded.changed
    bonded.keeper = keeper
    assert keeper.peers() == [ANN]
    assert come_back(bonded, ANN)


def test_to_begin_with_there_is_none():
    bonds = Bonds()
    assert not pair(bonds, ANN)
    assert not bonds.put(OUR_IDENTITY, IRK, bytes(16), True)
    assert (bonds.changed, bonds.secrets) == (False, [])


def test_the_stacks_own_identity_makes_no_phone_known(bonds):
    assert bonds.put(OUR_IDENTITY, IRK, bytes(16), True)
    assert not bonds.judge_link(ANN, True, True, FULL_KEY_BYTES)
    assert not bonds.paired_now


@pytest.mark.parametrize("window_open", [False, True])
def test_without_a_keeper_a_known_phone_is_known_and_its_bond_is_not_lost(bonded, window_open):
    bonded.keeper = None
    assert come_back(bonded, ANN)
    assert bonded.put(OURS, ANN, None, window_open)
    bonded.link_ended([])
    assert come_back(bonded, ANN)


def test_a_phone_whose_secret_is_too_long_is_not_trusted(bonds):
    assert not pair(bonds, ANN, bytes(VALUE_MOST + 1))


# --- what the stack believes lost -------------------------------------------------------------------------------------


@pytest.mark.parametrize("window_open", [False, True])
def test_a_stack_that_deletes_until_nothing_is_left_comes_to_an_end(bonded, window_open):
    for kind in (OURS, THEIRS):
        times = 0
        while bonded.put(kind, ANN, None, window_open):
            times += 1
            assert times < 10
        assert times == 1
    assert bonded.get(OURS, 0, ANN) is None
    assert bonded.get(OURS, 0, None) is None


def test_what_was_deleted_is_there_again_when_the_link_has_ended(bonded):
    bonded.put(OURS, ANN, None, False)
    bonded.put(THEIRS, ANN, None, False)
    bonded.link_ended([])
    assert bonded.get(OURS, 0, ANN) == bonded.get(THEIRS, 0, ANN) == b"v" * 80
    assert come_back(bonded, ANN)


def test_what_was_deleted_is_not_there_before(bonded):
    pair(bonded, BOB)
    bonded.put(OURS, ANN, None, False)
    assert bonded.get(OURS, 0, ANN) is None
    assert bonded.get(THEIRS, 0, ANN) == b"v" * 80
    assert (bonded.get(OURS, 0, None), bonded.get(OURS, 1, None)) == (b"v" * 80, None)  # that of Bob
    assert not bonded.put(OURS, ANN, None, False)


def test_deleting_what_is_not_there_is_told_as_not_done(bonded):
    assert not bonded.put(OURS, BOB, None, True)
    assert not bonded.put(3, ANN, None, True)


def test_a_known_phone_may_pair_anew_in_a_window(bonded):
    bonded.put(OURS, ANN, None, True)
    bonded.put(THEIRS, ANN, None, True)
    assert pair(bonded, ANN, b"new")
    assert bonded.get(OURS, 0, ANN) == b"new"
    assert read_back(bonded).keeper.peers() == [ANN]


def test_a_known_phone_that_fails_to_pair_anew_is_still_known(bonded):
    bonded.put(OURS, ANN, None, False)
    bonded.put(THEIRS, ANN, None, False)
    assert not pair(bonded, ANN, b"new", window_open=False)
    bonded.link_ended([])
    assert come_back(bonded, ANN)


def test_an_address_whose_bond_the_stack_has_deleted_is_nobodys_until_the_link_ends(bonded):
    """Bonding is negotiated in the window and stored after it; then the same link pairs once more, without bonding."""
    bonded.put(OURS, ANN, None, False)
    bonded.put(THEIRS, ANN, None, False)
    assert not pair(bonded, ANN, b"of a stranger", window_open=False)
    assert not bonded.judge_link(ANN, True, True, FULL_KEY_BYTES)
    bonded.link_ended([])
    assert come_back(bonded, ANN)


def test_it_stays_hidden_while_a_link_with_that_address_lasts_though_another_ends(bonded):
    pair(bonded, BOB)
    for phone in (ANN, BOB):
        bonded.put(OURS, phone, None, False)
        bonded.put(THEIRS, phone, None, False)
    bonded.link_ended([ANN])
    assert bonded.get(OURS, 0, ANN) is bonded.get(THEIRS, 0, ANN) is None
    assert not bonded.judge_link(ANN, True, True, FULL_KEY_BYTES)
    assert come_back(bonded, BOB)


# --- how many ---------------------------------------------------------------------------------------------------------


def test_there_are_three_phones_at_most_and_the_oldest_goes(bonds):
    assert BONDS_MOST == 3
    for phone in (ANN, BOB, CAT):
        pair(bonds, phone)
    assert bonds.keeper.peers() == [ANN, BOB, CAT]
    pair(bonds, DAN)
    assert bonds.keeper.peers() == [BOB, CAT, DAN]
    assert bonds.get(OURS, 0, ANN) is bonds.get(THEIRS, 0, ANN) is None
    assert not come_back(bonds, ANN)
    assert come_back(bonds, DAN)


def test_a_phone_that_pairs_anew_is_the_youngest(bonds):
    for phone in (ANN, BOB, CAT, ANN):
        pair(bonds, phone)
    assert bonds.keeper.peers() == [BOB, CAT, ANN]


def test_a_phone_that_is_refused_takes_nobodys_place(bonds):
    for phone in (ANN, BOB, CAT):
        pair(bonds, phone)
    pair(bonds, DAN, window_open=False)
    assert bonds.keeper.peers() == [ANN, BOB, CAT]


def test_the_own_identity_takes_nobodys_place(bonds):
    bonds.put(OUR_IDENTITY, IRK, bytes(16), False)
    for phone in (ANN, BOB, CAT):
        pair(bonds, phone)
    assert bonds.keeper.peers() == [ANN, BOB, CAT]


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_forgetting_leaves_nobody_but_the_stacks_own_identity(bonded):
    bonded.put(OUR_IDENTITY, IRK, bytes(16), False)
    pair(bonded, BOB)
    bonded.changed = False
    bonded.keeper.forget()
    assert bonded.changed
    assert (bonded.keeper.peers(), bonded.get(OUR_IDENTITY, 0, IRK)) == ([], bytes(16))
    assert not bonds_in(bonded.to_bytes())
    assert not come_back(bonded, ANN)
    assert not bonded.judge_link(ANN, True, True, FULL_KEY_BYTES)


# --- who is trusted ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encrypted", "is_bonded", "key_bytes", "trusted"),
    [(1, 1, 16, True), (0, 1, 16, False), (1, 0, 16, False), (1, 1, 15, False), (1, 1, 7, False), (0, 0, 0, False)],
)
def test_a_known_phone_is_trusted_on_a_link_that_is_encrypted_with_its_whole_key(
    bonded, encrypted, is_bonded, key_bytes, trusted
):
    assert bonded.judge_link(ANN, encrypted, is_bonded, key_bytes) is trusted


def test_encryption_alone_proves_nothing(bonded):
    assert not bonded.judge_link(BOB, True, False, FULL_KEY_BYTES)
    assert not bonded.judge_link(BOB, True, True, FULL_KEY_BYTES)


def test_a_phone_whose_secrets_were_refused_is_a_stranger_whatever_the_stack_says(bonds):
    assert not pair(bonds, ANN, window_open=False)


def test_so_is_one_with_the_address_of_a_known_phone(bonded):
    assert not pair(bonded, ANN, window_open=False)


def test_one_refused_secret_of_two_is_enough(bonds):
    bonds.put(OURS, ANN, b"v", True)
    bonds.put(THEIRS, ANN, b"v", False)
    assert not bonds.judge_link(ANN, True, True, FULL_KEY_BYTES)


def test_a_phone_that_hides_its_address_until_it_has_paired_is_trusted(bonds):
    bonds.put(OURS, ANN, b"v", True)
    bonds.put(THEIRS, ANN, b"v", True)
    resolvable = bytes((1, 9, 9, 9, 9, 9, 0x40))
    assert bonds.judge_link(resolvable, True, True, FULL_KEY_BYTES)
    assert bonds.keeper.peers() == [ANN]


def test_what_was_kept_or_refused_counts_for_one_link(bonded):
    bonded.put(OURS, BOB, b"v", True)
    assert bonded.judge_link(BOB, False, False, 0) is False  # its link has failed
    assert not bonded.judge_link(CAT, True, True, FULL_KEY_BYTES)
    bonded.put(OURS, CAT, b"v", False)
    assert not come_back(bonded, ANN)  # a refused secret makes the next link untrusted
    assert come_back(bonded, ANN)


def test_a_phone_has_just_paired_only_on_the_link_that_was_judged_last(bonds):
    pair(bonds, ANN)
    assert bonds.paired_now
    assert come_back(bonds, ANN)
    assert not bonds.paired_now
    assert not pair(bonds, BOB, window_open=False)
    assert not bonds.paired_now


# --- any sequence -----------------------------------------------------------------------------------------------------


class AnySequence(RuleBasedStateMachine):
    """All that a stack may call, in any order, against a dictionary."""

    def __init__(self):
        super().__init__()
        self.bonds = Kept(None)
        self.model = {}
        self.hidden = set()

    @rule(kind=KINDS, key=KEYS, value=SECRETS, window_open=st.booleans())
    def put(self, kind, key, value, window_open):
        assert self.bonds.put(kind, key, value, window_open) is window_open
        if window_open:
            self.hidden.discard((kind, key))
            self.model.pop((kind, key), None)
            self.model[kind, key] = value
            self._drop_oldest()

    def _drop_oldest(self):
        peers = list(dict.fromkeys(key for _, key in self.model))
        if len(peers) > 3:
            self.model = {name: value for name, value in self.model.items() if name[1] != peers[0]}
            self.hidden = {name for name in self.hidden if name[1] != peers[0]}

    @rule(value=SECRETS, window_open=st.booleans())
    def put_own_identity(self, value, window_open):
        assert self.bonds.put(OUR_IDENTITY, IRK, value, window_open)

    @rule(kind=st.sampled_from((OURS, THEIRS, 3)), key=KEYS, window_open=st.booleans())
    def delete(self, kind, key, window_open):
        there = (kind, key) in self.model and (kind, key) not in self.hidden
        assert self.bonds.put(kind, key, None, window_open) is there
        if there:
            self.hidden.add((kind, key))

    @rule(key=KEYS, window_open=st.booleans())
    def delete_as_nimble_does(self, key, window_open):
        for kind in (OURS, THEIRS):
            times = 0
            while self.bonds.put(kind, key, None, window_open):
                times += 1
                assert times < 2
            if times:
                self.hidden.add((kind, key))

    @rule()
    def link_ended(self):
        self.bonds.link_ended([])
        self.hidden.clear()

    @rule(key=KEYS, encrypted=st.booleans(), bonded=st.booleans(), key_bytes=st.sampled_from((7, 15, 16)))
    def judge(self, key, encrypted, bonded, key_bytes):
        if self.bonds.judge_link(key, encrypted, bonded, key_bytes):
            assert encrypted
            assert bonded
            assert key_bytes == 16

    @rule()
    def forget(self):
        self.bonds.keeper.forget()
        self.model.clear()
        self.hidden.clear()

    @rule()
    def restart(self):
        self.bonds = read_back(self.bonds)
        self.hidden.clear()

    @invariant()
    def the_file_holds_what_was_kept_in_a_window_and_nothing_else(self):
        content = self.bonds.to_bytes()
        assert list(bonds_in(content).items()) == list(self.model.items())
        assert len(content) <= LONGEST

    @invariant()
    def the_stack_sees_what_it_has_not_deleted(self):
        for kind in (OURS, THEIRS):
            seen = {name: value for name, value in self.model.items() if name[0] == kind and name not in self.hidden}
            for key in PHONES:
                assert self.bonds.get(kind, 0, key) == seen.get((kind, key))
            by_index = [self.bonds.get(kind, index, None) for index in range(len(seen) + 1)]
            assert by_index == [*seen.values(), None]

    @invariant()
    def there_are_three_phones_at_most(self):
        assert self.bonds.keeper.peers() == list(dict.fromkeys(key for _, key in self.model))
        assert len(self.bonds.keeper.peers()) <= 3


AnySequence.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestAnySequence = AnySequence.TestCase


class Link:
    """One connection as the stack has it; `rightly` says whether the phone at its end has paired in a window."""

    def __init__(self, phone, key):
        self.phone = phone
        self.key = key
        self.bonded = False
        self.trusted = False
        self.rightly = False


class Stack:
    """What Espressif's NimBLE does with the secrets of an application (ble_sm.c, ble_store_util.c)."""

    def __init__(self, bonds):
        self.bonds = bonds

    def encrypt(self, link, secret):
        """A phone that thinks that it is known."""
        if secret is not None and self.bonds.get(OURS, 0, link.key) == secret:
            link.bonded = True
            self._tell(link)

    def pair(self, link, secret, window_open):
        """A phone that wants to pair, known or not; without a secret it does not want to be known."""
        self._delete(link.key, window_open)
        if secret is not None:
            self._store(link.key, secret, window_open)
            link.bonded = True  # whatever has become of it: "bonding is never revoked from a secure link"
        self._tell(link)

    def _store(self, key, secret, window_open):
        for kind in (OURS, THEIRS):
            while not self.bonds.put(kind, key, secret, window_open):
                # A refusal means to it that the store is full: it deletes the oldest bond, until there is none.
                oldest = self.bonds.get(OURS, 0, None)
                if oldest is None:
                    break
                self._delete(next(key for key in PHONES if self.bonds.get(OURS, 0, key) == oldest), window_open)

    def _delete(self, key, window_open):
        for kind in (OURS, THEIRS):
            times = 0
            while self.bonds.put(kind, key, None, window_open):
                times += 1
                assert times < 10

    def _tell(self, link):
        link.trusted = self.bonds.judge_link(link.key, True, link.bonded, FULL_KEY_BYTES)


class Room:
    """Ann, Bob and Eve around a pad, two links at most. A hand opens and closes the window. Eve takes any address.

    Bonding is asked for outside the window as well, as it may be when the window closes while a phone pairs.
    """

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.stack = Stack(Kept(None))
        self.links = []
        self.owners = {}  # address: the phone that was the last to pair with it in a window
        self.secrets = {}  # (phone, address): what it believes to share with the pad
        self.window_open = False
        self.told = []

    def happen(self):
        """One thing, and what must be true after it."""
        choice = self.random.choice(("window", "connect", "connect", "leave", "encrypt", "bond", "pair"))
        if choice == "window":
            self.window_open = not self.window_open
        elif choice == "connect":
            self._connect()
        elif self.links:
            self._act(choice, self.random.choice(self.links))
        for link in self.links:
            assert not link.trusted or link.rightly, self.told

    def _connect(self):
        if len(self.links) < 2:
            phone = self.random.choice((ANN, BOB, EVE))
            self.links.append(Link(phone, self.random.choice((ANN, BOB, EVE)) if phone == EVE else phone))

    def _act(self, choice, link):
        self.told.append((choice, PHONES.index(link.phone), PHONES.index(link.key), self.window_open))
        getattr(self, "_" + choice)(link)
        link.rightly = link.rightly or self.owners.get(link.key) == link.phone

    def _leave(self, link):
        self.links.remove(link)
        self.stack.bonds.link_ended([other.key for other in self.links])

    def _encrypt(self, link):
        self.stack.encrypt(link, self.secrets.get((link.phone, link.key)))

    def _bond(self, link):
        secret = self.secrets[link.phone, link.key] = self.random.randbytes(80)
        if self.window_open:
            self.owners[link.key] = link.phone
        self.stack.pair(link, secret, self.window_open)

    def _pair(self, link):
        self.stack.pair(link, None, self.window_open)


def test_nobody_is_trusted_who_has_not_paired_in_a_window():
    trusted = 0
    for seed in range(300):
        room = Room(seed)
        for _ in range(150):
            room.happen()
            trusted += any(link.trusted for link in room.links)
    assert trusted > 1_000
