"""The Bluetooth service: tells phones what the pad does, takes from known ones what makes it do less.

The handler of the stack's events runs between any two bytecodes of the other tasks: it notes, and the task's pass acts.
"""

import sys

import bluetooth
from machine import RTC

from firmware import board
from firmware.memory import read_file
from firmware.pace import Pace
from pad import phone
from pad.bonds import LONGEST, Bonds
from pad.clock import FIRST_YEAR
from pad.gatt import (
    CLOCK,
    COMMAND,
    COMMAND_RESULT,
    DIARY_ACCESS,
    FAULT,
    REMAINING,
    SETTINGS,
    SPEED,
    STATUS,
    STATUS_TEXT,
    TEMPERATURE,
)
from pad.liveness import BLE
from pad.session import PHONE, SELF_TEST
from pad.status import put_u16

PERIOD_MS = 100
BONDS_PATH = "/bonds.bin"
TELL_MS = 1_000
ADVERTISING_US = 250_000
LINKS_MOST = 2
REQUESTS_MOST = 4  # not yet acted upon; more are for a phone that floods, and are dropped

# Events and ATT errors, as in the documentation of MicroPython's bluetooth module and of the Bluetooth core
CONNECTED = 1
DISCONNECTED = 2
WRITTEN = 3
READ_REQUEST = 4
ENCRYPTION_CHANGED = 28
GET_SECRET = 29
SET_SECRET = 30
INSUFFICIENT_AUTHORIZATION = 0x08

STOP = bytes((phone.STOP,))


class Link:
    """One connection: its handle, the phone's address as bonds have it, and whether it is trusted."""

    def __init__(self, handle, address_type, address):
        self.handle = handle
        self.key = bytes((address_type,)) + bytes(reversed(bytes(address)))
        self.trusted = False
        self.refused = -1  # opcode that is still to be answered


