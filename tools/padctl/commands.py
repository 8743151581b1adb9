"""What padctl's commands do. Whatever keeps them from it is raised as Trouble."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime

from pad import gatt, phone, settings_table
from pad.limits import HOLD_FORGETS_MS, HOLD_PAIRS_MS, HOLD_START_PAIRS_MS
from tools import phone_names
from tools.padctl import advertised, client
from tools.padctl.diary import write_csv, write_json, write_table
from tools.padctl.table import HEADING, Table, as_json
from tools.padctl.transport import (
    Link,
    LinkLost,
    Nearby,
    NoPad,
    NotAllowed,
    Radio,
    SeveralPads,
    is_called,
)
from tools.status_record import StatusRecord

SCAN_S = 5.0  # a pad advertises four times a second
CONNECT_S = 20.0
SILENCE_S = 10.0  # a pad that is there says something each second
WINDOW_WAIT_S = 120.0

NOTHING = {
    phone.STOP: "the pad is not running",
    phone.SLOWER: "the pad is not running, or already at its lowest speed",
    phone.COOLER: "the pad gives no heat",
    phone.HEAT_OFF: "the pad gives no heat",
    phone.FEET_WRONG: "the pad is locked already",
    phone.SCORE_BEFORE: "the last session is not over yet",
    phone.SCORE_AFTER: "a session runs, or there has been none since the power came",
}
LANGUAGE_ROW = (client.LANGUAGE, "", "two letters, as in en, de")
NOT_IN_REACH = " is in reach; one that is connected to two others does not show itself"
NOT_ACCEPTED = "the pad has not accepted this computer: the minute was over, or another phone was first; try again"
HOW_TO_PAIR = (
    f"On the pad, while it is off: hold TIME for {HOLD_PAIRS_MS // 1000} s "
    f"(START for {HOLD_START_PAIRS_MS // 1000} s where there is no TIME). Waiting ..."
)
HOW_TO_LOOSEN = (
    "Only a hand on the pad can loosen the limits: while it is off, hold TIME and HEAT "
    f"for {HOLD_FORGETS_MS // 1000} s. It then forgets all other settings and all phones as well."
)


# --- which pad --------------------------------------------------------------------------------------------------------


async def run(options: argparse.Namespace, radio: Radio) -> None:
    """Run the command on the pad that was asked for."""
    try:
        if options.command is scan:
            await scan(radio, options)
            return
        link = await radio.connect(await find(radio, options), options.timeout or CONNECT_S)
        try:
            await options.command(link, options)
        finally:
            await link.disconnect()
    finally:
        await radio.close()


async def find(radio: Radio, options: argparse.Namespace) -> Nearby:
    """The pad that was asked for, or the only one."""
    pads = await radio.scan(options.timeout or SCAN_S, options.pad)
    if options.pad:
        pads = [pad for pad in pads if is_called(pad, options.pad)]
    if not pads:
        raise NoPad(f"{f'no {options.pad}' if options.pad else 'no pad'}{NOT_IN_REACH}")
    if len(pads) > 1:
        show_pads(pads)
        raise SeveralPads("several pads are in reach: say which with --pad NAME, or with its address")
    return pads[0]


# --- what can be seen -------------------------------------------------------------------------------------------------


async def scan(radio: Radio, options: argparse.Namespace) -> None:
    """List the pads in reach."""
    pads = await radio.scan(options.timeout or SCAN_S, None)
    if options.json:
        for pad in pads:
            told = advertised.decode(pad.told)
            print(json.dumps({**pad._asdict(), "told": told and told._asdict()}))
    elif pads:
        show_pads(pads)
    if not pads:
        raise NoPad(f"no pad{NOT_IN_REACH}")


def show_pads(pads: list[Nearby]) -> None:
    """One pad a line: name, address, signal, and what it tells everybody."""
    for pad in pads:
        signal_dbm = "" if pad.signal_dbm is None else f"{pad.signal_dbm} dBm"
        print(f"{pad.name:<14} {pad.address:<36} {signal_dbm:>8}  {advertised.decode(pad.told) or ''}".rstrip())


async def info(link: Link, options: argparse.Namespace) -> None:
    """Show what pad this is."""
    for what, place in client.INFORMATION.items():
        print(f"{what:<14} {await client.read_text(link, place)}")


async def watch(link: Link, options: argparse.Namespace) -> None:
    """Show what the pad does, until Ctrl-C or for the time that was asked for."""
    await link.subscribe(client.STATUS)
    rows = Rows(link)
    try:
        await follow(link, options.for_s or math.inf, show_json if options.json else rows.show)
    finally:
        rows.end()


async def follow(link: Link, seconds: float, show: Callable[[StatusRecord], Awaitable[None]]) -> None:
    """Show each status that comes. LinkLost when none comes any more."""
    until_s = link.now_s() + seconds
    while (left_s := until_s - link.now_s()) > 0:
        status = await client.next_status(link, min(SILENCE_S, left_s))
        if status:
            await show(status)
        elif left_s > SILENCE_S:
            raise LinkLost("the pad is connected and says nothing any more")


async def show_json(status: StatusRecord) -> None:
    """One object a line."""
    print(as_json(status, datetime.now().astimezone()), flush=True)


class Rows:
    """Each status as a row, and beneath it the pad's own sentence when that has changed in kind."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._table = Table(sys.stdout)
        self._began_s = link.now_s()
        self._told: tuple[int, int] | None = None

    async def show(self, status: StatusRecord) -> None:
        """One row more."""
        if self._told is None:
            self._table.say(HEADING)
        self._table.show(status, self._link.now_s() - self._began_s)
        if self._told != (status.state, status.fault_code):
            self._told = (status.state, status.fault_code)
            self._table.say(f"         {await client.read_text(self._link, gatt.STATUS_TEXT)}")

    def end(self) -> None:
        """Leave the row that is written over."""
        self._table.end_row()


