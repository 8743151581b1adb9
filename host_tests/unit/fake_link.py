"""A radio and a link of padctl without any Bluetooth: what is read, answered and sent is laid down by the test."""

import pytest

from pad import gatt, settings, status
from tools.padctl.transport import Nearby, Value, characteristic
from tools.status_record import FLAGS, RECORD

PAD = Nearby("FootPad-1A2B", "24:6F:28:00:1A:2B", -60, None)
OTHER = Nearby("FootPad-77C0", "24:6F:28:00:77:C0", -71, None)


def record(state=0, step=0, rpm=0, heat=0, left=2150, right=2160, remaining=0, fault=0, flags=(), sequence=1):
    """A status record."""
    bits = sum(FLAGS[name] for name in flags)
    return RECORD.pack(status.VERSION, state, step, rpm, heat, left, right, remaining, 0, fault, 0, bits, 0, sequence)


class FakeLink:
    """`values`: what is read, by place. `answers`: what a write to a place makes the pad send, as (place, content).

    `coming`: what comes to `next_value`: values, None for silence, or something to raise. `troubles`: what a call
    raises, by its name or by its name and a place. Time passes in silence and sleep; each value takes `each_s`.
    """

    def __init__(self):
        self.values = {gatt.STATUS: record(), gatt.STATUS_TEXT: b"Ready.", gatt.SETTINGS: settings.Settings().record()}
        self.answers = {}
        self.coming = []
        self.troubles = {}
        self.writes = []
        self.calls = []
        self.takes_writes = True
        self.time_s = 100.0
        self.each_s = 0.0

    def _place(self, uuid):
        return next(place for place in range(gatt.COUNT) if characteristic(place) == uuid)

    def _call(self, name, place=None):
        self.calls.append(name)
        for trouble in (self.troubles.get(name), self.troubles.get((name, place))):
            if trouble:
                raise trouble

    async def read(self, uuid):
        place = self._place(uuid)
        self._call("read", place)
        return self.values[place]

    async def write(self, uuid, content):
        place = self._place(uuid)
        self._call("write", place)
        self.writes.append((place, content))
        if self.takes_writes and place in (gatt.SETTINGS, gatt.CLOCK):
            self.values[place] = content
        for answered, answer in self.answers.get(place, ()):
            self.coming.append(Value(characteristic(answered), answer))

    async def subscribe(self, uuid):
        self._call("subscribe", self._place(uuid))

    async def next_value(self, timeout_s):
        value = self.coming.pop(0) if self.coming else None
        if isinstance(value, BaseException):
            raise value
        self.time_s += timeout_s if value is None else self.each_s
        return value

    async def pair(self):
        self._call("pair")

    async def unpair(self):
        self._call("unpair")

    async def disconnect(self):
        self.calls.append("disconnect")

    def now_s(self):
        return self.time_s

    async def sleep(self, seconds):
        self.time_s += seconds

    # --- what the pad will say ---

    def will_answer(self, opcode, result):
        """To a command."""
        self.answers[gatt.COMMAND] = [(gatt.COMMAND_RESULT, bytes((opcode, result)))]

    def will_tell(self, *records):
        """One status after the other, a second apart; what is no record comes as it is."""
        for told in records:
            self.coming.append(Value(characteristic(gatt.STATUS), told) if isinstance(told, bytes) else told)


class FakeRadio:
    """`pads` are in reach; `link` is the connection to any of them."""

    def __init__(self, *pads):
        self.pads = list(pads)
        self.link = FakeLink()
        self.scans = []
        self.connected = []
        self.closed = False

    async def scan(self, seconds, wanted):
        self.scans.append((seconds, wanted))
        return list(self.pads)

    async def connect(self, pad, timeout_s):
        self.connected.append((pad, timeout_s))
        return self.link

    async def close(self):
        self.closed = True


def complaint(result, status):
    """The one line of a command that has failed."""
    assert result[0] == status
    assert result[2].count("\n") == 1
    assert result[2].startswith("padctl: ")
    return result[2].removeprefix("padctl: ").rstrip()


def assert_wrong(padctl, radio, *arguments):
    """padctl takes no such arguments, and has asked no pad."""
    with pytest.raises(SystemExit) as left:
        padctl(*arguments)
    assert left.value.code == 2
    assert not radio.connected
