"""`bluetooth` in the simulator behaves as on an ESP32: the module, advertising, and what calls cost."""

import pytest

from host_tests.ble.radio_program import (
    CENTRAL_CONNECT,
    GATTS_WRITE,
    OPEN,
    PROGRAM,
    SERVER,
    answers,
    events,
)
from tools.simulator.phone import NoAnswer, Phone

# --- The module -------------------------------------------------------------------------------------------------------


def test_uuids(run_main):
    main = """
from bluetooth import UUID
long = UUID("8f3e0001-2c1a-4d6b-9a57-5f0e7d1c4b21")
print(UUID(0x181A), long, UUID(0x181A) == UUID(0x181A), UUID(1) == UUID(2), UUID(1) == 1)
print(bytes(UUID(0x181A)), bytes(long)[:2], len({UUID(1), UUID(1)}))
for wrong in (65536, -1, "8f3e", b"abc"):
    try:
        UUID(wrong)
    except ValueError as error:
        print(error)
"""
    assert run_main(main).printed == [
        "UUID(0x181a) UUID('8f3e0001-2c1a-4d6b-9a57-5f0e7d1c4b21') True False False",
        "b'\\x1a\\x18' b'!K' 1",
        *["invalid UUID"] * 4,
    ]


def test_there_is_one_radio(run_main):
    assert run_main("import bluetooth\nprint(bluetooth.BLE() is bluetooth.BLE())").printed == ["True"]


@pytest.mark.parametrize(
    "call",
    [
        "ble.gap_advertise, 100_000",
        "ble.gap_advertise, None",
        "ble.gatts_notify, 0, 1",
        "ble.gatts_write, 1, b''",
        "ble.gatts_read, 1",
        "ble.gatts_register_services, ()",
        "ble.config, 'mac'",
        "ble.config, 'mtu'",
        "ble.gap_disconnect, 0",
    ],
)
def test_what_needs_the_radio_says_that_it_is_off(run_main, call):
    pad = run_main(PROGRAM + f"print(ble.active(), caught({call}))")
    assert pad.printed == ["False OSError(19,)"]


def test_names_and_addresses(run_main):
    main = """
ble.config(gap_name="Somebody")
ble.active(True)
print(ble.active(), ble.config("gap_name"))
print(ble.config("mac")[0], len(ble.config("mac")[1]))
"""
    assert run_main(PROGRAM + main).printed == ["True b'Somebody'", "0 6"]


@pytest.mark.parametrize("setting", ["rxbuf=100", "colour=1", "gap_name='x' * 32", "mtu=22", "mtu=518"])
def test_settings_that_the_port_refuses(run_main, setting):
    pad = run_main(PROGRAM + f"ble.active(True)\nprint(caught(ble.config, {setting}))")
    assert pad.printed == [
        "ValueError('unknown config param',)" if "r" in setting.partition("=")[0] else "OSError(22,)"
    ]


def test_the_radio_can_be_switched_off_and_on(run_main, make_phone):
    pad = run_main(SERVER + "time.sleep_ms(2000)\nble.active(False)\nprint(ble.active())\ntime.sleep_ms(2000)\nstart()")
    phone = make_phone(pad)
    pad.run_for(1.5)
    assert answers(pad) == ["False"]
    assert not phone.connected
    with pytest.raises(NoAnswer):
        phone.connect(0.2)
    phone.connect()
    assert phone.read("2A00") == b"Tests"


# --- Advertising ------------------------------------------------------------------------------------------------------


def test_a_phone_hears_what_is_advertised(run_main, make_phone):
    data = "b'\\x02\\x01\\x06\\x03\\x19\\x40\\x05\\x05\\xff\\xe5\\x02\\x01\\x02\\x04\\x16\\xd2\\xfc\\x40'"
    pad = run_main(SERVER + f"ble.gap_advertise(250_000, {data})")
    seen = make_phone(pad, connect=False).scan(2.0)
    assert (seen.name, seen.appearance, seen.connectable) == ("Tests", 0x0540, True)
    assert seen.manufacturer == {0x02E5: b"\x01\x02"}
    assert seen.service_data == {"FCD2": b"\x40"}
    assert len(seen.at_s) == 8
    assert [later - earlier for earlier, later in zip(seen.at_s, seen.at_s[1:], strict=False)] == pytest.approx(
        [0.25] * 7
    )
    assert Phone(pad, "other").scan(0.5, active=False).name == ""


