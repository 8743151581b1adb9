"""`bluetooth` in the simulator behaves as on an ESP32, seen from a program on the chip and from phones on the air."""

import asyncio

import pytest

from host_tests.ble.radio_program import (
    GUARDED,
    INDICATED,
    OPEN,
    PROGRAM,
    READ_ONLY,
    SECRET,
    SERVER,
    START,
    WRITE_ONLY,
)
from tools.simulator.phone import AttError, NoAnswer, Phone, PhoneError
from tools.simulator.simulation import Simulation, SimulatorError

CENTRAL_CONNECT, CENTRAL_DISCONNECT, GATTS_WRITE, READ_REQUEST = "1", "2", "3", "4"
INDICATE_DONE, MTU_EXCHANGED, CONNECTION_UPDATE, ENCRYPTION_UPDATE = "20", "21", "27", "28"
GET_SECRET, SET_SECRET, PASSKEY_ACTION = "29", "30", "31"
READ_NOT_PERMITTED, WRITE_NOT_PERMITTED = 0x02, 0x03
INSUFFICIENT_AUTHENTICATION, INSUFFICIENT_ENCRYPTION = 0x05, 0x0F


def events(pad: Simulation, *codes: str) -> list[list[str]]:
    """What the program has printed of these events, each as its words after the code."""
    return [line.split()[1:] for line in pad.printed if line.split()[0] in codes]


def codes(pad: Simulation, since: int = 0) -> list[str]:
    """The codes of the events, in order."""
    return [line.split()[0] for line in pad.printed[since:] if line.split()[0].isdigit()]


def answers(pad: Simulation) -> list[str]:
    """What the program says besides events."""
    return [line for line in pad.printed if not line.split()[0].isdigit()]


def refused(call, *arguments) -> int:
    """The ATT error that comes of it."""
    with pytest.raises(AttError) as caught:
        call(*arguments)
    return caught.value.code


def come_back(pad: Simulation, phone: Phone) -> None:
    """Go, and connect again."""
    phone.disconnect()
    pad.run_for(0.5)
    phone.connect()


def key_of(phone: Phone) -> str:
    """The key of a phone's secrets: type of its address, then the address, least significant byte first."""
    digits = phone.identity.address.lower().split(":")
    return ("00" if phone.identity.public else "01") + "".join(reversed(digits))


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


# --- The GATT table ---------------------------------------------------------------------------------------------------


def test_a_phone_finds_the_table_that_was_registered(run_main, make_phone):
    pad = run_main(SERVER + "print(handles)")
    first, second = make_phone(pad).discover()[2:]
    assert (first.uuid, second.uuid) == ("181A", "8F3E0001-2C1A-4D6B-9A57-5F0E7D1C4B21")
    temperature, secret = first.characteristics
    assert temperature.properties == {"read", "write", "write_without_response", "notify", "indicate"}
    assert [row.uuid for row in temperature.descriptors] == ["2902", "2901", "2904"]
    found = [temperature.handle, *[row.handle for row in temperature.descriptors[1:]], secret.handle]
    assert answers(pad) == [f"({tuple(found)}, {tuple(row.handle for row in second.characteristics)})"]
    assert [row.uuid for row in second.characteristics] == [GUARDED, READ_ONLY, WRITE_ONLY, INDICATED]


@pytest.mark.parametrize(
    ("before", "services", "error"),
    [
        ("", "SERVICES", "OSError(16,)"),
        ("ble.gap_advertise(None)\n", "SERVICES * 5", "OSError(7,)"),
        ("", "((1, ()),)", "ValueError('invalid UUID',)"),
        ("", "((UUID(1), ((UUID(2),),)),)", "ValueError('invalid characteristic tuple',)"),
    ],
    ids=["while advertising", "too many", "no UUID", "no flags"],
)
def test_services_that_cannot_be_registered(run_main, before, services, error):
    assert answers(run_main(SERVER + f"{before}print(caught(ble.gatts_register_services, {services}))")) == [error]


