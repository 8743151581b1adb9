"""Scenario files: what is right is read as it was meant, what is wrong is told in one line."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.simulator import parameters
from tools.simulator.checked_table import ScenarioError
from tools.simulator.faults import ALL_FAULTS
from tools.simulator.kept_files import diary_in, settings_in
from tools.simulator.scenario import Clock, Fault, Feet, PowerCycle, Press, check, load, parse

SCENARIOS = Path(__file__).parents[2] / "tools" / "simulator" / "scenarios"
PATH = "walk.toml"

EVERYTHING = """
until_s = 900
seed = 7
[plant]
ambient_c = 18
feet = 1
[[step]]
at_s = 120.0
fault = "ntc_left_open"
until_s = 130
[[step]]
at_s = 1.0
press = "START"
[[step]]
at_s = 3
press = "TIME"
hold_s = 2.5
[[step]]
at_s = 200
feet = "left"
skin_c = 18.5
[[step]]
at_s = 201
feet = "none"
[[step]]
at_s = 900
power_cycle = true
"""


def scenario(text):
    """Check a scenario that is written here."""
    return check(parse(text, PATH), PATH)


def complaint(text):
    """What the person is told about a scenario that is wrong."""
    with pytest.raises(ScenarioError) as caught:
        scenario(text)
    return str(caught.value)


def test_everything_that_can_be_written_is_read():
    read = scenario(EVERYTHING)
    assert (read.until_s, read.seed, dict(read.plant)) == (900.0, 7, {"ambient_c": 18.0, "feet": 1.0})
    assert read.steps == (
        Press(1.0, "START", 0.12),
        Press(3.0, "TIME", 2.5),
        Fault(120.0, "ntc_left_open", 130.0),
        Feet(200.0, True, False, 18.5),
        Feet(201.0, False, False, None),
        PowerCycle(900.0),
    )


def test_days_are_told_with_the_clock_the_plug_and_what_the_pad_has_kept():
    read = scenario(
        """
        until_s = 9
        pad = {profile = 0, language_1 = "d", diary = [{start = "2026-11-20 09:00", foot_difference_c = -2.5}]}
        step = [{at_s = 1, clock = "2026-11-22 09:00"}, {at_s = 2, power_cut_s = 3}]
        """
    )
    assert read.steps == (Clock(1.0, datetime(2026, 11, 22, 9)), PowerCycle(2.0, 3.0))
    assert settings_in(read.kept) == settings_in({}) | {"profile": 0, "language_1": "d"}
    (record,) = diary_in(read.kept)
    assert (record["start"], record["left_minus_right"]) == ("2026-11-20 09:00:00", -2.5)
    assert (record["massage"], record["heat"]) == (900, 0)


def test_a_pad_that_has_kept_nothing_has_no_files():
    assert scenario("until_s = 9").kept == {}
    assert list(scenario("until_s = 9\n[pad]\nvolume = 0").kept) == ["settings.bin"]


def test_a_diary_of_many_sessions_fills_several_files():
    rows = ", ".join(f'{{start = "2026-11-20 09:{minute:02d}"}}' for minute in range(40))
    diary = diary_in(scenario(f"until_s = 9\npad = {{diary = [{rows}]}}").kept)
    assert [record["number"] for record in diary] == list(range(1, 41))
    assert diary[39]["start"] == "2026-11-20 09:39:00"


def test_a_scenario_needs_no_more_than_its_length():
    read = scenario("until_s = 0.5")
    assert (read.seed, dict(read.plant), read.steps) == (1, {}, ())


def test_steps_of_the_same_time_stay_in_their_order():
    steps = scenario('until_s = 9\nstep = [{at_s = 5, feet = "none"}, {at_s = 5, press = "START"}]').steps
    assert [type(step) for step in steps] == [Feet, Press]


@pytest.mark.parametrize("name", sorted(ALL_FAULTS))
def test_every_listed_fault_is_accepted(name):
    assert scenario(f'until_s = 9\nstep = [{{at_s = 1, fault = "{name}"}}]').steps == (Fault(1.0, name),)


@pytest.mark.parametrize("row", parameters.PARAMETERS.values(), ids=lambda row: row.name)
def test_every_parameter_is_accepted_within_its_range_and_refused_beyond_it(row):
    for value in (row.low, row.default, row.high):
        assert scenario(f"until_s = 9\n[plant]\n{row.name} = {value!r}").plant == {row.name: value}
    for value in (row.low - 1, row.high + 1):
        told = complaint(f"until_s = 9\n[plant]\n{row.name} = {value!r}")
        assert told.startswith(f"{PATH}: plant.{row.name}: got ")
        assert f"from {row.low:g} to {row.high:g}" in told


BAD = [
    # what is written, how the complaint begins, what it says is right
    ("", "until_s: is missing", "above 0 and at most 172800"),
    ("until_s = 0", "until_s: got 0;", "above 0"),
    ("until_s = -1", "until_s: got -1;", "above 0"),
    ("until_s = 1e9", "until_s: got 1e+09;", "at most 172800"),
    ("until_s = nan", "until_s: got nan;", "a number"),
    ("until_s = inf", "until_s: got inf;", "a number"),
    ("until_s = true", "until_s: got true;", "a number"),
    ('until_s = "900"', 'until_s: got "900";', "a number"),
    ("until_s = [900]", "until_s: got a list;", "a number"),
    ("until_s = {s = 900}", "until_s: got a table;", "a number"),
    ("until_s = 2026-11-21", "until_s: got 2026-11-21;", "a number"),
    ("until_s = 1" + "0" * 400, "until_s: got a far too large number;", "at most 172800"),
    ("until_s = 9\nsed = 3", 'sed: unknown key "sed"; did you mean seed?', "until_s, seed, plant, pad, step"),
    ("until_s = 9\nseed = 1.5", "seed: got 1.5;", "a whole number from 0 to 4294967295"),
    ("until_s = 9\nseed = -1", "seed: got -1;", "from 0"),
    ("until_s = 9\nseed = true", "seed: got true;", "a whole number"),
    ("until_s = 9\nplant = 3", "plant: got 3;", "[plant]"),
    (
        "until_s = 9\n[plant]\nambient = 3",
        'plant.ambient: unknown parameter "ambient"; did you mean ambient_c?',
        "lists them",
    ),
    ('until_s = 9\n[plant]\nambient_c = "warm"', 'plant.ambient_c: got "warm";', "from -10 to 45"),
    ("until_s = 9\n[plant]\nfeet = 1.5", "plant.feet: got 1.5;", "a whole number"),
    ("until_s = 9\n[step]\nat_s = 1", "step: ", "[[step]]"),
    ("until_s = 9\nstep = [1]", "step: ", "[[step]]"),
    ("until_s = 9\nstep = 1", "step: ", "[[step]]"),
    ("until_s = 9\n[[step]]", "step 1: press: ", "press, fault, feet, power_cycle"),
    ("until_s = 9\n[[step]]\nat_s = 1", "step 1: press: ", "this one has nothing"),
    ('until_s = 9\n[[step]]\npress = "START"', "step 1: at_s: is missing;", "from 0 to 9 (until_s of the scenario)"),
    ('until_s = 9\n[[step]]\nat_s = 9.1\npress = "START"', "step 1: at_s: got 9.1;", "from 0 to 9"),
    ('until_s = 9\n[[step]]\nat_s = -1\npress = "START"', "step 1: at_s: got -1;", "from 0 to 9"),
    (
        'until_s = 9\n[[step]]\nat_s = 1\npress = "START"\nfeet = "both"',
        "step 1: press and feet: ",
        "a step does one of",
    ),
    (
        'until_s = 9\n[[step]]\nat_s = 1\npress = "STRAT"',
        'step 1: press: unknown button "STRAT"; did you mean START?',
        "START",
    ),
    (
        "until_s = 9\n[[step]]\nat_s = 1\npress = 13",
        "step 1: press: unknown button 13;",
        "START, FASTER, SLOWER, HEAT, TIME",
    ),
    ('until_s = 9\n[[step]]\nat_s = 1\npress = "TIME"\nhold_s = 0', "step 1: hold_s: got 0;", "above 0 and at most 9"),
    (
        'until_s = 9\n[[step]]\nat_s = 1\npress = "TIME"\nuntil_s = 3',
        "step 1: until_s: unknown key beside press",
        "hold_s",
    ),
    (
        'until_s = 9\n[[step]]\nat_s = 1\nprss = "TIME"',
        'step 1: prss: unknown key "prss"; did you mean press?',
        "fault",
    ),
    (
        'until_s = 9\n[[step]]\nat_s = 1\nfault = "ntc_open"',
        'step 1: fault: unknown fault "ntc_open"; did you mean',
        "sim-faults",
    ),
    (
        'until_s = 9\n[[step]]\nat_s = 1\nfault = "task_killed:gaurd"',
        "step 1: fault: unknown fault",
        "task_killed:guard?",
    ),
    (
        'until_s = 9\n[[step]]\nat_s = 3\nfault = "brownout"\nuntil_s = 3',
        "step 1: until_s: got 3;",
        "above 3 and at most 9",
    ),
    ('until_s = 9\n[[step]]\nat_s = 1\nfeet = "two"', 'step 1: feet: unknown word "two";', "none, both, left, right"),
    (
        'until_s = 9\n[[step]]\nat_s = 1\nfeet = ["both"]',
        "step 1: feet: unknown word a list;",
        "none, both, left, right",
    ),
    ('until_s = 9\n[[step]]\nat_s = 1\nfeet = "both"\nskin_c = 60', "step 1: skin_c: got 60;", "from 0 to 40"),
    ("until_s = 9\n[[step]]\nat_s = 1\npower_cycle = false", "step 1: power_cycle: got false;", "true"),
    ("until_s = 9\n[[step]]\nat_s = 1\npower_cut_s = 0", "step 1: power_cut_s: got 0;", "above 0 and at most 9"),
    ('until_s = 9\n[[step]]\nat_s = 1\nclock = "2026-11-31 09:00"', "step 1: clock: got ", '"2026-11-22 09:00"'),
    ('until_s = 9\n[[step]]\nat_s = 1\nclock = "1999-11-22 09:00"', "step 1: clock: got ", "2026 to 2099"),
    ("until_s = 9\n[[step]]\nat_s = 1\nclock = 2026-11-22 09:00:00", "step 1: clock: got ", '"2026-11-22 09:00"'),
    ("until_s = 9\npad = 3", "pad: got 3;", "[pad]"),
    ("until_s = 9\n[pad]\nspeed = 3", 'pad.speed: unknown setting "speed"; did you mean', "speed_most, heat_most"),
    ("until_s = 9\n[pad]\nspeed_most = 12", "pad.speed_most: got 12;", "from 1 to 11"),
    ("until_s = 9\n[pad]\nlanguage_1 = 100", "pad.language_1: got 100;", "one letter"),
    ('until_s = 9\n[pad]\nlanguage_1 = "D"', 'pad.language_1: got "D";', "one letter"),
    ("until_s = 9\n[pad]\ndiary = 1", "pad.diary: ", "[[pad.diary]]"),
    ("until_s = 9\n[[pad.diary]]", "pad.diary 1: start: is missing;", "date and time"),
    (
        'until_s = 9\n[[pad.diary]]\nstart = "2026-11-20 09:00"\nheat_s = 901',
        "pad.diary 1: heat_s: got 901;",
        "from 0 to 900",
    ),
    (
        'until_s = 9\n[[pad.diary]]\nstart = "2026-11-20 09:00"\nfoot_difference_c = 9',
        "pad.diary 1: foot_difference_c: got 9;",
        "from -8 to 8",
    ),
    ("until_s = \nseed = 1", "this is not TOML: ", "line 1"),
    ("until_s = 9\nuntil_s = 9\n", "this is not TOML: ", "line 2"),
    ("until_s = 1" + "0" * 5000, "this is not TOML: ", ""),
    ("until_s = " + "[" * 100_000, "the values are nested too deeply", "two levels"),
    ('until_s = 9\n"two\\nlines" = 1', r"two\nlines: unknown key", "known are"),
    ('until_s = 9\n"" = 1', ': unknown key ""', "known are"),
]


@pytest.mark.parametrize(("text", "begins", "right"), BAD, ids=[str(number) for number in range(len(BAD))])
def test_what_is_wrong_is_told_in_one_line_with_file_key_and_what_would_be_right(text, begins, right):
    told = complaint(text)
    assert told.startswith(f"{PATH}: {begins}")
    assert right in told
    assert told.isprintable()
    assert len(told) < 400


def test_a_button_cannot_be_pressed_while_it_is_held():
    two = 'until_s = 9\nstep = [{{at_s = 3, press = "{}"}}, {{at_s = 1, press = "START", hold_s = {}}}]'
    assert complaint(two.format("START", 2)).startswith(f"{PATH}: step 1: at_s: START is still held then")
    assert complaint(two.format("START", 3)).endswith("at_s must be after 4")
    assert len(scenario(two.format("START", 1.9)).steps) == 2
    assert len(scenario(two.format("TIME", 3)).steps) == 2


def told_by_load(path):
    """What `load` says about a path."""
    with pytest.raises(ScenarioError) as caught:
        load(str(path))
    return str(caught.value)


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path):
    missing, folder, binary, large = (tmp_path / name for name in ("no.toml", "folder", "bytes.toml", "large.toml"))
    folder.mkdir()
    binary.write_bytes(b"\xff\xfe\x00")
    large.write_bytes(b"#" * 1_000_001)
    assert told_by_load(missing).startswith(f"{missing}: there is no such file; the scenarios that come with")
    assert told_by_load(folder).startswith(f"{folder}: cannot be read (Is a directory)")
    assert told_by_load(binary).startswith(f"{binary}: this is not UTF-8 text")
    assert told_by_load(large).startswith(f"{large}: this is larger than a megabyte")
    assert told_by_load(tmp_path / ("x" * 300)).endswith("give the path of a TOML file")
    assert "\n" not in told_by_load(tmp_path / "two\nlines")


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_scenario_that_is_shipped_is_right(path):
    assert load(str(path)).until_s > 0


# Values that TOML can hold, so that `check` meets all of them in every place.
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["at_s", "press", "hold_s", "fault", "until_s", "feet", "skin_c", "power_cycle", "power_cut_s", "clock"]
)
NAMES = st.sampled_from(["START", "TIME", "both", "none", "brownout", "ntc_left_open"])
STEPS = st.dictionaries(KEYS, VALUES | NAMES | st.floats(0, 9), max_size=4)
SETTINGS = st.sampled_from(["speed_most", "profile", "language_1", "foot_offset", "diary"])
EARLIER = st.dictionaries(
    st.sampled_from(["start", "massage_s", "heat_s", "foot_difference_c"]),
    VALUES | st.integers(0, 900) | st.just("2026-11-20 09:00"),
    max_size=4,
)
PLANTS = st.dictionaries(st.sampled_from(sorted(parameters.PARAMETERS)) | st.text(max_size=8), VALUES, max_size=3)


def read_or_complain(content):
    """Either a scenario comes out, or one line that names the file."""
    told = f"{PATH}: fine"
    try:
        check(content, PATH)
    except ScenarioError as error:
        told = str(error)
    assert told.startswith(f"{PATH}: ")
    assert told.isprintable()


@given(
    st.dictionaries(
        st.sampled_from(["until_s", "seed", "plant", "pad", "step"]) | st.text(max_size=8), VALUES, max_size=4
    )
)
def test_no_content_ends_in_a_traceback(content):
    read_or_complain(content)


@given(st.lists(STEPS, max_size=4), PLANTS)
def test_no_step_and_no_parameter_ends_in_a_traceback(steps, plant):
    read_or_complain({"until_s": 9, "plant": plant, "step": steps})


@given(st.dictionaries(SETTINGS, VALUES | st.integers(0, 99), max_size=4), st.lists(EARLIER, max_size=3))
def test_no_setting_and_no_earlier_session_ends_in_a_traceback(settings, diary):
    read_or_complain({"until_s": 9, "pad": settings | {"diary": diary}})


@given(st.text() | st.text(alphabet='=[]{}."\n \\x1a0e-'))
def test_no_text_ends_in_a_traceback(text):
    told = f"{PATH}: fine"
    try:
        scenario(text)
    except ScenarioError as error:
        told = str(error)
    assert told.startswith(f"{PATH}: ")
    assert told.isprintable()