def test_services_are_heard(run_main, make_phone):
    assert make_phone(run_main(SERVER), connect=False).scan().services == ("181A",)


def test_advertising_can_be_stopped(run_main, make_phone):
    pad = run_main(SERVER + "ble.gap_advertise(None)")
    assert make_phone(pad, connect=False).scan() is None


def test_nobody_connects_where_nobody_may(run_main, make_phone):
    pad = run_main(SERVER + "ble.gap_advertise(100_000, connectable=False)")
    phone = make_phone(pad, connect=False)
    assert phone.scan().connectable is False
    with pytest.raises(NoAnswer):
        phone.connect(1.0)
    assert events(pad, CENTRAL_CONNECT) == []


def test_data_that_is_not_given_stays(run_main, make_phone):
    pad = run_main(SERVER + "ble.gap_advertise(None)\nble.gap_advertise(50_000)")
    assert make_phone(pad, connect=False).scan().data == b"\x02\x01\x06\x03\x03\x1a\x18"


@pytest.mark.parametrize("data", ["bytes(32)", "None, resp_data=bytes(32)"])
def test_more_than_31_bytes_are_refused(run_main, data):
    assert answers(run_main(SERVER + f"print(caught(ble.gap_advertise, 100_000, {data}))")) == ["OSError(-18,)"]


def test_advertising_ends_with_each_connection(run_main, make_phone):
    pad = run_main(SERVER + "restarts = False")
    make_phone(pad)
    other = make_phone(pad, "other", connect=False)
    assert other.scan(1.0) is None
    with pytest.raises(NoAnswer):
        other.connect(1.0)


def test_three_phones_at_once_and_no_fourth(run_main, make_phone):
    pad = run_main(SERVER)
    phones = [make_phone(pad, f"phone {number}") for number in range(3)]
    assert [words[0] for words in events(pad, CENTRAL_CONNECT)] == ["0", "1", "2"]
    assert answers(pad) == ["cannot advertise 12"]
    for number, phone in enumerate(phones):
        phone.write(OPEN, bytes([number]))
    assert [words[0] for words in events(pad, GATTS_WRITE)] == ["0", "1", "2"]
    phones[1].disconnect()
    pad.run_for(0.5)
    make_phone(pad, "fourth")
    assert events(pad, CENTRAL_CONNECT)[-1][0] == "1"


# --- Costs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "least_us", "most_us"),
    [
        ("ble.gatts_notify(0, temperature, b'x')", 100, 300),
        ("ble.gatts_write(temperature, b'x')", 10, 30),
        ("ble.active(True)", 100_000, 130_000),
    ],
)
def test_calls_take_their_time(run_main, make_phone, call, least_us, most_us):
    main = f"time.sleep_ms(2000)\na = time.ticks_us()\n{call}\nprint('us', time.ticks_diff(time.ticks_us(), a) - 10)"
    pad = run_main(SERVER + main)
    make_phone(pad)
    pad.run_for(3)
    assert least_us <= int(answers(pad)[-1].split()[1]) <= most_us


def test_writing_and_notifying_allocates_nothing(run_main, make_phone):
    main = """
import micropython
data = bytearray(20)
def work(count):
    for _ in range(count):
        ble.gatts_write(temperature, data)
        ble.gatts_notify(0, temperature)
        ble.gatts_notify(0, temperature, data)
        time.sleep_ms(10)
time.sleep_ms(2000)
work(3)
micropython.heap_lock()
try:
    work(100)
finally:
    micropython.heap_unlock()
print("nothing")
"""
    pad = run_main(SERVER + main)
    make_phone(pad, interval_ms=7.5)
    pad.run_for(5)
    assert answers(pad)[-1] == "nothing"


def test_what_the_port_keeps_for_the_table_is_on_the_heap(run_main):
    main = """
import gc
for size in (0, 1000):
    ble.gatts_set_buffer(secret, size)
    gc.collect()
    print("bytes", gc.mem_alloc())
"""
    before, after = (int(line.split()[1]) for line in answers(run_main(SERVER + main)))
    assert 2000 <= after - before < 2300  # in words of 64 bits
