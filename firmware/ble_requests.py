"""What phones ask for, and what else is seldom to be done for them. Loaded for that, and forgotten soon afterwards.

A phone's stop is not here: it waits for nothing.
"""

import sys

from machine import RTC

from firmware import board
from pad import phone
from pad.bond_keeper import Keeper
from pad.gatt import CLOCK, COMMAND, COMMAND_RESULT, DIARY_ACCESS, SETTINGS

KEPT_MS = 5_000  # after the last request: loading takes longer than an answer
ADVERTISING_US = 250_000
LINKS_MOST = 2
STOP_COMMAND = bytes((phone.STOP,))


class Requests:
    """Serves the phones that are connected to a firmware.ble.Ble."""

    def __init__(self, ble):
        self._ble = ble
        self._session = ble.session
        self._idle_ms = 0
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
        while ble.requests:
            self._act(*ble.requests.pop(0))
        for link in ble.links:
            if link.refused >= 0:
                opcode, link.refused = link.refused, -1
                self._answer_command(link, opcode, phone.NOT_ALLOWED)
        if ble.advertise_wanted:
            self._advertise()
        # Bonds may be about to change, or to be saved.
        return self._idle_ms < KEPT_MS or self._bonding or ble.bonds.changed

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
        elif value_handle == handles[CLOCK]:
            self._set_clock(written)
        elif value_handle == handles[DIARY_ACCESS]:
            self._indicate(link, DIARY_ACCESS, phone.answer_about_records(written, 0))

    def _obey(self, link, command):
        ble = self._ble
        result = phone.obey(self._session, command)
        if ble.phone_stopped and command == STOP_COMMAND:
            ble.phone_stopped = False
            result = phone.DONE
        self._answer_command(link, command[0] if command else 0, result)

    def _set_clock(self, written):
        from pad import clock  # needed once a day at most

        date_and_time = clock.decode(written)
        if date_and_time:
            RTC().datetime(date_and_time)
            self._ble.status.clock_set = True

    def _answer_command(self, link, opcode, result):
        self._indicate(link, COMMAND_RESULT, bytes((opcode, result)))

    def _indicate(self, link, place, value):
        ble = self._ble
        try:
            ble.radio.gatts_indicate(link.handle, ble.handles[place], value)
        except OSError:  # the phone has gone, or takes nothing: its own loss
            ble.unsent += 1

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
