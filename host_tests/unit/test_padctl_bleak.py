"""padctl through bleak, with bleak's scanner, client and errors made up: no adapter is needed."""

import asyncio
import contextlib
from types import SimpleNamespace

import bleak
import pytest
from bleak import exc

from pad import advertising, gatt, phone
from tools.padctl import bleak_errors, bleak_radio, program
from tools.padctl.bleak_radio import BTHOME, SERVICE, BleakRadio
from tools.padctl.transport import (
    LOST,
    PAIR_FIRST,
    LinkLost,
    NoBluetooth,
    NoPad,
    NotAllowed,
    Trouble,
    Value,
    characteristic,
)

Reason = exc.BleakBluetoothNotAvailableReason

# --- errors -----------------------------------------------------------------------------------------------------------


def unavailable(reason):
    return exc.BleakBluetoothNotAvailableError("a text of bleak", reason)


def of_dbus(name, *body):
    return exc.BleakDBusError(name, list(body))


@pytest.mark.parametrize(
    ("error", "kind", "sentence"),
    [
        (unavailable(Reason.NO_BLUETOOTH), NoBluetooth, bleak_errors.NO_ADAPTER),
        (unavailable(Reason.NO_BLE_CENTRAL_ROLE), NoBluetooth, bleak_errors.NO_ADAPTER),
        (unavailable(Reason.POWERED_OFF), NoBluetooth, bleak_errors.SWITCHED_OFF),
        (unavailable(Reason.DENIED_BY_USER), NoBluetooth, bleak_errors.NOT_PERMITTED),
        (unavailable(Reason.DENIED_BY_SYSTEM), NoBluetooth, bleak_errors.NOT_PERMITTED),
        (unavailable(Reason.DENIED_BY_UNKNOWN), NoBluetooth, bleak_errors.NOT_PERMITTED),
        (unavailable(Reason.UNKNOWN), NoBluetooth, "Bluetooth does not work here: a text of bleak"),
        (of_dbus("org.freedesktop.DBus.Error.ServiceUnknown"), NoBluetooth, bleak_errors.NO_SERVICE),
        (of_dbus("org.freedesktop.DBus.Error.NameHasNoOwner"), NoBluetooth, bleak_errors.NO_SERVICE),
        (of_dbus("org.freedesktop.DBus.Error.AccessDenied", "no"), NoBluetooth, bleak_errors.NOT_PERMITTED),
        (of_dbus("org.bluez.Error.NotReady"), NoBluetooth, bleak_errors.SWITCHED_OFF),
        (of_dbus("org.bluez.Error.InProgress"), NoBluetooth, bleak_errors.BUSY),
        (of_dbus("org.bluez.Error.NotConnected"), LinkLost, LOST),
        (of_dbus("org.bluez.Error.Failed", "Not connected"), LinkLost, LOST),
        (of_dbus("org.bluez.Error.NotPermitted", "Not paired"), NotAllowed, PAIR_FIRST),
        (of_dbus("org.bluez.Error.NotAuthorized"), NotAllowed, PAIR_FIRST),
        (of_dbus("org.bluez.Error.AuthenticationFailed"), NotAllowed, bleak_errors.NOT_AGREED),
        (of_dbus("org.bluez.Error.AuthenticationRejected"), NotAllowed, bleak_errors.NOT_AGREED),
        (of_dbus("org.bluez.Error.AuthenticationCanceled"), NotAllowed, bleak_errors.NOT_AGREED),
        (of_dbus("org.bluez.Error.AuthenticationTimeout"), NotAllowed, bleak_errors.NOT_AGREED),
        (
            of_dbus("org.bluez.Error.Failed", "le-\nodd"),
            Trouble,
            "Bluetooth failed: [org.bluez.Error.Failed] le-\\nodd",
        ),
        (exc.BleakGATTProtocolError(0x05), NotAllowed, PAIR_FIRST),
        (exc.BleakGATTProtocolError(0x08), NotAllowed, PAIR_FIRST),
        (exc.BleakGATTProtocolError(0x0C), NotAllowed, PAIR_FIRST),
        (exc.BleakGATTProtocolError(0x0F), NotAllowed, PAIR_FIRST),
        (exc.BleakGATTProtocolError(0x0D), Trouble, "Invalid Attribute Value Length"),
        (exc.BleakDeviceNotFoundError("24:6F", "gone"), NoPad, bleak_errors.GONE),
        (exc.BleakError("Not connected"), LinkLost, LOST),
        (exc.BleakError("disconnected"), LinkLost, LOST),
        (exc.BleakError("failed to discover services, device disconnected"), LinkLost, LOST),
        (exc.BleakError("Could not write value: Unreachable"), LinkLost, LOST),
        (exc.BleakError("Could not read value: Access Denied"), NotAllowed, PAIR_FIRST),
        (exc.BleakError("Could not pair with device: FAILED"), NotAllowed, PAIR_FIRST),
        (exc.BleakError("Failure trying to pair with device!"), NotAllowed, PAIR_FIRST),
        (exc.BleakError("something else"), Trouble, "Bluetooth failed: something else"),
        (exc.BleakCharacteristicNotFoundError("8f3e"), Trouble, "8f3e"),
        (asyncio.TimeoutError(), LinkLost, bleak_errors.NO_ANSWER),
        (TimeoutError(), LinkLost, bleak_errors.NO_ANSWER),
        (FileNotFoundError(2, "No such file or directory"), NoBluetooth, bleak_errors.NO_SERVICE),
        (ConnectionRefusedError(111, "Connection refused"), NoBluetooth, bleak_errors.NO_SERVICE),
        (EOFError(), NoBluetooth, bleak_errors.NO_SERVICE),
        (PermissionError(13, "Permission denied"), NoBluetooth, bleak_errors.NOT_PERMITTED),
        (OSError(-2147020577, "The device is not ready for use"), NoBluetooth, "The device is not ready for use"),
    ],
    ids=repr,
)
def test_what_errors_mean(error, kind, sentence):
    with pytest.raises(Trouble) as raised, bleak_errors.explained():
        raise error
    assert type(raised.value) is kind
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


