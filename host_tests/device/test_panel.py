"""The real panel on the real MicroPython VM, with its real fonts, on a board made of a few lines.

What is drawn is read back dot by dot from the memory of the display that the panel has written to.
"""

import json

from host_tests.display_reader import ascii_art, pixels, read
from host_tests.on_vm import last_line
from pad import cues
from pad.session import CHECK, DONE, FAULT, LOCKED, OFF, RUNNING, SAFE_MODE, STOPPED


def on_vm(what, argument=None):
    """Run one function of panel_on_vm.py; its answer."""
    return json.loads(last_line("panel_vm/panel_on_vm.py", what, given=json.dumps(argument), timeout_s=60))


def font_of(answer):
    return {bytes(columns): letter for letter, columns in answer["font"].items()}


SCENES = [
    {"state": OFF},
    {"state": OFF, "chosen_minutes": 5},
    {"state": CHECK},
    {"state": CHECK, "feet_differ": True},
    {"state": RUNNING, "phase": 0, "feet_differ": False},
    {"state": RUNNING, "phase": 1, "remaining_s": 1800},
    {"state": RUNNING, "phase": 2, "remaining_s": 1799, "speed_step": 11, "heat_level": 3, "left_cc": 3862},
    {"state": RUNNING, "remaining_s": 600, "right_cc": -32768},
    {"state": RUNNING, "remaining_s": 599},
    {"state": RUNNING, "remaining_s": 598},
    {"state": RUNNING, "phase": 3, "remaining_s": 9, "heat_level": 0, "heat_left_s": 0},
    {"state": STOPPED, "remaining_s": 9},
    {"state": DONE},
    {"state": OFF, "rest_s": 1800},
    {"state": LOCKED},
    {"state": FAULT, "fault_code": 12, "cue_count": 1},
    {"state": FAULT, "passes": 41},
    {"state": FAULT, "fault_code": 255},
    {"state": SAFE_MODE},
    {"state": RUNNING, "fahrenheit": 1, "left_cc": 4000, "right_cc": 3900, "heat_level": 3, "heat_left_s": 60},
    {"state": RUNNING, "language": "de"},
    {"state": FAULT, "fault_code": 12},
]


def test_every_screen_is_drawn_whole():
    answer = on_vm("draw", SCENES)
    font = font_of(answer)
    for scene, picture in zip(SCENES, answer["pictures"], strict=True):
        memory = bytes(picture["memory"])
        said = [line for line in picture["lines"] if line.strip()]
        assert [text for text, _, _ in read(memory, font)] == said, f"{scene}\n{ascii_art(memory)}"
        assert picture["lit"]


def test_what_matters_most_is_largest():
    answer = on_vm("draw", [{"state": RUNNING, "remaining_s": 754, "speed_step": 5}])
    memory = bytes(answer["pictures"][0]["memory"])
    time, speed, heat = read(memory, font_of(answer))
    assert time == ("12:34", 4, 3)
    assert speed == ("SPEED 5", 2, 2)
    assert heat == ("HEAT OFF 29/30C", 2, 1)
    tall = [row for row in range(32) if any(pixels(memory)[row])]
    assert tall[-1] - tall[0] + 1 == 28  # of 64 rows: 4.8 mm on a display that is 11 mm high


def test_a_second_that_passes_costs_one_line_and_four_pages():
    scenes = [{"state": RUNNING, "remaining_s": 754}, {"remaining_s": 753}]
    assert on_vm("draw", scenes)["pictures"][1]["turns"] == 1 + 4


def test_one_message_is_never_longer_than_a_page():
    answer = on_vm("draw", SCENES)
    assert answer["longest"] == 129
    assert answer["timeout_us"] == 5_000


def test_an_absent_display_is_no_error_and_loads_nothing():
    assert on_vm("absent") == {"writes": 0, "screen": False}


def test_a_display_is_given_up_after_three_errors_running():
    assert on_vm("failing", [True, True, False, True, True])["used"]
    assert not on_vm("failing", [True, True, True])["used"]


def test_a_display_with_a_loose_plug_shows_everything_again():
    answer = on_vm("failing", [False, True, False, False])
    assert answer["starts"] == 2
    assert answer["lit"]
    whole = on_vm("draw", [{}, {"chosen_minutes": 20}])
    assert answer["memory"] == whole["pictures"][1]["memory"]


def test_a_board_with_nothing_fitted_touches_nothing():
    assert on_vm("bare") == {"i2c": 0, "pwm": 0, "led": 0}


def test_passes_without_news_allocate_nothing():
    assert on_vm("allocation", 10_000) == {"passes": 10_000}


def test_seconds_and_temperatures_are_shown_without_heap():
    answer = on_vm("seconds", 1_800)
    assert answer["lines"] == ["0:00", "", "SPEED 1", "HEAT MED 30/--C"]
    assert [text for text, _, _ in read(bytes(answer["memory"]), font_of(answer))] == [
        *("0:00", "SPEED 1", "HEAT MED 30/--C")
    ]


def test_led_and_beeps_never_allocate():
    assert on_vm("led_and_beeps", 10_000) == {"passes": 10_000}


def test_the_buzzer_is_silent_from_the_first_moment_and_loud_in_a_beep():
    answer = on_vm("sound", cues.FAULT)
    assert answer["first_duty"] == 0
    assert answer["pin"] == 17
    assert [hz for hz, _, _ in answer["heard"][:8]] == [2_100, 2_100, 0, 2_100, 2_100, 0, 2_100, 2_100]
    assert {duty for _, duty, _ in answer["heard"]} == {0, 32_768}


def test_soft_tones_are_driven_with_a_shorter_pulse_and_half_the_light_is_half():
    heard = on_vm("softly", cues.CHECK)["heard"]
    assert {duty for _, duty, _ in heard} == {0, 2_090}
    assert heard[0][2] == [0x20, 0x20, 0x20]


def test_an_alarm_that_follows_a_soft_tone_of_the_same_pitch_is_loud():
    assert on_vm("loud_after_soft")["heard"] == [[2_100, 2_090], [2_100, 32_768]]


def test_the_led_gets_green_red_blue_when_they_change_and_once_a_second():
    white = [0x40, 0x40, 0x40]
    answer = on_vm("sound", cues.CHECK)
    assert [led for _, _, led in answer["heard"]] == [white] * 6 + [[0, 0, 0]] * 6 + [white] * 6 + [[0, 0, 0]] * 2
    assert answer["calls"] == 4
    assert on_vm("steady", 100) == {"calls": 10, "led": [0x50, 0x00, 0x18]}


def test_the_task_keeps_its_period_and_brings_up_the_display():
    tries = (on_vm("task", 1) for _ in range(3))  # in real time: a busy computer is late now and then, a fault always
    answer = next((answer for answer in tries if 9 <= answer["beats"] <= 11), None)
    assert answer
    assert answer["lit"]
    assert read(bytes(answer["memory"]), font_of(answer))[0] == ("15:00", 4, 3)