def test_services_cannot_be_registered_while_connected(run_main, make_phone):
    main = "time.sleep_ms(3000)\nble.gap_advertise(None)\nprint(caught(ble.gatts_register_services, SERVICES))"
    pad = run_main(SERVER + main)
    make_phone(pad)
    pad.run_for(4)
    assert answers(pad) == ["OSError(16,)"]


def test_values_hold_20_bytes_and_cut_what_is_longer(run_main, make_phone):
    pad = run_main(SERVER + "ble.gatts_set_buffer(secret, 50)\nble.gatts_set_buffer(text, 3)")
    phone = make_phone(pad)
    phone.write(OPEN, bytes(range(30)))
    assert phone.read(OPEN) == bytes(range(20))
    phone.pair()
    phone.write(SECRET, bytes(range(60)))
    assert phone.read(SECRET) == bytes(range(50))


def test_the_programs_own_writes_make_room(run_main, make_phone):
    pad = run_main(SERVER + "print('wrote', ble.gatts_write(temperature, bytes(range(30))))")
    assert answers(pad) == ["wrote 30"]
    phone = make_phone(pad)
    assert phone.read(OPEN) == bytes(range(30))
    phone.write(OPEN, bytes(40))
    assert phone.read(OPEN) == bytes(30)


def test_a_buffer_can_append(run_main, make_phone):
    main = """
ble.gatts_set_buffer(temperature, 5, True)
time.sleep_ms(3000)
print(ble.gatts_read(temperature), ble.gatts_read(temperature))
"""
    pad = run_main(SERVER + main)
    phone = make_phone(pad)
    phone.write(OPEN, b"abc")
    phone.write(OPEN, b"def")
    pad.run_for(3)
    assert answers(pad) == ["b'abcde' b''"]


@pytest.mark.parametrize("call", ["gatts_read, 999", "gatts_write, 999, b''", "gatts_set_buffer, 999, 1"])
def test_a_handle_that_does_not_exist(run_main, call):
    assert answers(run_main(SERVER + f"print(caught(ble.{call}))")) == ["OSError(22,)"]


def test_permissions(run_main, make_phone):
    phone = make_phone(run_main(SERVER))
    assert refused(phone.write, READ_ONLY, b"x") == WRITE_NOT_PERMITTED
    assert refused(phone.read, WRITE_ONLY) == READ_NOT_PERMITTED
    assert refused(phone.read, INDICATED) == READ_NOT_PERMITTED
    for handle in (1, 2, 3):
        assert refused(phone.write, handle, b"x") == WRITE_NOT_PERMITTED
    phone.write(WRITE_ONLY, b"x")


def test_what_a_phone_reads_can_be_refused_or_made_at_that_moment(run_main, make_phone):
    answer = """
def answer(event, data):
    if event == 4 and data[1] == read_only:
        ble.gatts_write(read_only, b"fresh")
    if event == 4 and data[1] == text:
        return 0x81
"""
    pad = run_main(SERVER + answer)
    phone = make_phone(pad)
    assert phone.read(READ_ONLY) == b"fresh"
    description = phone.discover()[2].characteristics[0].descriptors[1].handle
    assert refused(phone.read, description) == 0x81
    assert [words[0] for words in events(pad, READ_REQUEST)] == ["0", "0"]


def test_a_long_value_is_read_in_parts(run_main, make_phone):
    pad = run_main(SERVER + "ble.gatts_write(read_only, bytes(range(200)))")
    assert make_phone(pad, mtu=23).read(READ_ONLY) == bytes(range(200))


