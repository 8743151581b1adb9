"""The Bluetooth service: tells phones what the pad does, takes from known ones what makes it do less.

The handler of the stack's events runs between any two bytecodes of the other tasks: it notes, and the task's pass acts.
What is asked for seldom is done by firmware/ble_requests.py, which takes no heap meanwhile.
"""

import sys

import bluetooth
from machine import RTC

from firmware import board
from firmware.moments import forget_since
from firmware.pace import Pace
from firmware.words import sentences
from pad.bonds import Bonds
from pad.clock import FIRST_YEAR
from pad.gatt import (
    CLOCK,
    COMMAND,
    FAULT,
    REMAINING,
    SETTINGS,
    SPEED,
    STATUS,
    STATUS_TEXT,
    TEMPERATURE,
)
from pad.liveness import BLE
from pad.phone import STOP
from pad.session import PHONE, RUNNING, SELF_TEST
from pad.status import FEET_DIFFER, FLAGS, put_u16

PERIOD_MS = 100
BONDS_PATH = "/bonds.bin"
TELL_MS = 1_000
REQUESTS_MOST = 4  # not yet acted upon; more are for a phone that floods, and are dropped

# Events and ATT errors, as in the documentation of MicroPython's bluetooth module and of the Bluetooth core
CONNECTED = 1
DISCONNECTED = 2
WRITTEN = 3
READ_REQUEST = 4
MTU_EXCHANGED = 21
ENCRYPTION_CHANGED = 28
GET_SECRET = 29
SET_SECRET = 30
INSUFFICIENT_AUTHORIZATION = 0x08

MTU_LEAST = 23  # of every link
STOP_COMMAND = bytes((STOP,))


class Link:
    """One connection: its handle, the phone's address as bonds have it, and whether it is trusted."""

    def __init__(self, handle, address_type, address):
        self.handle = handle
        self.key = bytes((address_type,)) + bytes(reversed(bytes(address)))
        self.trusted = False
        self.mtu = MTU_LEAST
        self.refused = -1  # opcode that is still to be answered


