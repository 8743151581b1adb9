"""Chromium's Web Bluetooth reaches the firmware: a small page of our own uses all that an app would."""

import pytest

from host_tests.ble import diary_reader
from host_tests.ble.footpad import (
    COMMAND,
    DIARY,
    DIARY_ACCESS,
    RESULT,
    SETTINGS,
    STATUS,
    TEXT,
    fields,
    open_window,
    start,
)
from host_tests.browser.small_page_driver import FOLDER, SmallPage
from host_tests.browser.static_site import serving
from pad import phone, session, settings
from tools.simulator.simulation import Simulation
from tools.simulator.web.phone_operations import full

STOP = [phone.STOP]


@pytest.fixture
def small_page(page, emulated_radio):
    with serving(FOLDER) as address:
        page.goto(address)
        small = SmallPage(page, emulated_radio.wait_for)
        assert small.connect().startswith("FootPad-")
        yield small


def paired(small: SmallPage, pad) -> None:
    """A hand opens the window, and the page reads something private: that makes the phone pair."""
    open_window(pad)
    small.read(SETTINGS)


def test_it_reads_and_is_notified(small_page, emulated_radio, pad):
    assert small_page.read(TEXT).decode().startswith("Ready.")
    small_page.do("subscribe", STATUS.lower())
    start(pad)
    emulated_radio.run_for(1.5)
    records = [fields(record) for record in small_page.values(STATUS)]
    assert records[-1][1] == session.RUNNING
    assert len(records) >= 2
    assert fields(small_page.read(STATUS))[1] == session.RUNNING


def test_a_command_of_a_stranger_changes_nothing(small_page, emulated_radio, pad):
    start(pad)
    small_page.do("subscribe", RESULT.lower())
    outcome = small_page.attempt("write", COMMAND.lower(), STOP)
    emulated_radio.run_for(0.5)
    assert outcome.get("error") or small_page.values(RESULT) == [bytes((phone.STOP, phone.NOT_ALLOWED))]
    assert pad.status.state == session.RUNNING


def test_a_phone_that_has_paired_stops_the_motor(small_page, emulated_radio, pad):
    paired(small_page, pad)
    small_page.do("subscribe", RESULT.lower())
    start(pad)
    assert pad.motor_duty > 0
    small_page.do("write", COMMAND.lower(), STOP)
    emulated_radio.wait_for(lambda: pad.motor_duty == 0, 0.5)
    emulated_radio.wait_for(lambda: small_page.values(RESULT) == [bytes((phone.STOP, phone.DONE))], 1)
    assert pad.status.stop_reason == session.PHONE


def test_a_page_can_leave_come_back_and_is_still_known(small_page, emulated_radio, pad):
    paired(small_page, pad)
    for _ in range(2):
        small_page.do("disconnect")
        emulated_radio.wait_for(lambda: small_page.outcome("lost"), 1)
        small_page.do("reconnect")
        assert small_page.read(SETTINGS)[0] == settings.VERSION
        small_page.do("subscribe", STATUS.lower())
        emulated_radio.wait_for(lambda: len(small_page.values(STATUS)) >= 2, 3)


def test_a_pad_whose_plug_is_pulled_is_lost_and_found_again(small_page, emulated_radio, pad):
    pad.power_cycle(off_s=1)
    emulated_radio.wait_for(lambda: small_page.outcome("lost"), 8)
    assert small_page.attempt("read", TEXT.lower())["error"] == "NetworkError"
    small_page.do("reconnect")
    assert small_page.read(TEXT).decode().startswith("Ready.")


def test_a_pad_that_is_out_of_reach_cannot_be_connected_to(small_page, emulated_radio, pad):
    small_page.do("disconnect")
    pad.power_cycle(off_s=60)
    emulated_radio.run_for(1)
    assert small_page.attempt("reconnect", within_s=10)["error"] == "NetworkError"


def test_a_page_that_is_loaded_again_begins_anew(small_page, emulated_radio):
    small_page.page.reload()
    emulated_radio.wait_for(lambda: not emulated_radio.phone.connected, 1)
    assert small_page.connect().startswith("FootPad-")
    assert small_page.read(TEXT).decode().startswith("Ready.")


def test_a_person_who_chooses_nothing(page, emulated_radio):
    emulated_radio.chooses_pad = False
    with serving(FOLDER) as address:
        page.goto(address)
        page.click("#connect")
        small = SmallPage(page, emulated_radio.wait_for)
        emulated_radio.wait_for(lambda: small.outcome("connect"), 2)
        assert small.outcome("connect")["error"] == "NotFoundError"


def test_what_a_page_reads_is_not_hidden_by_what_it_was_notified_of(small_page, emulated_radio, pad):
    small_page.do("subscribe", TEXT.lower())
    pad.press("TIME")
    emulated_radio.wait_for(lambda: b"20 minutes" in b"".join(small_page.values(TEXT)), 2)
    emulated_radio.run_for(0.5)
    small_page.do("unsubscribe", TEXT.lower())
    before = len(small_page.values(TEXT))
    pad.press("TIME")
    emulated_radio.run_for(1)
    assert len(small_page.values(TEXT)) == before
    now = small_page.read(TEXT)
    assert small_page.values(TEXT)[before:] == [now]
    assert b"25 minutes" in now


def test_the_diary_comes_through_the_access_point(page, make_emulated_radio):
    with Simulation(radio=True, flash_image=diary_reader.flash_with(40)) as pad, serving(FOLDER) as address:
        pad.run_for(2)
        radio = make_emulated_radio(page, pad)
        page.goto(address)
        small = SmallPage(page, radio.wait_for)
        small.connect()
        paired(small, pad)
        for uuid in (DIARY_ACCESS, DIARY):
            small.do("subscribe", full(uuid))
        small.do("write", full(DIARY_ACCESS), list(diary_reader.ALL))
        radio.wait_for(lambda: small.values(full(DIARY_ACCESS)), 25)
        assert small.values(full(DIARY_ACCESS)) == [bytes((6, 0, 1, diary_reader.SUCCESS))]
        assert diary_reader.records_in(small.values(full(DIARY))) == [diary_reader.entry(n) for n in range(1, 41)]