def test_a_table_of_attributes_cannot_be_written_to_pieces(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    before = phone.discover()
    last = before[-1].characteristics[-1].handle
    phone.write_all([(handle, bytes(length)) for handle in range(1, last + 3) for length in (0, 1, 2, 300)])
    assert phone.discover() == before
    assert phone.read("2A00") == b"Tests"


def test_a_subscription_of_the_wrong_length(run_main, make_phone):
    phone = make_phone(run_main(SERVER))
    cccd = phone.discover()[2].characteristics[0].descriptors[0]
    assert cccd.uuid == "2902"
    assert refused(phone.write, cccd.handle, b"\x01") == 0x0D


def test_many_writes_at_once_give_a_code_each(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    handles = [phone.handle(which) for which in (OPEN, READ_ONLY, SECRET)]
    assert phone.write_all([(handle, b"x") for handle in handles]) == [
        0,
        WRITE_NOT_PERMITTED,
        INSUFFICIENT_AUTHENTICATION,
    ]
    assert phone.write_all([(handles[0], b"y")] * 20, response=False) == [0] * 20
    pad.run_for(0.5)
    assert len(events(pad, GATTS_WRITE)) == 21


def test_the_value_changes_when_the_handler_hears_of_it(run_main, make_phone):
    """A flood must not overtake the handler: each call finds the value of its own write."""
    answer = "\ndef answer(event, data):\n    if event == 3: print('got', ble.gatts_read(data[1])[0])\n"
    pad = run_main(SERVER + answer)
    phone = make_phone(pad)
    for number in range(100):
        phone.write_without_response(OPEN, bytes([number]))
    pad.run_for(2)
    assert answers(pad) == [f"got {number}" for number in range(100)]


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


FLOOD = """
async def main():
    while True:
        await asyncio.sleep_ms(100)
        print(caught(ble.gatts_notify, 0, temperature, b"x"))
asyncio.run(main())
"""


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


# --- Pairing ----------------------------------------------------------------------------------------------------------


def test_pairing_gives_the_secrets_before_the_event(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    before = len(pad.printed)
    phone.pair()
    pad.run_for(0.5)
    assert phone.encrypted
    address = events(pad, CENTRAL_CONNECT)[0][2]
    unknown = "01" + "".join(reversed([address[at : at + 2] for at in range(0, 12, 2)]))
    told = [line.split()[:4] for line in pad.printed[before:]]
    assert told[0] == [GET_SECRET, "2", "0", unknown]  # is it a repeated pairing?
    assert [words[:3] for words in told[1:3]] == [[SET_SECRET, kind, key_of(phone)] for kind in "12"]
    assert pad.printed[before + 3] == "28 0 1 0 1 16"
    assert len(told) == 4
    assert all(len(words[3]) == 2 * 80 for words in told[1:3])


def test_what_comes_of_a_pairing_is_told_before_its_end(run_main, make_phone):
    pad = run_main(SERVER + "while True: time.sleep_us(200_000)")  # the handler has to wait for each event
    phone = make_phone(pad)
    pad.run_for(1)
    before = len(pad.printed)
    phone.pair()
    phone.disconnect()
    pad.run_for(2)
    assert codes(pad, before) == [GET_SECRET, SET_SECRET, SET_SECRET, ENCRYPTION_UPDATE, CENTRAL_DISCONNECT]


@pytest.mark.parametrize(("pad_bonds", "phone_bonds"), [(True, False), (False, True), (False, False)])
def test_no_bond_unless_both_sides_want_it(run_main, make_phone, pad_bonds, phone_bonds):
    pad = run_main(SERVER + f"ble.config(bond={pad_bonds})")
    phone = make_phone(pad)
    phone.pair(bond=phone_bonds)
    pad.run_for(0.5)
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "1", "0", "0", "16"]]
    assert [words[0] for words in events(pad, SET_SECRET)] == ["10"]
    phone.read(SECRET)
    come_back(pad, phone)
    with pytest.raises(PhoneError):
        phone.encrypt()


def test_whether_it_bonds_is_decided_when_pairing_begins(run_main, make_phone):
    main = "ble.config(bond=False)\ntime.sleep_ms(6000)\nble.config(bond=True)"
    pad = run_main(SERVER + main)
    phone = make_phone(pad)
    phone.pair()
    pad.run_until(8)
    phone.pair()
    pad.run_for(0.5)
    assert [words[3] for words in events(pad, ENCRYPTION_UPDATE)] == ["0", "1"]


def test_a_bonded_phone_is_known_by_its_identity_and_encrypts(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    phone.pair()
    pad.run_for(0.5)
    phone.disconnect()
    pad.run_for(0.5)
    before = len(pad.printed)
    phone.connect()
    phone.encrypt()
    pad.run_for(0.5)
    told = [line.split() for line in pad.printed[before:]]
    identity = phone.identity.address.lower().replace(":", "")
    assert told[0] == [CENTRAL_CONNECT, "0", "0", identity]
    assert told[2] == [GET_SECRET, "1", "0", key_of(phone)]
    assert told[3] == [ENCRYPTION_UPDATE, "0", "1", "0", "1", "16"]
    first = [words[2] for words in events(pad, CENTRAL_CONNECT, CENTRAL_DISCONNECT)]
    assert first[0] != identity  # it was unknown then
    assert first[1] == first[2] == identity


def test_a_phone_without_a_changing_address(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad, private=False)
    assert events(pad, CENTRAL_CONNECT)[0][1:] == ["0", phone.identity.address.lower().replace(":", "")]
    phone.pair()
    come_back(pad, phone)
    phone.encrypt()
    assert phone.encrypted


def test_a_bond_that_the_program_has_lost(run_main, make_phone):
    pad = run_main(SERVER + "time.sleep_ms(4000)\nsecrets.clear()")
    phone = make_phone(pad)
    phone.pair()
    phone.disconnect()
    pad.run_for(4)
    phone.connect()
    with pytest.raises(PhoneError):
        phone.encrypt()
    pad.run_for(0.5)
    assert len(events(pad, ENCRYPTION_UPDATE)) == 1


def test_a_bond_that_the_phone_has_forgotten_is_deleted_before_it_pairs_anew(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    phone.pair()
    phone.disconnect()
    phone.forget()
    pad.run_for(0.5)
    phone.connect()
    before = len(pad.printed)
    phone.pair()
    pad.run_for(0.5)
    key = key_of(phone)
    told = [line.split()[:4] for line in pad.printed[before:] if line.split()[0] in (GET_SECRET, SET_SECRET)]
    deletions = [[SET_SECRET, kind, key, "None"] for kind in "1122"]  # each until there is nothing left
    asked = [GET_SECRET, "2", "0", key]
    assert told[:6] == [asked, *deletions, asked]
    assert [words[:3] for words in told[6:]] == [[SET_SECRET, kind, key] for kind in "12"]
    phone.read(SECRET)


def test_a_deletion_that_is_refused_is_asked_for_again_and_again(run_main, make_phone):
    """NimBLE goes round in a circle; the rest of the program goes on."""
    main = """
old = answer
def answer(event, data):
    return False if event == 30 and data[2] is None else old(event, data)
async def main():
    while True:
        await asyncio.sleep(1)
        print("alive")
asyncio.run(main())
"""
    pad = run_main(SERVER + main)
    phone = make_phone(pad)
    phone.pair()
    phone.disconnect()
    phone.forget()
    pad.run_for(0.5)
    phone.connect()
    before = len(answers(pad))
    phone.patience_s = 5
    with pytest.raises(NoAnswer):
        phone.pair()
    assert len([words for words in events(pad, SET_SECRET) if words[2] == "None"]) > 1000
    assert answers(pad)[before:][:3] == ["alive"] * 3


def test_a_secret_that_is_refused_is_missing_although_the_event_says_bonded(run_main, make_phone):
    pad = run_main(SERVER + "keep = False")
    phone = make_phone(pad)
    phone.pair()
    pad.run_for(0.5)
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "1", "0", "1", "16"]]
    assert [GET_SECRET, "1", "0", "00" * 7] in [line.split() for line in pad.printed]
    come_back(pad, phone)
    with pytest.raises(PhoneError):
        phone.encrypt()


def test_a_stranger_who_claims_an_identity_overwrites_its_secrets(run_main, make_phone):
    pad = run_main(SERVER)
    victim = make_phone(pad, "victim")
    victim.pair()
    victim.disconnect()
    pad.run_for(0.5)
    stranger = make_phone(pad, "stranger", identity=victim.identity._replace(irk=bytes(15) + b"x"))
    assert events(pad, CENTRAL_CONNECT)[-1][2] != victim.identity.address.lower().replace(":", "")
    stranger.pair()
    pad.run_for(0.5)
    written = [words for words in events(pad, SET_SECRET) if words[0] in "12"]
    assert [words[1] for words in written] == [key_of(victim)] * 4
    assert written[0][2] != written[2][2]
    stranger.disconnect()
    pad.run_for(0.5)
    victim.connect()
    with pytest.raises(PhoneError):
        victim.encrypt()


def test_protected_values(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    for call, arguments in ((phone.read, (SECRET,)), (phone.write, (SECRET, b"x")), (phone.write, (GUARDED, b"x"))):
        assert refused(call, *arguments) == INSUFFICIENT_AUTHENTICATION
    form = phone.discover()[2].characteristics[0].descriptors[2]
    assert (form.uuid, phone.read(form.handle)) == ("2904", b"")  # its flag for encryption counts for nothing
    assert phone.read(GUARDED) == b""
    phone.pair()
    phone.write(SECRET, b"x")
    assert phone.read(SECRET) == b"x"
    assert refused(phone.write, GUARDED, b"x") == INSUFFICIENT_AUTHENTICATION
    come_back(pad, phone)
    assert refused(phone.read, SECRET) == INSUFFICIENT_ENCRYPTION
    assert events(pad, GATTS_WRITE) == [["0", str(phone.handle(SECRET))]]


PASSKEY = """
old = answer
def answer(event, data):
    if event == 31: ble.gap_passkey(data[0], data[1], 123456)
    return old(event, data)
"""


def test_a_passkey_on_the_pads_display(run_main, make_phone):
    main = SERVER.replace("start(bond=True)", "start(bond=True, mitm=True, io=0)") + PASSKEY
    pad = run_main(main)
    phone = make_phone(pad)
    phone.pair(passkey=123456)
    pad.run_for(0.5)
    assert events(pad, PASSKEY_ACTION) == [["0", "3", "0"]]
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "1", "1", "1", "16"]]
    phone.write(GUARDED, b"x")
    come_back(pad, phone)
    phone.encrypt()
    phone.write(GUARDED, b"y")


