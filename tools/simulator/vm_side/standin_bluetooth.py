"""Stand-in for the port's `bluetooth`, the peripheral's part of it: the stack itself runs in the host process.

There are no calls of a central (gap_scan, gap_connect, gattc_...) and no L2CAP channels.
"""

import sys

from vm_side import clock, link, protocol

FLAG_READ = 2
FLAG_WRITE_NO_RESPONSE = 4
FLAG_WRITE = 8
FLAG_NOTIFY = 16
FLAG_INDICATE = 32

# What calls take on an ESP32 at 240 MHz. A notification is copied into a buffer and passed to the controller.
_SEND_US = 200
_VALUE_US = 20
_CALL_US = 50
_REGISTER_US = 5000
_START_US = 100_000  # the controller starts
_START_LIMIT_US = 2_000_000
_START_STEP_US = 10_000
_STOP_US = 50_000
# The stack's task takes the lock of the VM, and gives it back.
_EVENT_US = 200

_GET_SECRET = 29
_ETIMEDOUT = 116  # the port's number; the unix port has another one

# What the port itself keeps on the heap for each entry of a service, in bytes on 32 bits: definition, UUID, and for
# values a map's slot, a record and 20 bytes.
_SERVICE_BYTES = 80
_CHARACTERISTIC_BYTES = 120
_DESCRIPTOR_BYTES = 96
_HOST_WORD = 2  # a word of this VM is as large as two of the port's

_SETTINGS = {
    "bond": protocol.CONFIG_BOND,
    "mitm": protocol.CONFIG_MITM,
    "io": protocol.CONFIG_IO,
    "le_secure": protocol.CONFIG_LE_SECURE,
    "mtu": protocol.CONFIG_MTU,
}

_ble = None
_handler = None
_shared = bytearray(256)  # the data of an event; gone when its handler returns
_kept = None  # as large as what the port would keep on the heap


class UUID:
    """16 bits from an integer, 128 from a text or bytes."""

    def __init__(self, value):
        if isinstance(value, int):
            if not 0 <= value <= 0xFFFF:
                raise ValueError("invalid UUID")
            self._data = bytes((value & 0xFF, value >> 8))
        elif isinstance(value, str):
            self._data = _from_text(value)
        else:
            self._data = bytes(value)
            if len(self._data) not in (2, 4, 16):
                raise ValueError("invalid UUID")

    def __iter__(self):
        return iter(self._data)

    def __len__(self):
        return len(self._data)

    def __eq__(self, other):
        return isinstance(other, UUID) and self._data == bytes(other)

    def __hash__(self):
        return hash(self._data)

    def __repr__(self):
        if len(self._data) == 2:
            return "UUID(0x%04x)" % (self._data[1] << 8 | self._data[0])
        digits = "".join("%02x" % byte for byte in reversed(self._data))
        return "UUID('" + "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])) + "')"


def _from_text(text):
    digits = text.replace("-", "")
    if len(digits) != 32:
        raise ValueError("invalid UUID")
    return bytes(int(digits[at : at + 2], 16) for at in range(30, -1, -2))


