"""What the pad may do at most and what its user likes: a phone may take away, only a hand gives back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tests.unit.changed_settings import record, with_checksum, with_values
from pad import settings_table as table
from pad.limits import GENTLE_SPEED_MOST, HEAT_LEVELS_CC, SESSION_LONGEST_MIN, SPEED_STEPS
from pad.settings import (
    ACKNOWLEDGED,
    BRIGHTNESS,
    CLEANING,
    COUNT,
    DEFAULTS,
    FAHRENHEIT,
    FOOT_OFFSET,
    GENTLE,
    HEAT_MOST,
    LANGUAGE,
    LONGEST,
    MINUTES_MOST,
    OWN,
    OWN_HEAT,
    OWN_MINUTES,
    OWN_PROGRAMME,
    OWN_SPEED,
    PROFILE,
    PROFILES,
    RECORD_BYTES,
    SPEED_MOST,
    STANDARD,
    VERSION,
    VOLUME,
    Settings,
    most,
    of_profile,
)
from pad.settings_table import COMFORT, HAND, LIMIT, ROWS, in_range, number, restore, tighten
from tools.board_code import without_texts

PLACES = range(COUNT)
NAMES = [row[table.NAME] for row in ROWS]
LIMITS = (SPEED_MOST, HEAT_MOST, MINUTES_MOST, OWN_SPEED, OWN_HEAT, OWN_MINUTES)
SAFE = bytes((1, 0, 5, GENTLE, 1, 0, 5, 0, 0, 3, 3, 10)) + b"en\0\0"


def facts(place):
    return ROWS[place][-1]


def bytes_in_range(place):
    """Every byte that this place may hold."""
    return [value for value in range(256) if in_range(place, value)]


def whole(place, value):
    """The byte that is kept of this one."""
    return value - value % 5 if place in table.MINUTES else value


VALUES = st.tuples(*(st.sampled_from(bytes_in_range(place)) for place in PLACES)).map(
    lambda values: bytes(whole(place, value) for place, value in enumerate(values))
)


def settings_with(values):
    settings = Settings()
    settings.take(bytes(values))
    settings.changed = False
    return settings


def restored(content):
    """Whether all of it could be read, and the settings."""
    settings = Settings()
    return restore(settings, content), settings


# --- the table --------------------------------------------------------------------------------------------------------


def test_the_layout_is_the_one_written_down():
    assert (VERSION, COUNT, RECORD_BYTES, LONGEST) == (2, 16, 17, 21)
    assert (SPEED_MOST, HEAT_MOST, MINUTES_MOST, PROFILE) == (0, 1, 2, 3)
    assert (OWN_SPEED, OWN_HEAT, OWN_MINUTES, OWN_PROGRAMME) == (4, 5, 6, 7)
    assert (FAHRENHEIT, VOLUME, BRIGHTNESS, CLEANING) == (8, 9, 10, 11)
    assert (LANGUAGE, FOOT_OFFSET, ACKNOWLEDGED) == (12, 14, 15)
    assert (GENTLE, STANDARD, OWN, PROFILES) == (0, 1, 2, 3)
    settings = settings_with(range(16))
    assert settings.record() == bytes((2, *range(16)))
    assert settings.to_bytes() == with_checksum(bytes((2, *range(16))))
    assert len(settings.to_bytes()) == LONGEST


# name: place, least, most, default, what is safe, who may change it
WRITTEN_DOWN = {
    "speed_most": (SPEED_MOST, 1, 11, 11, 1, LIMIT),
    "heat_most": (HEAT_MOST, 0, 3, 3, 0, LIMIT),
    "minutes_most": (MINUTES_MOST, 5, 30, 30, 5, LIMIT),
    "profile": (PROFILE, 0, 2, 1, 0, table.CHOICE),
    "own_speed": (OWN_SPEED, 1, 11, 11, 1, LIMIT),
    "own_heat": (OWN_HEAT, 0, 3, 3, 0, LIMIT),
    "own_minutes": (OWN_MINUTES, 5, 30, 15, 5, LIMIT),
    "own_programme": (OWN_PROGRAMME, 0, 2, 0, 0, COMFORT),
    "fahrenheit": (FAHRENHEIT, 0, 1, 0, 0, COMFORT),
    "volume": (VOLUME, 0, 3, 3, 3, COMFORT),
    "brightness": (BRIGHTNESS, 1, 3, 3, 3, COMFORT),
    "cleaning": (CLEANING, 0, 50, 10, 10, COMFORT),
    "language_1": (LANGUAGE, ord("a"), ord("z"), ord("e"), ord("e"), COMFORT),
    "language_2": (LANGUAGE + 1, ord("a"), ord("z"), ord("n"), ord("n"), COMFORT),
    "foot_offset": (FOOT_OFFSET, -100, 100, 0, 0, COMFORT),
    "acknowledged": (ACKNOWLEDGED, 0, 1, 0, 0, HAND),
}


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_each_row_has_the_range_the_default_and_the_rights_that_are_written_down(place):
    _, least, highest, default, safe, who = facts(place)
    assert (place, least, highest, default, safe, who) == WRITTEN_DOWN[NAMES[place]]
    assert ROWS[place][table.MEANING]


def test_there_is_a_row_for_each_value_and_its_default_is_what_a_new_pad_has():
    assert len(ROWS) == len(set(NAMES)) == len(WRITTEN_DOWN) == len(DEFAULTS) == COUNT
    assert bytes(facts(place)[table.DEFAULT] & 0xFF for place in PLACES) == DEFAULTS
    settings = Settings()
    assert (settings.values, settings.changed, settings.lost) == (DEFAULTS, False, False)


def test_a_new_pad_allows_what_the_limits_allow():
    assert DEFAULTS[:3] == bytes((SPEED_STEPS, len(HEAT_LEVELS_CC) - 1, SESSION_LONGEST_MIN))
    assert [most(DEFAULTS, which) for which in (SPEED_MOST, HEAT_MOST)] == [11, 3]


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_what_is_safe_is_in_range_and_never_more_than_any_other(place):
    _, least, highest, _, safe, who = facts(place)
    assert least <= safe <= highest
    if who == LIMIT:
        assert safe == least


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_each_byte_is_in_range_or_not(place):
    _, least, highest, *_ = facts(place)
    expected = [value & 0xFF for value in range(least, highest + 1)]
    assert bytes_in_range(place) == sorted(expected)


def test_one_place_has_a_sign():
    assert [number(FOOT_OFFSET, value) for value in (0, 1, 100, 127, 128, 156, 255)] == [0, 1, 100, 127, -128, -100, -1]
    assert [number(VOLUME, value) for value in (0, 127, 128, 255)] == [0, 127, 128, 255]


# --- what a phone may do ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", LIMITS, ids=[NAMES[place] for place in LIMITS])
def test_a_limit_may_be_lowered_to_its_least_and_never_raised(place):
    least, highest = facts(place)[table.LEAST], facts(place)[table.MOST]
    step = 5 if place in table.MINUTES else 1
    settings = settings_with(with_values({place: highest}))
    for value in range(highest, least - 1, -step):
        assert tighten(settings, record({place: value}))
        assert settings.values[place] == value
        for more in range(value + step, 256, step):
            assert not tighten(settings, record({place: more}))
        assert settings.values[place] == value
    assert not tighten(settings, record({place: least - 1}))


@pytest.mark.parametrize("place", [p for p in PLACES if facts(p)[table.WHO] == COMFORT])
def test_comfort_is_changed_as_one_likes_within_its_range(place):
    settings = Settings()
    for value in (*range(255, -1, -1), *range(256)):
        before = settings.values[place]
        assert tighten(settings, record({place: value})) == in_range(place, value)
        assert settings.values[place] == (value if in_range(place, value) else before)


@pytest.mark.parametrize("now", [0, 1])
def test_only_a_hand_acknowledges_or_takes_it_back(now):
    settings = settings_with(with_values({ACKNOWLEDGED: now}))
    assert tighten(settings, record({ACKNOWLEDGED: now, VOLUME: 1}))
    assert not tighten(settings, record({ACKNOWLEDGED: 1 - now, VOLUME: 2}))
    assert (settings.values[ACKNOWLEDGED], settings.values[VOLUME]) == (now, 1)


def test_a_record_with_one_value_too_high_changes_none():
    now = {SPEED_MOST: 6, HEAT_MOST: 2, MINUTES_MOST: 20}
    settings = settings_with(with_values(now))
    assert not tighten(settings, record({**now, SPEED_MOST: 5, HEAT_MOST: 3, VOLUME: 0}))
    assert settings.values == with_values(now)
    assert not settings.changed


def test_the_same_record_is_taken_and_is_nothing_to_save():
    settings = settings_with(with_values({SPEED_MOST: 6}))
    assert tighten(settings, settings.record())
    assert not settings.changed


def test_a_change_is_to_be_saved_until_it_has_been():
    settings = Settings()
    for _ in range(2):
        assert tighten(settings, record({SPEED_MOST: 10}))
        assert settings.changed


@pytest.mark.parametrize("place", table.MINUTES)
@pytest.mark.parametrize(("minutes", "taken"), [(29, 25), (26, 25), (25, 25), (24, 20), (9, 5), (6, 5), (5, 5)])
def test_minutes_are_rounded_down_to_a_whole_step(place, minutes, taken):
    settings = settings_with(with_values({OWN_MINUTES: 30}))
    assert tighten(settings, record({OWN_MINUTES: 30, place: minutes}))
    assert settings.values[place] == taken


@pytest.mark.parametrize(
    "written",
    [
        b"",
        record()[:-1],
        record() + b"\0",
        b"\1" + DEFAULTS,
        b"\3" + DEFAULTS,
        bytes((1, 7, 2, 20)),
        bytes((2, 7, 2, 20)),
    ],
)
def test_another_length_or_version_is_refused(written):
    settings = Settings()
    assert not tighten(settings, written)
    assert (settings.values, settings.changed) == (DEFAULTS, False)


# What the session asks of the settings, by the profile that stands
def allowed(settings):
    return [most(settings.values, which) for which in (SPEED_MOST, HEAT_MOST)]


@pytest.mark.parametrize("now", range(PROFILES))
@pytest.mark.parametrize("wanted", range(PROFILES))
def test_a_phone_chooses_a_profile_only_if_it_allows_no_more(now, wanted):
    for own in ((11, 3), (4, 0), (3, 0), (4, 1), (5, 0)):
        values = with_values({PROFILE: now, OWN_SPEED: own[0], OWN_HEAT: own[1]})
        settings = settings_with(values)
        allows = {GENTLE: (GENTLE_SPEED_MOST, 0), STANDARD: (11, 3), OWN: own}
        no_more = all(new <= old for new, old in zip(allows[wanted], allows[now], strict=True))
        assert tighten(settings, record({PROFILE: wanted}, values)) == no_more
        assert settings.values[PROFILE] == (wanted if no_more else now)


def test_the_limits_of_all_profiles_count_when_another_one_is_chosen():
    settings = settings_with(with_values({SPEED_MOST: 4, HEAT_MOST: 0, PROFILE: GENTLE}))
    assert tighten(settings, record({PROFILE: STANDARD}, settings.values))  # 4 and none, as before
    assert allowed(settings) == [4, 0]


def test_tightening_and_choosing_in_one_record_is_judged_by_what_comes_out():
    settings = settings_with(with_values({PROFILE: GENTLE}))
    assert tighten(settings, record({PROFILE: OWN, OWN_SPEED: 4, OWN_HEAT: 0}))
    assert allowed(settings) == [4, 0]
    settings = settings_with(with_values({PROFILE: GENTLE}))
    assert not tighten(settings, record({PROFILE: OWN, OWN_SPEED: 5, OWN_HEAT: 0}))
    assert not tighten(settings, record({PROFILE: OWN, OWN_SPEED: 4, OWN_HEAT: 1}))


WRITES = st.lists(st.one_of(st.binary(max_size=20), VALUES.map(lambda values: b"\2" + values)), max_size=15)


@given(VALUES, WRITES)
def test_no_row_of_records_loosens_anything(now, writes):
    settings = settings_with(now)
    for written in writes:
        before, allowed_before = settings.values, allowed(settings)
        taken = tighten(settings, written)
        assert taken or settings.values == before
        assert all(in_range(place, settings.values[place]) for place in PLACES)
        assert all(settings.values[place] <= before[place] for place in LIMITS)
        assert all(after <= value for after, value in zip(allowed(settings), allowed_before, strict=True))
        assert settings.values[ACKNOWLEDGED] == before[ACKNOWLEDGED]
        assert all(settings.values[place] % 5 == 0 for place in table.MINUTES)


@given(VALUES)
def test_what_allows_no_more_is_taken(now):
    """A phone that is refused everything would be safe as well."""
    settings = settings_with(now)
    assert tighten(settings, b"\2" + SAFE[:-1] + now[-1:])
    assert settings.values == SAFE[:-1] + now[-1:]


# --- what a hand does -------------------------------------------------------------------------------------------------


def test_a_hand_forgets_them_and_is_asked_anew():
    settings = settings_with(with_values({SPEED_MOST: 1, ACKNOWLEDGED: 1, VOLUME: 0, PROFILE: OWN}))
    settings.lost = True
    settings.forget()
    assert (settings.values, settings.changed, settings.lost) == (DEFAULTS, True, False)
    assert settings.values[ACKNOWLEDGED] == 0


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_a_hand_puts_one_value_and_no_other(place):
    settings = Settings()
    settings.put(place, DEFAULTS[place])
    assert not settings.changed
    settings.put(place, 200)
    assert settings.values == DEFAULTS[:place] + b"\xc8" + DEFAULTS[place + 1 :]
    assert settings.changed


# --- profiles ---------------------------------------------------------------------------------------------------------


@given(VALUES)
def test_gentle_is_step_4_and_no_heat_whatever_the_limits_say(values):
    gentle = with_values({PROFILE: GENTLE}, values)
    assert most(gentle, SPEED_MOST) == min(4, values[SPEED_MOST])
    assert most(gentle, HEAT_MOST) == 0
    assert [of_profile(gentle, which) for which in range(4)] == [GENTLE_SPEED_MOST, 0, 15, 0] == [4, 0, 15, 0]


@given(VALUES)
def test_standard_is_all_that_the_limits_leave(values):
    standard = with_values({PROFILE: STANDARD}, values)
    assert [most(standard, which) for which in range(2)] == list(values[:2])
    assert [of_profile(standard, which) for which in range(4)] == [11, 3, 15, 0]


@given(VALUES)
def test_own_is_what_its_values_and_the_limits_say(values):
    own = with_values({PROFILE: OWN}, values)
    assert [of_profile(own, which) for which in range(4)] == list(values[OWN_SPEED : OWN_SPEED + 4])
    assert [most(own, which) for which in range(3)] == [min(values[i], values[OWN_SPEED + i]) for i in range(3)]


# --- the file ---------------------------------------------------------------------------------------------------------


@given(VALUES)
def test_what_is_saved_comes_back(values):
    read, settings = restored(settings_with(values).to_bytes())
    assert read
    assert (settings.values, settings.changed, settings.lost) == (values, False, False)


def test_without_a_file_nothing_is_tightened_and_nothing_lost():
    read, settings = restored(None)
    assert read
    assert (settings.values, settings.lost) == (DEFAULTS, False)


@pytest.mark.parametrize(("speed", "heat", "minutes"), [(11, 3, 30), (7, 2, 20), (1, 0, 5)])
def test_a_file_of_the_first_version_keeps_its_limits_and_asks_the_new_questions(speed, heat, minutes):
    read, settings = restored(with_checksum(bytes((1, speed, heat, minutes))))
    assert read
    assert settings.values == bytes((speed, heat, minutes)) + DEFAULTS[3:]
    assert settings.values[ACKNOWLEDGED] == 0


@pytest.mark.parametrize(
    ("bad", "safe"), [((12, 2, 20), (1, 2, 20)), ((7, 4, 20), (7, 0, 20)), ((7, 2, 35), (7, 2, 5))]
)
def test_in_such_a_file_a_value_falls_back_alone_as_well(bad, safe):
    read, settings = restored(with_checksum(bytes((1, *bad))))
    assert not read
    assert (settings.values[:3], settings.lost) == (bytes(safe), True)


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_each_value_out_of_range_falls_back_alone_and_is_told(place):
    good = with_values({SPEED_MOST: 7, HEAT_MOST: 2, MINUTES_MOST: 20, PROFILE: OWN, OWN_MINUTES: 25, VOLUME: 1})
    for value in range(256):
        content = with_checksum(b"\2" + good[:place] + bytes((value,)) + good[place + 1 :])
        read, settings = restored(content)
        kept = value if in_range(place, value) else SAFE[place]
        assert settings.values == good[:place] + bytes((whole(place, kept),)) + good[place + 1 :]
        assert (read, settings.lost) == (in_range(place, value), not in_range(place, value))


NOT_WHOLE = [
    b"",
    record({SPEED_MOST: 7}),
    record() + b"\0\0\0\0",
    with_checksum(record())[:-1],
    with_checksum(record()) + b"\0",
    with_checksum(b"\3" + DEFAULTS),
    with_checksum(b"\0" + DEFAULTS),
    with_checksum(record()[:-1]),
    with_checksum(record() + b"\0"),
    with_checksum(bytes((1, 7, 2))),
    with_checksum(bytes((1, 7, 2, 20, 1))),
    with_checksum(b"\2"),
    with_checksum(b""),
    bytes(LONGEST),
]


@pytest.mark.parametrize("content", NOT_WHOLE)
def test_a_file_that_is_not_whole_gives_what_is_safe_until_a_hand_forgets_it(content):
    read, settings = restored(content)
    assert not read
    assert (settings.values, settings.lost) == (SAFE, True)
    assert not settings.changed  # the next start says so again
    settings.forget()
    assert restored(settings.to_bytes())[1].values == DEFAULTS


def test_what_is_safe_does_the_least():
    values = restored(b"")[1].values
    assert allowed(settings_with(values)) == [1, 0]
    assert (values[MINUTES_MOST], values[PROFILE], values[ACKNOWLEDGED]) == (5, GENTLE, 0)


@given(VALUES, st.integers(0, LONGEST - 1), st.integers(1, 255))
def test_any_wrong_byte_gives_what_is_safe(values, place, change):
    content = bytearray(settings_with(values).to_bytes())
    content[place] ^= change
    assert restored(bytes(content))[1].values == SAFE


@given(st.binary(max_size=2 * LONGEST))
def test_noise_gives_what_is_safe(noise):
    read, settings = restored(noise)
    assert not read
    assert settings.values == SAFE


@given(st.binary(min_size=COUNT, max_size=COUNT))
def test_a_right_checksum_allows_no_more_than_the_limits(body):
    _, settings = restored(with_checksum(b"\2" + body))
    assert all(in_range(place, value) for place, value in enumerate(settings.values))
    assert all(value % 5 == 0 for value in (settings.values[MINUTES_MOST], settings.values[OWN_MINUTES]))


def test_a_board_gets_the_numbers_of_the_table_and_no_texts():
    found: dict[str, tuple[tuple[object, ...], ...]] = {}
    exec(without_texts(Path(table.__file__).read_text(encoding="utf-8")), found)
    assert found["ROWS"] == tuple(row[-1:] for row in ROWS)
