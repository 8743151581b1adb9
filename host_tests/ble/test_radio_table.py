"""`bluetooth` in the simulator behaves as on an ESP32: services, characteristics and their values."""

import pytest

from host_tests.ble.radio_program import (
    GATTS_WRITE,
    GUARDED,
    INDICATED,
    INSUFFICIENT_AUTHENTICATION,
    OPEN,
    READ_NOT_PERMITTED,
    READ_ONLY,
    READ_REQUEST,
    SECRET,
    SERVER,
    WRITE_NOT_PERMITTED,
    WRITE_ONLY,
    answers,
    events,
    refused,
)


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
