"""What phones ask for, and what else is seldom to be done for them. Loaded for that, and forgotten soon afterwards.

A phone's stop is not here: it waits for nothing.
"""

import sys

from machine import RTC

from firmware import board
from pad import phone, record_access
from pad.bond_keeper import Keeper
from pad.diary_record import SIZE
from pad.gatt import CLOCK, COMMAND, COMMAND_RESULT, DIARY, DIARY_ACCESS, SETTINGS

KEPT_MS = 5_000  # after the last request: loading takes longer than an answer
ADVERTISING_US = 250_000
LINKS_MOST = 2
READS_A_PASS = 3  # each takes the VM some milliseconds
OWED_MOST = 8
STOP_COMMAND = bytes((phone.STOP,))


class Requests:
    """Serves the phones that are connected to a firmware.ble.Ble."""

    def __init__(self, ble):
        self._ble = ble
        self._session = ble.session
        self._idle_ms = 0
        self._transfers = []
        self._owed = []  # answers that the stack has not taken yet
        self._keeper = Keeper(ble.bonds)
        self._bonding = False
        self._count = 0

    def step(self, dt_ms):
        """One pass, `dt_ms` after the last one. Whether there may be more to do soon."""
        ble = self._ble
        self._idle_ms += dt_ms
        if ble.mishap:
            self._tell_error()
        if ble.pairing.forget_wanted:
            self._forget()
        bonding = ble.status.pairing_open
        if bonding != self._bonding:
            self._bonding = bonding
            ble.radio.config(bond=bonding)
        self._owed = [owed for owed in self._owed if not self._indicate(*owed)]
        while ble.requests:
            self._act(*ble.requests.pop(0))
        self._refuse()
        if self._transfers:
            self._transfers = [transfer for transfer in self._transfers if not self._is_over(transfer)]
            self._idle_ms = 0
        if ble.advertise_wanted:
            self._advertise()
        # Bonds may be about to change, or to be saved.
        return self._idle_ms < KEPT_MS or self._bonding or ble.bonds.changed

    def _refuse(self):
        for link in self._ble.links:
            if link.refused >= 0:
                opcode, link.refused = link.refused, -1
                self._indicate(link, COMMAND_RESULT, bytes((opcode, phone.NOT_ALLOWED)))  # or not: a stranger

    def _tell_error(self):
        error, self._ble.mishap = self._ble.mishap, None
        print("Bluetooth:")
        sys.print_exception(error)

    def _forget(self):
        ble = self._ble
        self._keeper.forget()
        for link in ble.links:
            link.trusted = False
        for link in list(ble.links):
            try:
                ble.radio.gap_disconnect(link.handle)
            except OSError:  # it has gone by itself
                ble.unsent += 1
        ble.pairing.forget_wanted = False

    # --- requests -----------------------------------------------------------------------------------------------------

    def _act(self, link, value_handle, written):
        self._idle_ms = 0
        handles = self._ble.handles
        if not link.trusted:
            return  # any more
        if value_handle == handles[COMMAND]:
            self._obey(link, written)
        elif value_handle == handles[SETTINGS]:
            from pad import settings_table

            if settings_table.tighten(self._session.settings, written):
                self._session.obey_settings()
                self._ble.told_words = -1  # the sentence may have another language, other minutes
        elif value_handle == handles[CLOCK]:
            self._set_clock(written)
        elif value_handle == handles[DIARY_ACCESS]:
            self._access_diary(link, written)

    def _obey(self, link, command):
        ble = self._ble
        result = phone.obey(self._session, command)
        if ble.phone_stopped and command == STOP_COMMAND:
            ble.phone_stopped = False
            result = phone.DONE
        self._answer(link, COMMAND_RESULT, bytes((command[0] if command else 0, result)))

    def _set_clock(self, written):
        from pad import clock  # needed once a day at most

        date_and_time = clock.decode(written)
        if date_and_time:
            RTC().datetime(date_and_time)
            self._ble.status.clock_set = True

    def _answer(self, link, place, value):
        """What the stack does not take now, it gets in one of the next passes."""
        if not self._indicate(link, place, value) and len(self._owed) < OWED_MOST:
            self._owed.append((link, place, value))

    def _indicate(self, link, place, value):
        """Whether it is done with: also when the phone has gone."""
        ble = self._ble
        if link.handle >= 0:
            try:
                ble.radio.gatts_indicate(link.handle, ble.handles[place], value)
            except OSError:
                ble.unsent += 1
                return False
        return True

    # --- the diary ----------------------------------------------------------------------------------------------------

    def _access_diary(self, link, request):
        code = record_access.judge(request)
        if code == record_access.SUCCESS:
            under_way = [transfer for transfer in self._transfers if transfer.link is link]
            if request[0] == record_access.ABORT:
                self._transfers = [transfer for transfer in self._transfers if transfer.link is not link]
            elif under_way:
                code = record_access.NOT_COMPLETED
            else:
                self._begin(link, request)
                return
        self._answer(link, DIARY_ACCESS, record_access.response(request, code))

    def _begin(self, link, request):
        from firmware import diary

        try:
            first, last = max(record_access.first_number(request), diary.oldest()), diary.newest()
        except OSError:  # flash does not answer
            self._answer(link, DIARY_ACCESS, record_access.response(request, record_access.NOT_COMPLETED))
            return
        if request[0] == record_access.REPORT:
            self._transfers.append(Transfer(link, request, first, last))
        else:
            self._answer(link, DIARY_ACCESS, record_access.number_of_records(max(0, last + 1 - first)))

    def _is_over(self, transfer):
        """Send some more of it. Whether that were all, or nobody may have them any more."""
        from firmware import diary

        if not transfer.link.trusted:
            return True
        try:
            if not transfer.send(self._ble.radio, self._ble.handles[DIARY], diary.read):
                return False
        except OSError:  # the stack has no room: the same piece again in the next pass
            self._ble.unsent += 1
            return False
        code = record_access.SUCCESS if transfer.sent else record_access.NO_RECORDS
        self._answer(transfer.link, DIARY_ACCESS, record_access.response(transfer.request, code))
        return True

    # --- advertising --------------------------------------------------------------------------------------------------

    def _advertise(self):
        """With every place taken nobody may connect, but whoever listens is still told."""
        ble = self._ble
        ble.advertise_wanted = False
        free = len(ble.links) < LINKS_MOST
        data, answer = ble.advertised
        if board.BTHOME:
            from pad import advertising

            self._count += 1
            data = advertising.bthome(self._count, ble.status)
        try:
            if free or board.BTHOME:
                ble.radio.gap_advertise(ADVERTISING_US, data, resp_data=answer, connectable=free)
            else:
                ble.radio.gap_advertise(None)  # stops it
        except OSError:
            ble.unsent += 1
            ble.advertise_wanted = True


class Transfer:
    """The diary's records from `number` to `last` on their way to a phone, which has asked for them with `request`."""

    def __init__(self, link, request, number, last):
        self.link = link
        self.request = request
        self.sent = 0
        self._number = number
        self._last = last
        self._room = link.mtu - record_access.HEADERS
        self._record = bytearray(SIZE)
        self._at = SIZE  # of this record is sent

    def send(self, radio, handle, read):
        """Send some records. Whether there are no more. OSError when the stack takes no more now: nothing is lost."""
        for _ in range(READS_A_PASS):
            if self._at == SIZE and self._number <= self._last:
                if read(self._number, self._record):
                    self._at = 0
                self._number += 1
            while self._at < SIZE:
                self._send_piece(radio, handle)
        return self._number > self._last

    def _send_piece(self, radio, handle):
        end = min(self._at + self._room, SIZE)
        piece = self._at // self._room | (record_access.LAST_PIECE if end == SIZE else 0)
        radio.gatts_notify(self.link.handle, handle, bytes((piece,)) + self._record[self._at : end])
        self._at = end
        self.sent += end == SIZE
