"""The phone app in Chromium, over Web Bluetooth and two Bluetooth stacks, with the firmware on its VM."""

import pytest

from host_tests.ble.footpad import start
from host_tests.browser.accessibility import check_accessibility
from host_tests.browser.conftest import PHONE_APP
from host_tests.browser.phone_user import PhoneUser
from host_tests.browser.static_site import serving
from host_tests.device.diary_file import diary_in
from pad import session, settings

REFUSED_S = 3.0


# --- What everybody sees ----------------------------------------------------------------------------------------------


def test_it_shows_what_the_pad_says_of_itself(user, pad):
    user.sees("Ready.")
    pad.press("TIME")
    user.sees("20 minutes")
    start(pad, heat=2, faster=3)
    user.sees("Running")
    user.sees("speed 4 of 11, medium heat")
    user.radio.run_for(20)
    status = pad.status
    for cc in (status.left_cc, status.right_cc):
        assert user.shows(f"{cc / 100:.1f}"[:-1])  # it may have gone on by a tenth
    assert user.shows("4 of 11")
    assert user.shows("up to 37 °C")


def test_a_fault_is_told_with_its_way_out(user, pad):
    start(pad, heat=1)
    pad.inject("ntc_left_open")
    user.sees("Fault", 3)
    user.sees("sensor")
    assert pad.status.state == session.FAULT
    assert not user.button("STOP").count()


def test_who_has_not_paired_is_not_obeyed_and_is_told_so_loudly(user, pad):
    start(pad)
    user.sees("Not paired: the pad may not obey")
    user.touch("STOP")
    user.sees("STOP is NOT confirmed", REFUSED_S)
    assert user.shows("Press START on the pad, or pull the plug.")
    assert pad.status.state == session.RUNNING
    assert pad.motor_duty > 0


# --- What a phone that has paired may do ------------------------------------------------------------------------------


def test_stop_stops_the_motor_and_only_the_pad_can_confirm_it(known, pad):
    start(pad, heat=1)
    known.sees("In an emergency")
    known.touch("STOP")
    known.radio.wait_for(lambda: pad.motor_duty == 0 and not pad.heater_pin, 0.5)
    known.sees("Stopped. The pad has confirmed it.")
    assert pad.status.stop_reason == session.PHONE


def test_hands_that_tremble_touch_stop_twice(known, pad):
    start(pad)
    known.sees("In an emergency")
    known.button("STOP").dblclick()
    known.radio.wait_for(lambda: pad.motor_duty == 0 or known.shows("NOT confirmed"), 1)
    known.sees("Stopped. The pad has confirmed it.")
    assert not known.shows("NOT confirmed")


def test_a_stop_that_the_pad_never_gets_is_never_shown_as_done(known, pad):
    start(pad)
    known.sees("In an emergency")
    known.radio.phone.vanish()
    known.touch("STOP")
    known.radio.run_for(0.1)
    known.page.wait_for_timeout(2_300)  # by the clock of the phone
    assert known.shows("STOP is NOT confirmed")
    assert not known.shows("Stopped.")
    assert pad.status.state == session.RUNNING


def test_slower_cooler_and_no_heat(known, pad):
    start(pad, heat=3, faster=2)
    for button, said in (("Slower", "one step slower"), ("Cooler", "one level cooler"), ("Heat off", "heat is off")):
        known.touch(button)
        known.sees(said)
    assert (pad.status.speed_step, pad.status.heat_level) == (2, 0)
    known.touch("Heat off")
    known.sees("nothing to do")


def test_a_lost_pad_leaves_nothing_that_looks_live(known, pad):
    start(pad, heat=1)
    known.sees("speed 1 of 11")
    pad.power_cycle(off_s=60)
    known.sees("Connection lost", 10)
    assert not known.shows("speed 1 of 11")
    assert known.shows("What the pad does now is not known")
    assert known.shows("this phone cannot stop the pad")


