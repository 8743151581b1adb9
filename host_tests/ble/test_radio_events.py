"""`bluetooth` in the simulator behaves as on an ESP32: what it tells phones, and what it tells the program."""

import pytest

from host_tests.ble.radio_program import (
    CONNECTION_UPDATE,
    FLOOD,
    GATTS_WRITE,
    INDICATE_DONE,
    INDICATED,
    MTU_EXCHANGED,
    OPEN,
    PROGRAM,
    SERVER,
    WRITE_ONLY,
    answers,
    events,
)

# --- Notifications and indications ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call", ["gatts_notify, 0, temperature", "gatts_indicate, 0, temperature", "gap_disconnect, 0"]
)
def test_nobody_is_connected(run_main, call):
    assert answers(run_main(SERVER + f"print(caught(ble.{call}))")) == ["OSError(-128,)"]


NOTIFY = """
ble.gatts_write(temperature, b"value")
async def main():
    while True:
        await asyncio.sleep(1)
        print(caught(ble.gatts_notify, 0, temperature), caught(ble.gatts_notify, 0, temperature, b"data"))
asyncio.run(main())
"""


def test_notifications_reach_a_phone_that_has_not_subscribed(run_main, make_phone):
    pad = run_main(SERVER + NOTIFY)
    phone = make_phone(pad)
    pad.run_for(3)
    assert [value for _, _, value in phone.received] == [b"value", b"data"] * 3
    assert answers(pad)[-3:] == ["None None"] * 3


def test_a_notification_is_cut_to_the_mtu(run_main, make_phone):
    pad = run_main(SERVER + NOTIFY.replace('b"data"', "bytes(100)"))
    phone = make_phone(pad, mtu=23)
    pad.run_for(2)
    assert phone.received[1][2] == bytes(20)


def test_an_update_goes_to_those_who_subscribed(run_main, make_phone):
    main = (
        "\nn = 0\nwhile True:\n    time.sleep_ms(1000)\n    n += 1\n    ble.gatts_write(temperature, bytes([n]), True)"
    )
    pad = run_main(SERVER + main)
    one, other = make_phone(pad), make_phone(pad, "other")
    values = one.subscribe(OPEN)
    pad.run_for(3)
    assert len(values) == 3
    assert other.received == []
    one.unsubscribe(OPEN)
    pad.run_for(3)
    assert len(values) == 3


def test_a_subscription_ends_with_the_connection(run_main, make_phone):
    main = "\nwhile True:\n    time.sleep_ms(500)\n    ble.gatts_write(temperature, b'x', True)"
    pad = run_main(SERVER + main)
    phone = make_phone(pad)
    phone.pair()
    phone.subscribe(OPEN)
    pad.run_for(2)
    phone.disconnect()
    pad.run_for(1)
    phone.connect()
    phone.encrypt()
    phone.received.clear()
    pad.run_for(2)
    assert phone.received == []


def test_indications_are_confirmed(run_main, make_phone):
    main = "time.sleep_ms(2000)\nble.gatts_indicate(0, indicated, b'one')\nble.gatts_write(indicated, b'two', True)"
    pad = run_main(SERVER + main)
    phone = make_phone(pad)
    values = phone.subscribe(INDICATED)
    pad.run_for(3)
    assert [value for _, value in values] == [b"one", b"two"]
    done = events(pad, INDICATE_DONE)
    assert [words[0] + words[2] for words in done] == ["00", "00"]


def test_an_indication_that_nobody_confirms_is_told(run_main, make_phone):
    pad = run_main(SERVER + "time.sleep_ms(2000)\nble.gatts_indicate(0, indicated, b'one')")
    phone = make_phone(pad)
    phone.vanish()
    pad.run_for(7)
    (words,) = events(pad, INDICATE_DONE)
    assert words[2] != "0"


def test_a_phone_that_takes_nothing_uses_up_the_buffers(run_main, make_phone):
    pad = run_main(SERVER + FLOOD)
    phone = make_phone(pad)
    pad.run_for(0.5)
    phone.read_nothing()
    before = len(pad.printed)
    pad.run_for(5)
    told = [line for line in pad.printed[before:] if line != "None"]
    assert pad.printed[before : before + 12] == ["None"] * 12
    assert set(told) == {"OSError(12,)"}
    taken = len(phone.received)
    phone.read_nothing(False)
    pad.run_for(1)
    assert pad.printed[-1] == "None"
    assert len(phone.received) > taken + 12


# --- The handler ------------------------------------------------------------------------------------------------------


