"""What is owed to the feet and the last faults, as a file keeps them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad.kept import ENTRIES, VERSION, Kept
from pad.memory_record import CHECK_DUE, LOCKED, SESSION_ACTIVE, checksum

PAIRS = st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), max_size=40)


def history_of(pairs):
    history = Kept()
    for fault, cause in pairs:
        history.add(fault, cause)
    return history


def test_a_new_history_is_empty_and_needs_no_saving():
    assert Kept().codes() == []
    assert not Kept().changed


def test_a_fault_makes_it_worth_saving():
    history = history_of([(12, 1)])
    assert history.changed
    assert history.codes() == [12]


@pytest.mark.parametrize("count", [ENTRIES - 1, ENTRIES, ENTRIES + 1, 3 * ENTRIES])
def test_the_last_16_faults_are_kept_oldest_first(count):
    history = history_of([(n, 1) for n in range(count)])
    assert history.codes() == list(range(count))[-ENTRIES:]


@given(PAIRS)
def test_what_is_saved_comes_back(pairs):
    history = Kept()
    history.restore(history_of(pairs).to_bytes())
    assert history.codes() == [fault for fault, _ in pairs][-ENTRIES:]
    assert history.to_bytes() == history_of(pairs).to_bytes()
    assert not history.changed


@given(PAIRS, st.data())
def test_any_wrong_byte_is_found_and_what_was_there_stays(pairs, data):
    content = bytearray(history_of(pairs).to_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    history = history_of([(7, 1)])
    with pytest.raises(ValueError, match="wrong"):
        history.restore(bytes(content))
    assert history.codes() == [7]


@given(PAIRS, st.data())
def test_a_file_cut_short_is_found(pairs, data):
    content = history_of(pairs).to_bytes()
    with pytest.raises(ValueError, match="wrong"):
        Kept().restore(content[: data.draw(st.integers(0, len(content) - 1))])


def with_checksum(body):
    return body + checksum(body, len(body))


@pytest.mark.parametrize(
    "body",
    [
        bytes([VERSION, 0]),  # nothing about the fault that stands
        bytes([VERSION]) + bytes(3),  # half a pair
        bytes([VERSION]) + bytes(2 + 2 * ENTRIES + 1),
        bytes([VERSION]) + bytes(2 + 2 * ENTRIES + 2),  # one entry too many
        bytes([VERSION + 1]) + bytes(4),
        b"",
    ],
)
def test_a_right_checksum_over_a_wrong_content_is_refused(body):
    with pytest.raises(ValueError, match="wrong length or version"):
        Kept().restore(with_checksum(body))


def test_the_fullest_file_is_accepted():
    history = Kept()
    history.restore(with_checksum(bytes([VERSION, 0, 0]) + bytes(range(2 * ENTRIES))))
    assert history.codes() == list(range(0, 2 * ENTRIES, 2))


def test_a_file_that_is_read_can_be_added_to():
    history = Kept()
    history.restore(bytes(history_of([(3, 1)] * ENTRIES).to_bytes()))
    history.add(9, 2)
    assert history.codes() == [3] * (ENTRIES - 1) + [9]
    assert history.changed


@pytest.mark.parametrize("flags", [0, SESSION_ACTIVE | CHECK_DUE, CHECK_DUE, LOCKED | CHECK_DUE])
def test_what_is_owed_comes_back_with_the_faults(flags):
    kept = history_of([(12, 3)])
    kept.owe(flags)
    other = Kept()
    other.restore(kept.to_bytes())
    assert (other.owed, other.codes()) == (flags, [12])


def test_only_a_change_of_what_is_owed_is_worth_saving():
    kept = Kept()
    kept.owe(0)
    assert not kept.changed
    kept.owe(CHECK_DUE)
    assert kept.changed


def test_the_fault_that_stands_comes_back():
    kept = history_of([(12, 3)])
    kept.stand(12)
    other = Kept()
    other.restore(kept.to_bytes())
    assert (other.standing, other.codes()) == (12, [12])


def test_only_a_change_of_the_standing_fault_is_worth_saving():
    kept = Kept()
    kept.stand(0)
    assert not kept.changed
    kept.stand(12)
    assert kept.changed