def test_silence_is_not_taken_for_news(known, pad):
    start(pad)
    known.sees("speed 1 of 11")
    known.page.wait_for_timeout(3_600)  # nothing comes meanwhile
    assert known.shows("No word from the pad")
    assert not known.shows("speed 1 of 11")
    known.sees("speed 1 of 11", 3)


def test_something_is_wrong_asks_once_and_locks_the_pad(known, pad):
    start(pad)
    known.go_to("feet")
    known.touch("Something is wrong")
    known.sees("Are you sure?")
    assert pad.status.state == session.RUNNING
    known.touch("Yes, lock the pad")
    known.sees("It is locked")
    assert pad.status.state == session.LOCKED
    assert pad.motor_duty == 0
    known.radio.run_for(1)
    assert diary_in(pad.flash())[-1].feet_after == 2


def test_a_score_is_in_the_diary_once(known, pad):
    known.go_to("feet")
    known.page.locator("fieldset.scores").first.get_by_role("button", name="7", exact=True).click()
    known.sees("The pad has noted 7.")
    start(pad)
    pad.press("START")
    known.radio.run_for(1.5)
    assert [(one.score_before, one.score_after) for one in diary_in(pad.flash())] == [(7, 255)]


def test_the_clock_is_set_when_the_pad_has_none(user, pad):
    user.pair()
    user.go_to("more")
    user.touch("Compare with this phone")
    user.sees("The pad's clock agrees with this phone.")


def test_settings_can_be_tightened_and_the_pad_says_that_it_has_them(known, pad):
    assert known.setting("speed_most").locator("option").count() == 11
    known.save("speed_most", "3")
    known.sees("This phone cannot raise it again")
    known.touch("Yes, save")
    known.sees("The pad has taken it, and says so.")
    assert known.setting("speed_most").locator("option").count() == 3  # more cannot even be asked for
    start(pad, faster=5)
    assert pad.status.speed_step == 3


def test_what_a_hand_changes_is_shown_when_settings_are_looked_at(known, pad):
    profile = known.setting("profile")
    assert profile.input_value() == str(settings.STANDARD)
    known.go_to("pad")
    pad.press("FASTER")
    known.radio.run_for(1)
    known.go_to("more")
    known.radio.wait_for(lambda: profile.input_value() == str(settings.OWN))


def test_a_pad_out_of_reach_is_told_with_a_way_out(page, pad, emulated_radio):
    user = PhoneUser(page, emulated_radio)
    pad.power_cycle(off_s=60)
    with serving(PHONE_APP) as address:
        page.goto(address)
        user.touch("Connect")
        user.sees("The connection to the pad was lost.", 30)
        assert user.button("Connect").is_enabled()


def test_the_pads_language_is_the_apps_sentence(known, pad):
    assert known.setting("language").locator("option").count() == 2
    known.save("language", "de")
    known.sees("The pad has taken it, and says so.")
    known.go_to("pad")
    known.sees("Bereit. START beginnt")


def test_profiles_of_this_pad(known):
    profile = known.setting("profile")
    assert profile.input_value() == str(settings.STANDARD)
    assert "gentle" in profile.inner_text()


# --- Everybody can use it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["pad", "feet", "diary", "more"])
def test_no_place_keeps_anybody_out(known, pad, place):
    start(pad, heat=1)
    known.sees("In an emergency")
    known.go_to(place)
    known.radio.run_for(1)
    check_accessibility(known.page)
    known.page.emulate_media(color_scheme="dark")
    check_accessibility(known.page)


def test_stop_is_reached_with_the_keyboard_alone(known, pad):
    start(pad)
    known.sees("In an emergency")
    for _ in range(40):
        known.page.keyboard.press("Tab")
        if known.page.evaluate("document.activeElement.classList.contains('stop')"):
            break
    known.page.keyboard.press("Enter")
    known.radio.wait_for(lambda: pad.motor_duty == 0, 1)