# --- what makes the pad do less ---------------------------------------------------------------------------------------


async def do_less(link: Link, options: argparse.Namespace) -> None:
    """Stop, slower, cooler, heat off, something is wrong; or take a score."""
    result = await client.command(link, options.opcode, *options.arguments)
    name = phone_names.COMMANDS[options.opcode]
    print(f"{name}: {phone_names.RESULTS[result]}{'' if result == phone.DONE else ': ' + NOTHING[options.opcode]}")


async def score(link: Link, options: argparse.Namespace) -> None:
    """Give the pad a score of the symptoms for its diary."""
    options.opcode = phone.SCORE_BEFORE if options.when == "before" else phone.SCORE_AFTER
    options.arguments = (options.score,)
    await do_less(link, options)


async def settings(link: Link, options: argparse.Namespace) -> None:
    """Show the settings, or change some."""
    found = await client.read_settings(link)
    asked = {name: value for name in client.named(found) if (value := getattr(options, name, None)) is not None}
    values = client.named(await client.change_settings(link, found, asked))
    if options.json:
        print(json.dumps(values))
    else:
        show_settings(values)


def show_settings(values: client.Named) -> None:
    """One setting a line: name, value, unit, meaning."""
    rows = {row[settings_table.NAME]: row for row in settings_table.ROWS} | {client.LANGUAGE: LANGUAGE_ROW}
    for name, value in values.items():
        print(f"{name:<13} {value:>4} {rows[name][settings_table.UNIT]:<9} {rows[name][settings_table.MEANING]}")
    print(HOW_TO_LOOSEN)


async def clock(link: Link, options: argparse.Namespace) -> None:
    """Show the pad's clock, or set it."""
    now = datetime.now()
    found = await (client.set_clock(link, now) if options.set else client.read_clock(link))
    if found is None:
        print("The pad's clock has not been set since the power came. `padctl clock --set` sets it.")
        return
    behind_s = round((now - found).total_seconds())
    print(f"{found:%Y-%m-%d %H:%M:%S}, {abs(behind_s)} s {'behind' if behind_s >= 0 else 'ahead of'} this computer")


async def diary(link: Link, options: argparse.Namespace) -> None:
    """Show the sessions that are stored."""
    entries = await client.read_diary(link, options.since)
    write = write_csv if options.csv else write_json if options.json else write_table
    write(entries)


# --- pairing ----------------------------------------------------------------------------------------------------------


async def pair(link: Link, options: argparse.Namespace) -> None:
    """Wait for the window that a hand on the pad opens, pair, and see whether the pad agrees."""
    await link.subscribe(client.STATUS)
    if not (await client.read_status(link)).pairing_open:
        print(HOW_TO_PAIR, flush=True)
        await wait_for_window(link)
    await link.pair()
    try:
        await client.read_settings(link)
    except NotAllowed as error:
        await link.unpair()
        raise NotAllowed(NOT_ACCEPTED) from error
    print("Paired. This computer may now have the pad do less, never more.")


async def wait_for_window(link: Link) -> None:
    """Until a phone may pair. NotAllowed when nobody opens the window."""
    until_s = link.now_s() + WINDOW_WAIT_S
    while (left_s := until_s - link.now_s()) > 0:
        status = await client.next_status(link, left_s)
        if status and status.pairing_open:
            return
    raise NotAllowed("nobody has opened the pairing window on the pad")