def test_other_errors_are_mistakes_of_the_program_and_stay_what_they_are():
    with pytest.raises(ZeroDivisionError), bleak_errors.explained():
        raise ZeroDivisionError


# --- scanning ---------------------------------------------------------------------------------------------------------


def heard(name, address, rssi=-60, services=(), data=None, cached_name=None):
    """What bleak tells of one advertisement: device and data."""
    told = SimpleNamespace(local_name=name, service_uuids=list(services), service_data=data or {}, rssi=rssi)
    return SimpleNamespace(address=address, name=cached_name), told


class Scanner:
    """In bleak.BleakScanner's place: hears `advertisements` at once."""

    advertisements = []
    error = None

    def __init__(self, callback):
        self._callback = callback

    async def __aenter__(self):
        if self.error:
            raise self.error
        for device, told in self.advertisements:
            self._callback(device, told)

    async def __aexit__(self, *error):
        pass


@pytest.fixture
def scanner(monkeypatch):
    monkeypatch.setattr(bleak, "BleakScanner", Scanner)
    monkeypatch.setattr(Scanner, "advertisements", [])
    monkeypatch.setattr(Scanner, "error", None)
    return Scanner


def scan(seconds=0.01, wanted=None):
    return asyncio.run(BleakRadio().scan(seconds, wanted))


def test_a_scan_finds_pads_and_nothing_else(scanner):
    scanner.advertisements += [
        heard("FootPad-77C0", "B", -70, [SERVICE]),
        heard("Earphones", "C"),
        heard(None, "D", services=["0000180a-0000-1000-8000-00805f9b34fb"]),
        heard(None, "A", -50, data={BTHOME: b"told"}, cached_name="FootPad-1A2B"),
    ]
    assert scan() == [("FootPad-1A2B", "A", -50, b"told"), ("FootPad-77C0", "B", -70, None)]


def test_the_last_advertisement_counts(scanner):
    scanner.advertisements += [heard(None, "A", -50, [SERVICE]), heard("FootPad-1A2B", "A", -40, [SERVICE])]
    assert scan() == [("FootPad-1A2B", "A", -40, None)]


def test_a_scan_ends_as_soon_as_the_wanted_pad_is_heard(scanner):
    scanner.advertisements.append(heard("FootPad-1A2B", "A", services=[SERVICE]))
    assert scan(seconds=60, wanted="footpad-1a2b")


def test_the_uuids_are_those_that_a_pad_advertises():
    packet = advertising.advertisement(gatt.little_endian(gatt.FOOTPAD))
    assert bytes.fromhex(SERVICE.replace("-", ""))[::-1] in packet
    assert BTHOME == "0000fcd2-0000-1000-8000-00805f9b34fb"


@pytest.mark.parametrize("reason", [Reason.NO_BLUETOOTH, Reason.POWERED_OFF, Reason.DENIED_BY_USER])
def test_without_usable_bluetooth_there_is_one_line_and_a_status(scanner, monkeypatch, capsys, reason):
    monkeypatch.setattr(scanner, "error", unavailable(reason))
    assert program.main(["scan"]) == 3
    assert capsys.readouterr().err == f"padctl: {bleak_errors.REASONS[reason]}\n"


# --- a link -----------------------------------------------------------------------------------------------------------