class Ble:
    """Advertises, notifies, obeys. `firmware.gatt_setup.start` turns its radio on.

    `unsent` counts what the stack would not take, and what found no room. The rest of what is public is there for
    firmware/ble_requests.py.
    """

    def __init__(self, session, status, outputs, pairing, store, liveness):
        self.session = session
        self.status = status
        self.pairing = pairing
        self._outputs = outputs
        self._liveness = liveness
        self.bonds = Bonds()
        store.save_also(BONDS_PATH, self.bonds)
        self.radio = bluetooth.BLE()
        status.clock_set = RTC().datetime()[0] >= FIRST_YEAR
        self.handles = self.private_handles = self.advertised = ()  # when it starts
        self.links = []
        self.requests = []
        self.server = None
        self.serve_wanted = True
        self.advertise_wanted = True
        self.phone_stopped = False
        self._stop_wanted = False
        self.mishap = None
        self.unsent = 0
        self._texts = None  # for everybody, and for phones that are trusted, if that is another one
        self._told = -1
        self.told_words = -1
        self._two_bytes = bytearray(2)
        self._since_tell_ms = 0

    # --- events: noted, not acted upon --------------------------------------------------------------------------------

    def on_event(self, event, data):
        """The stack's handler."""
        # An exception that leaves this handler would unset it for good.
        try:
            return self._note(event, data)
        except Exception as error:  # noqa: BLE001  any: the task's next pass tells it
            self.mishap = error
            self.serve_wanted = True
            return None

    def _note(self, event, data):
        if event == WRITTEN:
            self._note_write(data[0], data[1])
        elif event == READ_REQUEST:
            return self._answer_read(data[0], data[1])
        elif event == CONNECTED:
            self._advertise()  # it has ended with the connection
            self.links.append(Link(data[0], data[1], data[2]))
        elif event == DISCONNECTED:
            self._advertise()
            link = self._link(data[0])
            if link:
                link.trusted = False  # before anything that needs memory: handles are used again
                link.handle = -1
            self.links = [link for link in self.links if link.handle >= 0]
            self.bonds.link_ended([link.key for link in self.links])
        elif event == ENCRYPTION_CHANGED:
            self._judge(data)
        elif event == MTU_EXCHANGED:
            link = self._link(data[0])
            if link:
                link.mtu = data[1]
        elif event == GET_SECRET:
            return self.bonds.get(data[0], data[1], None if data[2] is None else bytes(data[2]))
        elif event == SET_SECRET:
            value = None if data[2] is None else bytes(data[2])
            return self.bonds.put(data[0], bytes(data[1]), value, self.pairing.is_open())
        return None

    def _judge(self, data):
        handle, encrypted, _, bonded, key_bytes = data
        link = self._link(handle)
        known = self.bonds.judge_link(link.key if link else b"", encrypted, bonded, key_bytes)
        if link:
            link.trusted = bool(encrypted and (known or link.trusted))  # nobody else can take over an encrypted link
            if self.bonds.paired_now:
                self.pairing.open_ms = 0  # one phone for each hold

    def _link(self, handle):
        for link in self.links:
            if link.handle == handle:
                return link
        return None

    def _answer_read(self, handle, value_handle):
        """0, or an error of the attribute protocol. What is read is what holds now, whoever has written to it."""
        link = self._link(handle)
        trusted = link is not None and link.trusted
        if value_handle in self.private_handles and not trusted:
            return INSUFFICIENT_AUTHORIZATION
        if value_handle == self.handles[STATUS]:
            # True even if this task stands still: the panel's refreshes it, too.
            now = self.status.record if trusted else self._open_record()
        elif value_handle == self.handles[STATUS_TEXT] and self._texts:
            now = self._texts[trusted]
        elif value_handle == self.handles[SETTINGS]:
            now = self.session.settings.record()
        elif value_handle == self.handles[CLOCK]:
            from pad import clock

            now = clock.encode(RTC().datetime())
        else:
            return 0
        self.radio.gatts_write(value_handle, now)
        return 0

    def _note_write(self, handle, value_handle):
        """Another write would replace the value: so it is read at once."""
        written = self.radio.gatts_read(value_handle)
        link = self._link(handle)
        is_command = value_handle == self.handles[COMMAND]
        self.serve_wanted = True
        if link is None or not link.trusted:
            if link and is_command and written:
                link.refused = written[0]
            return
        if is_command and written == STOP_COMMAND:
            self._stop_wanted = True  # is never dropped
        if len(self.requests) < REQUESTS_MOST:
            self.requests.append((link, value_handle, written))

    def _advertise(self):
        self.advertise_wanted = self.serve_wanted = True

    # --- passes -------------------------------------------------------------------------------------------------------

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        if self._stop_wanted:
            self._stop()
        self.status.look()
        self._since_tell_ms += dt_ms
        try:
            self._tell()
        except (OSError, MemoryError):  # words that find no room are no reason to end a session
            self.unsent += 1
        # Last: what the pad does goes before its diary.
        if self.serve_wanted:
            self.serve(dt_ms)

    def _stop(self):
        """A stop waits for no other task, and for no module that is to be loaded."""
        self._stop_wanted = False
        self.phone_stopped = self.session.state == RUNNING
        self.session.stop(PHONE)
        self._outputs.cut()

    def serve(self, dt_ms):
        """Do what was asked for, by modules that are loaded for this, stay for a while and give back their heap."""
        try:
            server = self.server or self.load_server()
            self.serve_wanted = False  # first: the next event may come in the middle of it
            if not server.step(dt_ms):
                self.server = self.bonds.keeper = None
                forget_since(self._modules)
                return
        except MemoryError:  # no reason to end a session: as soon as there is room
            self.unsent += 1
        self.serve_wanted = True

    def load_server(self):
        """Load what serves phones. MemoryError when there is no room."""
        if "firmware.ble_requests" not in sys.modules:
            self._modules = tuple(sys.modules)
        from firmware import ble_requests

        self.server = ble_requests.Requests(self)
        return self.server

    # --- what phones are told -----------------------------------------------------------------------------------------

    def _tell(self):
        status = self.status
        due = self._since_tell_ms >= TELL_MS
        if due:
            status.refresh()
        changed = status.news != self._told
        if due or changed:
            self._since_tell_ms = 0
            self._tell_all(changed)
            self._told = status.news
            if board.BTHOME:
                self._advertise()

    def _tell_all(self, changed):
        status, pairing = self.status, self.pairing
        if pairing.open_ms or pairing.forget_wanted:  # opening is news; forgetting may wait for a second
            self.serve_wanted = True
        self._write_for_each(STATUS, self._open_record(), status.record)
        self._write_number(TEMPERATURE, status.hot_cc())
        self._write_number(SPEED, status.rpm)
        self._write_number(REMAINING, status.remaining_s)
        # What the sentence says changes with these: minutes left or of rest, the end of the self-test, presses. One
        # number, since a tuple would be made in each pass.
        minutes = (status.remaining_s + status.rest_s + 59) // 60
        words = minutes << 8 | ((status.phase == SELF_TEST) << 7 ^ status.cue_count) & 0xFF
        if words != self.told_words or changed:
            self.told_words = words
            self._tell_in_words()

    def _tell_in_words(self):
        everybody, known, fault = sentences(self.status)
        self._texts = None if everybody == known else (everybody, known)
        self._write_for_each(STATUS_TEXT, everybody, known)
        self._write(FAULT, fault)

    def _write_number(self, place, value):
        put_u16(self._two_bytes, 0, value)
        self._write(place, self._two_bytes)

    def _open_record(self):
        """The status for everybody: how the feet compare is for phones that are trusted."""
        record = self.status.record
        if record[FLAGS] & FEET_DIFFER:
            record = bytearray(record)
            record[FLAGS] ^= FEET_DIFFER
        return record

    def _write_for_each(self, place, value, private):
        """`private` is for the phones that are trusted. Who reads is answered one by one in any case."""
        known = 0
        for link in self.links:
            known += link.trusted
        if known == 0 or known == len(self.links) or value == private:
            self._write(place, private if known else value)
            return
        for link in self.links:  # those that have not subscribed, too: the stack does not tell who has
            told = private if link.trusted else value
            self.radio.gatts_notify(link.handle, self.handles[place], told)  # type: ignore[call-arg]  # published without

    def _write(self, place, value):
        """For readers, and for those that have subscribed: the stack drops what its buffers cannot take."""
        self.radio.gatts_write(self.handles[place], value, True)

    async def run(self):
        """For ever, each 100 ms. Whatever ends it turns the radio off."""
        pace = Pace(PERIOD_MS)
        try:
            while True:
                self.step(pace.elapsed_ms)
                self._liveness.beat(BLE)
                await pace
        finally:
            self._outputs.cut()  # the radio may take its time
            self.radio.active(False)  # rather no word than an old one
