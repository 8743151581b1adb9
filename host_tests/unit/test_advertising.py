"""Advertisements, read back as phones read them, and by the parser of Home Assistant."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import advertising, gatt
from pad.limits import SESSION_LONGEST_MIN, SPEED_MAX_RPM
from pad.session import RUNNING
from pad.thermistor import INVALID

MOST_BYTES = 31
SERVICE = "8f3e0001-2c1a-4d6b-9a57-5f0e7d1c4b21"
BTHOME_UUID = "0000fcd2-0000-1000-8000-00805f9b34fb"
NAME = "FootPad-A1F0"
TEMPERATURES_CC = st.one_of(st.just(INVALID), st.integers(-1_500, 8_250), st.integers(-0x7FFF, 0x7FFF))
STATUSES = st.builds(
    lambda hot_cc, **values: SimpleNamespace(hot_cc=lambda: hot_cc, **values),
    TEMPERATURES_CC,
    heat_level=st.integers(0, 3),
    fault_code=st.integers(0, 255),
    state=st.integers(0, 7),
    remaining_s=st.one_of(st.sampled_from((0, 1, 65, 66, 1_799, 1_800)), st.integers(0, SESSION_LONGEST_MIN * 60)),
    rpm=st.one_of(st.sampled_from((0, 255, 256, SPEED_MAX_RPM, 0xFFFF)), st.integers(0, 0xFFFF)),
)


def a_status(hot_cc=3_712, **changes):
    values = {"heat_level": 0, "fault_code": 0, "state": RUNNING, "remaining_s": 900, "rpm": 1_270, **changes}
    return SimpleNamespace(hot_cc=lambda: hot_cc, **values)


def fields(data):
    """{kind: content} of an advertisement; each kind once, and not a byte too many."""
    found = {}
    while data:
        length, kind = data[0], data[1]
        assert kind not in found
        assert 1 <= length < len(data)
        found[kind], data = data[2 : length + 1], data[length + 1 :]
    return found


def parsed(data):
    """(name, UUIDs of services, {UUID: data of a service}) as Home Assistant finds them."""
    return needed("bluetooth_data_tools").parse_advertisement_data_bytes(data)[:3]


def needed(package):
    return pytest.importorskip(package, reason="what Home Assistant uses needs Python 3.11")


class HomeAssistant:
    """The parser that Home Assistant uses: it remembers the advertisement before."""

    def __init__(self):
        self._parser = needed("bthome_ble").BTHomeBluetoothDeviceData()
        self._now_s = 0

    def hear(self, data):
        """{name: value} of what an advertisement says, by the names that Home Assistant gives."""
        _, uuids, service_data = parsed(data)
        self._now_s += 1
        update = self._parser.update(
            SimpleNamespace(
                name=NAME,
                address="24:0A:C4:00:A1:F0",
                rssi=-60,
                time=self._now_s,
                source="",
                raw=data,
                service_uuids=uuids,
                service_data=service_data,
                manufacturer_data={},
            )
        )
        everything = {**update.entity_values, **update.binary_entity_values}
        return {key.key: entity.native_value for key, entity in everything.items() if key.key != "signal_strength"}


# --- as anybody sees it -----------------------------------------------------------------------------------------------


def test_the_advertisement_has_flags_appearance_and_the_services_uuid():
    data = advertising.advertisement(gatt.little_endian(gatt.FOOTPAD))
    assert len(data) <= MOST_BYTES
    assert fields(data) == {0x01: b"\x06", 0x19: b"\x40\x05", 0x07: gatt.little_endian(gatt.FOOTPAD)}
    assert parsed(data)[1] == [SERVICE]


def test_flags_say_that_it_can_be_found_and_has_no_classic_bluetooth():
    assert advertising.FLAGS[2] == 0x02 | 0x04


def test_the_appearance_is_a_sensor():
    assert int.from_bytes(advertising.APPEARANCE[2:], "little") >> 6 == 0x015


def test_the_answer_has_the_whole_name():
    data = advertising.answer(NAME)
    assert len(data) <= MOST_BYTES
    assert fields(data) == {0x09: b"FootPad-A1F0"}
    assert parsed(data)[0] == NAME


@given(st.integers(0, 255), st.binary(max_size=29))
def test_a_field_is_its_length_its_kind_and_its_data(kind, content):
    assert fields(advertising.field(kind, content)) == {kind: content}


# --- BTHome -----------------------------------------------------------------------------------------------------------


def test_home_assistant_reads_everything():
    data = advertising.bthome(7, a_status(hot_cc=3_712, heat_level=2, remaining_s=899, rpm=3_700))
    assert HomeAssistant().hear(data) == {
        "packet_id": 7,
        "temperature": 37.12,
        "heat": True,
        "problem": False,
        "running": True,
        "duration": 899.0,
        "rotational_speed": 3_700,
    }


@given(st.integers(0, 1 << 24), STATUSES)
def test_it_reads_every_value_that_there_may_be(count, status):
    data = advertising.bthome(count, status)
    expected = {
        "packet_id": count % 256,
        "heat": status.heat_level > 0,
        "problem": status.fault_code > 0,
        "running": status.state == RUNNING,
        "duration": status.remaining_s,
        "rotational_speed": status.rpm,
    }
    if status.hot_cc() != INVALID:
        expected["temperature"] = status.hot_cc() / 100
    assert HomeAssistant().hear(data) == expected
    assert len(data) <= MOST_BYTES


def test_objects_are_in_ascending_order_and_the_longest_advertisement_fits():
    data = advertising.bthome(255, a_status(hot_cc=-1, heat_level=3, fault_code=255, remaining_s=1_800, rpm=0xFFFF))
    assert len(data) == 26
    assert fields(data) == {
        0x01: b"\x06",
        0x16: bytes.fromhex("d2fc 40 00ff 02ffff 1d01 2601 2701 4240771b 61ffff"),
    }


def test_it_is_version_2_without_encryption():
    service_data = parsed(advertising.bthome(0, a_status()))[2]
    assert list(service_data) == [BTHOME_UUID]
    assert service_data[BTHOME_UUID][0] == 2 << 5


def test_a_temperature_that_cannot_be_told_is_left_out():
    heard = HomeAssistant().hear(advertising.bthome(0, a_status(hot_cc=INVALID)))
    assert "temperature" not in heard
    assert heard["rotational_speed"] == 1_270


@pytest.mark.parametrize(("hot_cc", "celsius"), [(0, 0.0), (1, 0.01), (-1, -0.01), (-1_500, -15.0), (8_250, 82.5)])
def test_temperatures_have_a_sign(hot_cc, celsius):
    assert HomeAssistant().hear(advertising.bthome(0, a_status(hot_cc=hot_cc)))["temperature"] == celsius


def test_the_count_goes_round_and_each_advertisement_is_a_new_one():
    listener = HomeAssistant()
    heard = [listener.hear(advertising.bthome(count, a_status(rpm=count))) for count in range(250, 262)]
    assert [values["packet_id"] for values in heard] == [*range(250, 256), *range(6)]
    assert [values["rotational_speed"] for values in heard] == list(range(250, 262))