class Client:
    """In bleak.BleakClient's place: a pad that answers commands. `troubles`: what a call raises, by its name."""

    troubles = {}
    calls = []

    def __init__(self, device, disconnected_callback):
        self.address = device.address
        self._lose = disconnected_callback
        self._notified = {}

    def _call(self, name, *details):
        self.calls.append((name, *details))
        if name in self.troubles:
            raise self.troubles[name]

    async def connect(self):
        self._call("connect")
        await asyncio.sleep(0)

    async def read_gatt_char(self, uuid):
        self._call("read", uuid)
        return bytearray(b"abc")

    async def write_gatt_char(self, uuid, content, response):
        assert response
        self._call("write", uuid, content)
        if uuid == characteristic(gatt.COMMAND):
            answer = bytearray((content[0], phone.DONE))
            self._notified[characteristic(gatt.COMMAND_RESULT)](SimpleNamespace(), answer)
        if content == b"go":
            self._lose(self)

    async def start_notify(self, uuid, callback):
        self._call("subscribe", uuid)
        self._notified[uuid] = callback

    async def pair(self):
        self._call("pair")

    async def unpair(self):
        self._call("unpair")

    async def disconnect(self):
        self._call("disconnect")


class Agreement(contextlib.AbstractAsyncContextManager):
    """In place of the one who agrees on Linux."""

    def __init__(self, address):
        Client.calls.append(("agree", address))

    async def __aexit__(self, *error):
        Client.calls.append(("agreed",))


@pytest.fixture
def client(scanner, monkeypatch):
    scanner.advertisements.append(heard("FootPad-1A2B", "A", services=[SERVICE]))
    monkeypatch.setattr(bleak, "BleakClient", Client)
    monkeypatch.setattr(Client, "troubles", {})
    monkeypatch.setattr(Client, "calls", [])
    monkeypatch.setattr(bleak_radio, "agreement", Agreement)
    return Client


def with_link(action, timeout_s=1.0):
    """Connect, do something with the link, and give what comes of it."""

    async def act():
        radio = BleakRadio()
        (pad,) = await radio.scan(0.01, None)
        return await action(await radio.connect(pad, timeout_s))

    return asyncio.run(act())


def test_a_command_through_bleak(client, capsys):
    assert program.main(["slower", "--timeout", "0.1"]) == 0
    assert capsys.readouterr().out == "slower: done\n"
    assert client.calls == [
        ("connect",),
        ("subscribe", characteristic(gatt.COMMAND_RESULT)),
        ("write", characteristic(gatt.COMMAND), b"\x02"),
        ("disconnect",),
    ]


def test_reading_gives_bytes(client):
    assert with_link(lambda link: link.read("X")) == b"abc"


def test_nothing_comes_in_time(client):
    assert with_link(lambda link: link.next_value(0.01)) is None


def test_values_come_with_their_uuid(client):
    async def ask(link):
        await link.subscribe(characteristic(gatt.COMMAND_RESULT))
        await link.write(characteristic(gatt.COMMAND), b"\x04")
        return await link.next_value(1.0)

    assert with_link(ask) == Value(characteristic(gatt.COMMAND_RESULT), b"\x04\x00")


def test_a_link_that_is_lost_while_somebody_waits(client):
    async def wait(link):
        await link.write("X", b"go")
        await link.next_value(60.0)

    with pytest.raises(LinkLost):
        with_link(wait)


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("read", lambda link: link.read("X")),
        ("write", lambda link: link.write("X", b"")),
        ("subscribe", lambda link: link.subscribe("X")),
        ("pair", lambda link: link.pair()),
        ("unpair", lambda link: link.unpair()),
        ("connect", lambda link: link.read("X")),
    ],
)
def test_every_call_explains_its_errors(client, name, action):
    client.troubles[name] = exc.BleakGATTProtocolError(0x05)
    with pytest.raises(NotAllowed):
        with_link(action)


def test_somebody_agrees_while_the_computer_pairs(client):
    with_link(lambda link: link.pair())
    assert client.calls[1:] == [("agree", "A"), ("pair",), ("agreed",)]


@pytest.mark.parametrize("name", ["pair", "unpair"])
def test_macos_has_no_calls_for_pairing(client, name):
    client.troubles[name] = NotImplementedError("Pairing is not available in Core Bluetooth.")
    with_link(lambda link: getattr(link, name)())
    assert (name,) in client.calls


def test_a_pad_that_does_not_answer_the_connection(client, monkeypatch):
    async def never(self):
        await asyncio.sleep(3600)

    monkeypatch.setattr(client, "connect", never)
    with pytest.raises(LinkLost, match="does not answer"):
        with_link(lambda link: link.read("X"), timeout_s=0.01)


def test_a_goodbye_that_fails_changes_nothing(client):
    client.troubles["disconnect"] = exc.BleakError("Not connected")
    assert program.main(["stop", "--timeout", "0.1"]) == 0
    assert client.calls[-1] == ("disconnect",)