def test_older_phones_pair_without_secure_connections(run_main, make_phone):
    pad = run_main(SERVER.replace("start(bond=True)", "start(bond=True, le_secure=False)"))
    phone = make_phone(pad)
    phone.pair()
    come_back(pad, phone)
    phone.encrypt()
    phone.read(SECRET)


def test_the_program_can_ask_to_encrypt(run_main, make_phone):
    pad = run_main(SERVER + "time.sleep_ms(2000)\nble.gap_pair(0)\nprint(caught(ble.gap_pair, 1))")
    phone = make_phone(pad)
    pad.run_for(3)
    assert phone.security_requests == 1
    assert answers(pad) == ["OSError(-128,)"]


def test_pairing_that_stops_half_way_is_given_up(run_main, make_phone):
    pad = run_main(SERVER)
    phone = make_phone(pad)
    phone.patience_s = 5
    phone.read_nothing()
    with pytest.raises(NoAnswer):
        phone.pair()
    assert events(pad, ENCRYPTION_UPDATE) == []
    pad.run_for(26)
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "0", "0", "0", "0"]]
    phone.read_nothing(False)
    phone.patience_s = 30
    phone.pair()
    assert phone.encrypted


def test_a_wrong_passkey(run_main, make_phone):
    pad = run_main(SERVER.replace("start(bond=True)", "start(bond=True, mitm=True, io=0)") + PASSKEY)
    phone = make_phone(pad)
    with pytest.raises(PhoneError):
        phone.pair(passkey=654321)
    pad.run_for(0.5)
    assert events(pad, ENCRYPTION_UPDATE) == [["0", "0", "0", "0", "0"]]
    assert [words[0] for words in events(pad, SET_SECRET)] == ["10"]


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