class Ble:
    """Advertises, notifies, obeys. `start` turns the radio on; OSError if it does not answer.

    `unsent` counts what the stack would not take, and what found no room.
    """

    def __init__(self, session, status, outputs, pairing, store, liveness):
        self._session = session
        self._status = status
        self._outputs = outputs
        self._pairing = pairing
        self._settings = session.settings
        self._liveness = liveness
        self._bonds = Bonds(read_file(BONDS_PATH, LONGEST))
        if self._bonds.damaged:
            print("bonds in flash: not readable, phones must pair anew")
        store.save_also(BONDS_PATH, self._bonds)
        self._radio = bluetooth.BLE()
        self._rtc = RTC()
        status.clock_set = self._rtc.datetime()[0] >= FIRST_YEAR
        self._links = []
        self._requests = []
        self._stop_wanted = False
        self._advertise_wanted = True
        self._error = None
        self.unsent = 0
        self._noted = False
        self._told = -1
        self._told_words = -1
        self._two_bytes = bytearray(2)
        self._since_tell_ms = 0
        self._count = 0
        self._bonding = False

    # --- the radio ----------------------------------------------------------------------------------------------------

    def start(self):
        """Turn the radio on and register the services. Returns the name under which phones will find the pad."""
        from firmware import gatt_setup

        self._radio.irq(self._on_event)
        name, self._handles, self._private, self._advertisement, self._answer = gatt_setup.turn_on(self._radio)
        # Never needed again: they give back their heap.
        del sys.modules["firmware.gatt_setup"], sys.modules["pad.gatt"]
        del sys.modules["firmware"].gatt_setup, sys.modules["pad"].gatt
        if not board.BTHOME:
            del sys.modules["pad.advertising"]
            del sys.modules["pad"].advertising
        return name

    def _advertise(self):
        """With every place taken nobody may connect, but whoever listens is still told."""
        free = len(self._links) < LINKS_MOST
        if board.BTHOME:
            from pad import advertising

            self._count += 1
            data = advertising.bthome(self._count, self._status)
        else:
            data = self._advertisement
        try:
            if free or board.BTHOME:
                self._radio.gap_advertise(ADVERTISING_US, data, resp_data=self._answer, connectable=free)
            else:
                self._radio.gap_advertise(None)  # type: ignore[arg-type]  # stops it
        except OSError:
            self.unsent += 1
            self._advertise_wanted = True

    # --- events: noted, not acted upon --------------------------------------------------------------------------------

    def _on_event(self, event, data):
        # An exception that leaves this handler would unset it for good.
        try:
            return self._note(event, data)
        except Exception as error:  # noqa: BLE001  any: the task's next pass tells it
            self._error = error
            return None
        finally:
            self._noted = True

    def _note(self, event, data):
        if event == WRITTEN:
            self._note_write(data[0], data[1])
        elif event == READ_REQUEST:
            return self._answer_read(data[0], data[1])
        elif event == CONNECTED:
            self._advertise_wanted = True  # it has ended with the connection
            self._links.append(Link(data[0], data[1], data[2]))
        elif event == DISCONNECTED:
            self._advertise_wanted = True
            link = self._link(data[0])
            if link:
                link.trusted = False  # before anything that needs memory: handles are used again
                link.handle = -1
            self._links = [link for link in self._links if link.handle >= 0]
            self._bonds.link_ended([link.key for link in self._links])
        elif event == ENCRYPTION_CHANGED:
            self._judge(data)
        elif event == GET_SECRET:
            return self._bonds.get(data[0], data[1], None if data[2] is None else bytes(data[2]))
        elif event == SET_SECRET:
            value = None if data[2] is None else bytes(data[2])
            return self._bonds.put(data[0], bytes(data[1]), value, self._pairing.is_open())
        return None

    def _judge(self, data):
        handle, encrypted, _, bonded, key_bytes = data
        link = self._link(handle)
        known = self._bonds.judge_link(link.key if link else b"", encrypted, bonded, key_bytes)
        if link:
            link.trusted = bool(encrypted and (known or link.trusted))  # nobody else can take over an encrypted link
            if self._bonds.paired_now:
                self._pairing.open_ms = 0  # one phone for each hold

    def _link(self, handle):
        for link in self._links:
            if link.handle == handle:
                return link
        return None

    def _answer_read(self, handle, value_handle):
        """0, or an error of the attribute protocol. What is read is what holds now, whoever has written to it."""
        if value_handle in self._private:
            link = self._link(handle)
            if link is None or not link.trusted:
                return INSUFFICIENT_AUTHORIZATION
        now = self._value_now(value_handle)
        if now:
            self._radio.gatts_write(value_handle, now)
        return 0

    def _value_now(self, value_handle):
        handles = self._handles
        if value_handle == handles[STATUS]:
            return self._status.record  # true even if this task stands still: the panel's refreshes it, too
        if value_handle == handles[SETTINGS]:
            return self._settings.record()
        if value_handle != handles[CLOCK]:
            return None
        from pad import clock

        return clock.encode(self._rtc.datetime())

    def _note_write(self, handle, value_handle):
        """Another write would replace the value: so it is read at once."""
        written = self._radio.gatts_read(value_handle)
        link = self._link(handle)
        is_command = value_handle == self._handles[COMMAND]
        if link is None or not link.trusted:
            if link and is_command and written:
                link.refused = written[0]
            return
        if is_command and written == STOP:
            self._stop_wanted = True  # is never dropped
        if len(self._requests) < REQUESTS_MOST:
            self._requests.append((handle, value_handle, written))

    # --- passes -------------------------------------------------------------------------------------------------------

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one."""
        if self._noted:
            self._noted = False  # first: the next event may come in the middle of it
            self.take_notes()
        self._status.look()
        self._step_pairing()
        self._since_tell_ms += dt_ms
        try:
            self._tell()
        except (OSError, MemoryError):  # words that find no room are no reason to end a session
            self.unsent += 1
        if self._advertise_wanted:
            self._advertise_wanted = False
            self._advertise()

    def take_notes(self):
        """Act on what the handler has noted."""
        if self._error:
            error, self._error = self._error, None
            print("Bluetooth:")
            sys.print_exception(error)
        while self._requests:
            self._act(*self._requests.pop(0))
        if self._stop_wanted:
            self._stop_wanted = False
            self._session.stop(PHONE)
            self._outputs.cut()  # a stop waits for no other task
        for link in self._links:
            if link.refused >= 0:
                opcode, link.refused = link.refused, -1
                self._answer_command(link.handle, opcode, phone.NOT_ALLOWED)

    def _act(self, handle, value_handle, written):
        handles = self._handles
        if value_handle == handles[COMMAND]:
            self._answer_command(handle, written[0] if written else 0, phone.obey(self._session, written))
        elif value_handle == handles[SETTINGS]:
            from pad import settings_table

            if settings_table.tighten(self._settings, written):
                self._session.obey_settings()
        elif value_handle == handles[CLOCK]:
            self._set_clock(written)
        elif value_handle == handles[DIARY_ACCESS]:
            self._indicate(handle, DIARY_ACCESS, phone.answer_about_records(written, 0))

    def _set_clock(self, written):
        from pad import clock  # needed once a day at most

        date_and_time = clock.decode(written)
        if date_and_time:
            self._rtc.datetime(date_and_time)
            self._status.clock_set = True

    def _answer_command(self, handle, opcode, result):
        self._indicate(handle, COMMAND_RESULT, bytes((opcode, result)))

    def _indicate(self, handle, place, value):
        try:
            self._radio.gatts_indicate(handle, self._handles[place], value)  # type: ignore[call-arg]  # published without
        except OSError:  # the phone has gone, or takes nothing: its own loss
            self.unsent += 1

    def _step_pairing(self):
        if self._pairing.forget_wanted:
            self._pairing.forget_wanted = False
            self._forget()
        bonding = self._status.pairing_open
        if bonding != self._bonding:
            self._bonding = bonding
            self._radio.config(bond=bonding)

    def _forget(self):
        self._bonds.forget()
        for link in self._links:
            link.trusted = False
        for link in list(self._links):
            try:
                self._radio.gap_disconnect(link.handle)
            except OSError:  # it has gone by itself
                self.unsent += 1

    # --- what phones are told -----------------------------------------------------------------------------------------

    def _tell(self):
        status = self._status
        due = self._since_tell_ms >= TELL_MS
        if due:
            status.refresh()
        changed = status.news != self._told
        if due or changed:
            self._since_tell_ms = 0
            self._tell_all(changed)
            self._told = status.news
            if board.BTHOME:
                self._advertise_wanted = True

    def _tell_all(self, changed):
        status = self._status
        self._write(STATUS, status.record)
        self._write_number(TEMPERATURE, status.hot_cc())
        self._write_number(SPEED, status.rpm)
        self._write_number(REMAINING, status.remaining_s)
        # What the sentence says changes with these: minutes left or of rest, the end of the self-test, presses. One
        # number, since a tuple would be made in each pass.
        minutes = (status.remaining_s + status.rest_s + 59) // 60
        words = minutes << 8 | ((status.phase == SELF_TEST) << 7 ^ status.cue_count) & 0xFF
        if words != self._told_words or changed:
            self._told_words = words
            self._tell_in_words()

    def _tell_in_words(self):
        """Rarely, and with texts that are large: their module is loaded for this and gives back its heap."""
        from pad import status_text

        self._write(STATUS_TEXT, status_text.sentence(self._status).encode())
        self._write(FAULT, status_text.fault(self._status.fault_code))
        del sys.modules["pad.status_text"]
        del sys.modules["pad"].status_text

    def _write_number(self, place, value):
        put_u16(self._two_bytes, 0, value)
        self._write(place, self._two_bytes)

    def _write(self, place, value):
        """For readers, and for those that have subscribed: the stack drops what its buffers cannot take."""
        self._radio.gatts_write(self._handles[place], value, True)

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
            self._radio.active(False)  # rather no word than an old one