class BLE:
    """The one Bluetooth radio."""

    def __new__(cls):
        global _ble
        if _ble is None:
            _ble = object.__new__(cls)
        return _ble

    def active(self, active=None):
        if active is not None:
            _start() if active else _stop()
        return bool(_tell(protocol.RADIO_STATE))

    def config(self, param=None, **settings):
        if not settings:
            if param is None:
                raise TypeError("must query one param")
            return _setting(param)
        if param is not None:
            raise TypeError("can't specify pos and kw args")
        for name, value in settings.items():
            _set(name, value)

    def irq(self, handler):
        global _handler
        if handler is not None and not callable(handler):
            raise ValueError("invalid handler")
        _handler = handler

    def gap_advertise(self, interval_us, adv_data=None, *, resp_data=None, connectable=True):
        if interval_us is None:
            _call(protocol.RADIO_STOP_ADVERTISING)
            return
        bits = protocol.ADVERTISE_CONNECTABLE if connectable else 0
        bits |= 0 if adv_data is None else protocol.ADVERTISE_NEW_DATA
        bits |= 0 if resp_data is None else protocol.ADVERTISE_NEW_RESPONSE
        data = bytes(adv_data or b"")
        response = bytes(resp_data or b"")
        payload = bytes((min(len(data), 255), min(len(response), 255))) + data + response
        _call(protocol.RADIO_ADVERTISE, bits, interval_us // 625, 0, payload)

    def gap_disconnect(self, conn_handle):
        _call(protocol.RADIO_DISCONNECT, conn_handle)
        return True

    def gap_pair(self, conn_handle):
        _call(protocol.RADIO_PAIR, conn_handle)

    def gap_passkey(self, conn_handle, action, passkey):
        _call(protocol.RADIO_PASSKEY, conn_handle, action, passkey)

    def gatts_register_services(self, services_definition):
        global _kept
        clock.spend(_REGISTER_US)
        rows = bytearray()
        counts = [_add_service(rows, uuid, characteristics) for uuid, characteristics in services_definition]
        handles = _fetch(protocol.RADIO_REGISTER, 0, rows)
        values = sum(counts)
        _kept = None
        _kept = bytearray(_HOST_WORD * (len(counts) * _SERVICE_BYTES + _value_bytes(rows)))
        assert len(handles) == 2 * values
        result = []
        at = 0
        for count in counts:
            result.append(tuple(handles[i] | handles[i + 1] << 8 for i in range(at, at + 2 * count, 2)))
            at += 2 * count
        return tuple(result)

    def gatts_read(self, value_handle):
        clock.spend(_VALUE_US)
        return _fetch(protocol.RADIO_READ, value_handle)

    def gatts_write(self, value_handle, data, send_update=False):
        clock.spend(_VALUE_US)
        if isinstance(data, str):
            data = data.encode()
        _check(_tell(protocol.RADIO_WRITE, value_handle, 1 if send_update else 0, 0, data))
        return len(data)

    def gatts_notify(self, conn_handle, value_handle, data=None):
        clock.spend(_SEND_US)
        _check(_tell(protocol.RADIO_NOTIFY, conn_handle, value_handle, 0 if data is None else 1, data))

    def gatts_indicate(self, conn_handle, value_handle, data=None):
        clock.spend(_SEND_US)
        _check(_tell(protocol.RADIO_INDICATE, conn_handle, value_handle, 0 if data is None else 1, data))

    def gatts_set_buffer(self, value_handle, len, append=False):
        global _kept
        _call(protocol.RADIO_SET_BUFFER, value_handle, len, 1 if append else 0)
        size = _size(_kept) + _HOST_WORD * len
        _kept = None
        _kept = bytearray(size)


_size = len  # gatts_set_buffer calls a parameter like that


# --- Talking to the host ----------------------------------------------------------------------------------------------
def _tell(operation, first=0, second=0, third=0, payload=None):
    detail = operation | (first & 0xFFFF) << 8 | (second & 0xFFFF) << 24 | (third & 0xFFFFF) << 40
    clock.report(protocol.RADIO, detail, payload)
    return link.reply[protocol.RADIO_RESULT]


def _check(error):
    if error:
        raise OSError(error)


def _call(operation, first=0, second=0, third=0, payload=None):
    clock.spend(_CALL_US)
    _check(_tell(operation, first, second, third, payload))


def _fetch(operation, first=0, payload=None):
    data = clock.request(protocol.RADIO, operation | (first & 0xFFFF) << 8, payload)
    _check(link.reply[protocol.RADIO_RESULT])
    return data


def _start():
    # The port lets everything else run while it waits for the controller.
    _check(_tell(protocol.RADIO_START))
    began_us = clock.now_us
    clock.pass_to(began_us + _START_US)
    while not _tell(protocol.RADIO_STATE):
        if clock.now_us - began_us > _START_LIMIT_US:
            _tell(protocol.RADIO_STOP)
            raise OSError(_ETIMEDOUT)
        clock.pass_to(clock.now_us + _START_STEP_US)


def _stop():
    _tell(protocol.RADIO_STOP)
    clock.pass_to(clock.now_us + _STOP_US)


def _setting(name):
    clock.spend(_CALL_US)
    if name == "gap_name":
        return _fetch(protocol.RADIO_NAME)
    if name == "mac":
        address = _fetch(protocol.RADIO_MAC)
        return address[0], address[1:]
    if name == "mtu":
        result = _tell(protocol.RADIO_MTU)
        _check(0 if result > 0 else -result)
        return result
    # The size of the receive buffer too: with events that are passed on at once, the port has none.
    raise ValueError("unknown config param")


def _set(name, value):
    if name == "gap_name":
        _call(protocol.RADIO_NAME, 1, 0, 0, value)
    elif name in _SETTINGS:
        _call(protocol.RADIO_CONFIG, _SETTINGS[name], int(value))
    elif name == "addr_mode":
        if value:
            raise NotImplementedError("the simulator's radio has one address, a public one")
    else:
        raise ValueError("unknown config param")


def _add_service(rows, uuid, characteristics):
    """Describe a service; returns how many values it has."""
    _add_row(rows, protocol.SERVICE_ROW, uuid, 0)
    count = 0
    for characteristic in characteristics:
        if not 2 <= len(characteristic) <= 3:
            raise ValueError("invalid characteristic tuple")
        _add_row(rows, protocol.CHARACTERISTIC_ROW, characteristic[0], characteristic[1])
        count += 1
        for descriptor, flags in characteristic[2] if len(characteristic) == 3 else ():
            _add_row(rows, protocol.DESCRIPTOR_ROW, descriptor, flags)
            count += 1
    return count


def _add_row(rows, kind, uuid, flags):
    if not isinstance(uuid, UUID):
        raise ValueError("invalid UUID")
    rows.extend(bytes((kind, flags & 0xFF, flags >> 8 & 0xFF, len(uuid))))
    rows.extend(bytes(uuid))


def _value_bytes(rows):
    total = at = 0
    while at < len(rows):
        kind = rows[at]
        if kind != protocol.SERVICE_ROW:
            total += _CHARACTERISTIC_BYTES if kind == protocol.CHARACTERISTIC_ROW else _DESCRIPTOR_BYTES
        at += 4 + rows[at + 3]
    return total


# --- Events -----------------------------------------------------------------------------------------------------------
def _bring_event():
    """Fetch one event of the stack and call the firmware's handler; the stack waits for what that returns."""
    event = clock.request(protocol.RADIO, protocol.RADIO_FETCH)
    if not event:
        return
    clock.spend(_EVENT_US)
    size = len(event)
    _shared[:size] = event
    result = _call_handler(event[0], _arguments(event))
    for at in range(size):
        _shared[at] = 0xEE
    _answer(event[0], result)


def _arguments(event):
    numbers = event[1]
    values = [int.from_bytes(event[at : at + 4], "little") for at in range(2, 2 + 4 * numbers, 4)]
    at = 2 + 4 * numbers
    data = memoryview(_shared)
    while at < len(event):
        size = event[at] | event[at + 1] << 8
        at += 2
        if size == protocol.NO_PART:
            values.append(None)
        else:
            values.append(data[at : at + size])
            at += size
    return tuple(values)


def _call_handler(event, arguments):
    global _handler
    if _handler is None:
        return None
    try:
        result = _handler(event, arguments)
        return memoryview(result) if event == _GET_SECRET and result is not None else result
    except BaseException as error:  # noqa: BLE001  whatever it is, the port forgets the handler
        _handler = None
        print("Unhandled exception in IRQ callback handler")
        sys.print_exception(error)
        clock.exchange(protocol.TEXT)
        return None


def _answer(event, result):
    if event == _GET_SECRET and result is not None:
        _tell(protocol.RADIO_ANSWER, 0, 1, 0, result)
    elif isinstance(result, (int, bool)):
        _tell(protocol.RADIO_ANSWER, int(result))
    else:
        _tell(protocol.RADIO_ANSWER, 1 if result and event != _GET_SECRET else 0)


clock.handle_radio = _bring_event