def test_an_exception_unsets_the_handler_for_good(run_main, make_phone):
    pad = run_main(SERVER + "\ndef answer(event, data):\n    if event == 3: 1 / 0\n")
    phone = make_phone(pad)
    phone.write(OPEN, b"x")
    assert "Unhandled exception in IRQ callback handler" in pad.printed
    assert "ZeroDivisionError: divide by zero" in pad.printed
    before = len(pad.printed)
    phone.write(OPEN, b"y")
    assert phone.read(OPEN) == b"y"
    phone.disconnect()
    pad.run_for(1)
    assert len(pad.printed) == before


def test_a_secret_that_is_no_bytes_unsets_it_too(run_main):
    pad = run_main(PROGRAM + "def answer(event, data):\n    return 5\nstart()\n")
    assert "Unhandled exception in IRQ callback handler" in pad.printed


def test_data_is_gone_when_the_handler_has_returned(run_main, make_phone):
    main = """
kept = []
def answer(event, data):
    if event == 1: kept.append((data[2], bytes(data[2])))
time.sleep_ms(3000)
print(bytes(kept[0][0]) == kept[0][1], bytes(kept[0][0]))
"""
    pad = run_main(SERVER + main)
    make_phone(pad)
    pad.run_for(3)
    assert answers(pad) == ["False b'\\xee\\xee\\xee\\xee\\xee\\xee'"]


@pytest.mark.parametrize(
    "life",
    ["while True: time.ticks_ms()", "while True: ble.gatts_write(temperature, b'x')", "time.sleep(100)", ""],
    ids=["spinning", "calling", "asleep", "in the REPL"],
)
def test_the_handler_runs_whatever_the_program_does(run_main, make_phone, life):
    pad = run_main(SERVER + life)
    phone = make_phone(pad)
    phone.discover()
    asked_s = pad.now_s
    phone.write(WRITE_ONLY, b"x")
    assert pad.now_s - asked_s < 0.1
    assert len(events(pad, GATTS_WRITE)) == 1


def test_the_handler_waits_for_a_blocking_call_and_for_a_timers_handler(run_main, make_phone):
    main = """
def busy(timer):
    began = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), began) < 300: pass
    print("timer done", time.ticks_ms())
machine.Timer(0).init(mode=machine.Timer.ONE_SHOT, period=3000, callback=busy)
def answer(event, data):
    if event == 3: print("written", time.ticks_ms())
time.sleep_ms(3500)
time.sleep_us(400_000)
print("blocked until", time.ticks_ms())
"""
    pad = run_main(SERVER + main)
    phone = make_phone(pad)
    phone.discover()
    for until_s in (3.7, 4.2):
        pad.run_until(until_s)
        phone.write_without_response(WRITE_ONLY, b"x")
    pad.run_for(1)
    told = [line.rpartition(" ") for line in answers(pad)]
    assert [name for name, _, _ in told] == ["timer done", "written", "written", "blocked until"]
    written, blocked = int(told[2][2]), int(told[3][2])
    assert blocked - 5 <= written <= blocked


def test_calls_work_inside_the_handler(run_main, make_phone):
    main = """
def answer(event, data):
    if event == 3: ble.gatts_notify(data[0], temperature, b"echo" + ble.gatts_read(data[1]))
"""
    phone = make_phone(run_main(SERVER + main))
    phone.write(WRITE_ONLY, b"1")
    phone.write(WRITE_ONLY, b"2")
    assert [value for _, _, value in phone.received] == [b"echo1", b"echo2"]


def test_mtu_and_connection_parameters_are_told(run_main, make_phone):
    pad = run_main(SERVER + "ble.config(mtu=100)")
    phone = make_phone(pad)
    assert phone.mtu == 247  # the services were registered before
    phone.set_interval(60)
    pad.run_for(1)
    assert events(pad, MTU_EXCHANGED) == [["0", "247"]]
    assert events(pad, CONNECTION_UPDATE) == [["0", "48", "0", "400", "0"]]


def test_answers_take_the_time_of_the_link(run_main, make_phone):
    pad = run_main(SERVER)
    for interval_ms, name in ((30, "one"), (60, "other")):
        phone = make_phone(pad, name, interval_ms=interval_ms)
        phone.write(WRITE_ONLY, b"x")
        began_s = pad.now_s
        phone.write(WRITE_ONLY, b"x")
        assert pad.now_s - began_s == pytest.approx(2 * interval_ms / 1000, abs=0.001)
