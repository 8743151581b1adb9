"""`bluetooth` in the simulator behaves as on an ESP32 when phones come and go; several pads, and none."""

import asyncio

import pytest

from host_tests.ble.radio_program import (
    CENTRAL_CONNECT,
    CENTRAL_DISCONNECT,
    FLOOD,
    GET_SECRET,
    OPEN,
    PROGRAM,
    READ_ONLY,
    SECRET,
    SERVER,
    SET_SECRET,
    START,
    answers,
    events,
)
from tools.simulator.phone import Phone, PhoneError
from tools.simulator.simulation import Simulation, SimulatorError

# --- Coming and going -------------------------------------------------------------------------------------------------


def test_a_phone_that_vanishes_is_missed_after_the_supervision_timeout(run_main, make_phone):
    pad = run_main(SERVER + FLOOD)
    phone = make_phone(pad, supervision_s=3.0)
    phone.vanish()
    gone_s = pad.now_s
    pad.run_for(2.9)
    assert events(pad, CENTRAL_DISCONNECT) == []
    assert answers(pad)[-1] == "OSError(12,)"
    pad.run_for(0.2)
    (line,) = [line for line in pad.printed if line.split()[0] == CENTRAL_DISCONNECT]
    assert pad.printed_at_s(line) - gone_s == pytest.approx(3.0, abs=0.01)
    assert not phone.connected
    phone.connect()
    assert phone.read(OPEN) == b""


def test_a_phone_that_comes_back_in_time_goes_on(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    phone.vanish()
    pad.run_for(3)
    phone.come_back()
    phone.write(OPEN, b"x")
    pad.run_for(10)
    assert events(pad, CENTRAL_DISCONNECT) == []


def test_the_program_can_end_a_connection(run_main, make_phone):
    pad = run_main(SERVER + "time.sleep_ms(2000)\nprint(ble.gap_disconnect(0))")
    phone = make_phone(pad)
    pad.run_for(3)
    assert not phone.connected
    assert answers(pad) == ["True"]
    assert [words[0] for words in events(pad, CENTRAL_DISCONNECT)] == ["0"]


@pytest.mark.parametrize(
    ("cause", "after_s"), [("soft reset", 0.0), ("machine.reset", 4.0), ("watchdog", 4.0), ("power-on", 4.0)]
)
def test_a_reset_ends_every_connection(run_main, make_phone, cause, after_s):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    pad.reset(cause)
    if after_s:
        pad.run_for(after_s - 0.1)
        assert phone.connected
    pad.run_for(0.2)
    assert not phone.connected
    phone.connect()
    assert phone.read(OPEN) == b""


def test_the_pad_can_be_found_at_once_after_a_reset_by_another_phone(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    pad.reset("machine.reset")
    other = make_phone(pad, "other")
    assert other.read(OPEN) == b""
    pad.run_for(5)
    assert other.connected
    assert not phone.connected


FILED = """
import json, os
def load():
    try:
        with open("/secrets") as file: rows = json.load(file)
    except OSError: rows = []
    for kind, key, value in rows: secrets[kind, bytes(key)] = bytes(value)
load()
old = answer
def answer(event, data):
    result = old(event, data)
    if event == 30:
        rows = [[kind, list(key), list(value)] for (kind, key), value in secrets.items()]
        with open("/secrets", "w") as file: json.dump(rows, file)
    return result
"""


def test_bonds_live_through_a_reset_if_the_program_keeps_them(run_main, make_phone):
    pad = run_main(PROGRAM + FILED + START)
    phone = make_phone(pad)
    phone.pair()
    pad.run_for(0.5)
    before = len(pad.printed)
    pad.reset("power-on")
    pad.run_for(5)
    assert [line.split()[:3] for line in pad.printed[before:]] == [
        [GET_SECRET, "10", "0"],
        [GET_SECRET, "2", "0"],
        [GET_SECRET, "2", "1"],
    ]
    phone.connect()
    phone.encrypt()
    assert events(pad, CENTRAL_CONNECT)[-1][2] == phone.identity.address.lower().replace(":", "")


# --- Simulations and their phones -------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bonds(make_pad):
    def life(seed: int):
        pad = make_pad(overlay={"boot.py": None, "main.py": PROGRAM + FILED + START}, seed=seed)
        pad.run_for(1)
        phone = Phone(pad)
        phone.connect()
        phone.pair()
        phone.write(SECRET, b"x")
        pad.run_for(1)
        return pad.events

    one, same, other = life(1), life(1), life(2)
    assert one == same != other
    assert any(event["text"].startswith(SET_SECRET) for event in one)


def test_simulations_do_not_hear_each_other(run_main, make_phone):
    one, other = run_main(SERVER, seed=1), run_main(SERVER + "ble.gap_advertise(None)", seed=2)
    assert make_phone(other, connect=False).scan() is None
    phone = make_phone(one)
    other.run_for(3)
    phone.write(OPEN, b"x")
    assert events(other, CENTRAL_CONNECT) == []


def test_a_phone_works_inside_somebody_elses_event_loop(run_main, make_phone):
    pad = run_main(SERVER)

    async def client() -> bytes:
        await asyncio.sleep(0)
        phone = make_phone(pad)
        phone.write(OPEN, b"x")
        await asyncio.sleep(0)
        return phone.read(OPEN)

    assert asyncio.run(client()) == b"x"


def test_commands_to_the_firmware_do_not_disturb_an_answer(run_main, make_phone):
    pad = run_main(SERVER + "while True: ble.gatts_read(temperature)")
    phone = make_phone(pad)
    for _ in range(50):
        pad.run_for(0.0003)
        assert pad.heap_allocated() > 0
    phone.write(OPEN, b"x")


# --- Without a radio, and with a real one -----------------------------------------------------------------------------


def test_a_phone_needs_a_radio():
    with Simulation(overlay={"boot.py": None, "main.py": ""}) as pad, pytest.raises(ValueError, match="radio=True"):
        Phone(pad)


@pytest.mark.parametrize("name", ["nonsense", "serial:/dev/nothing"])
def test_a_controller_that_is_not_there_is_told_in_one_line(name):
    with pytest.raises(SimulatorError, match=f"no Bluetooth controller at '{name}': ") as caught:
        Simulation(radio=name)
    assert "\n" not in str(caught.value)


def test_what_a_phone_asks_for_in_vain(run_main, make_phone):
    phone = make_phone(run_main(SERVER), connect=False)
    for call in (phone.disconnect, phone.pair, phone.encrypt, phone.discover):
        with pytest.raises(PhoneError, match="no connection"):
            call()
    phone.connect()
    with pytest.raises(PhoneError, match="already"):
        phone.connect()
    with pytest.raises(PhoneError, match="no characteristic 2AFF"):
        phone.read("2AFF")
    with pytest.raises(PhoneError, match="nobody can subscribe"):
        phone.subscribe(READ_ONLY)
