"""What the tests of the service share: its characteristics by name, hands that pair a phone, a session that runs."""

import struct
from collections.abc import Iterable

from host_tests.device.kept_file import mounted
from host_tests.device.traces import changes
from pad import gatt, session, settings, settings_table
from pad.status import LAYOUT
from tools.padctl.transport import CHARACTERISTICS
from tools.simulator.phone import SUPERVISION_S, Phone
from tools.simulator.simulation import Simulation


def uuid(number: int) -> str:
    """The UUID of a characteristic of pad.gatt as a phone writes it."""
    full = gatt.full_uuid(number)
    return full.upper() if isinstance(full, str) else f"{full:04X}"


def at(place: int) -> str:
    """The same for one of pad.gatt's places."""
    return uuid(CHARACTERISTICS[place][0])


STATUS = at(gatt.STATUS)
TEXT = at(gatt.STATUS_TEXT)
SPEED = at(gatt.SPEED)
REMAINING = at(gatt.REMAINING)
FAULT = at(gatt.FAULT)
COMMAND = at(gatt.COMMAND)
RESULT = at(gatt.COMMAND_RESULT)
SETTINGS = at(gatt.SETTINGS)
DIARY = at(gatt.DIARY)
DIARY_ACCESS = at(gatt.DIARY_ACCESS)
CLOCK = at(gatt.CLOCK)
TEMPERATURE = at(gatt.TEMPERATURE)
WRITABLE = (COMMAND, SETTINGS, DIARY_ACCESS, CLOCK)

STATE, STEP, RPM, HEAT, LEFT, RIGHT, REMAINING_S = 1, 2, 3, 4, 5, 6, 7
FLAGS, REASON, SEQUENCE = 11, 12, 13

INSUFFICIENT_AUTHENTICATION = 0x05
INSUFFICIENT_AUTHORIZATION = 0x08


def fields(record: bytes) -> tuple[int, ...]:
    """A status record, field by field."""
    return struct.unpack(LAYOUT, record)


def settings_record(**changes: int) -> bytes:
    """The settings as delivered, but for these, by their names in pad.settings_table."""
    values = bytearray(settings.DEFAULTS)
    for place, row in enumerate(settings_table.ROWS):
        values[place] = changes.pop(row[settings_table.NAME], values[place])
    assert not changes
    return bytes([settings.VERSION]) + values


def open_window(pad: Simulation) -> None:
    """TIME held 3 s, by hand, while the pad is off."""
    pad.press("TIME", 3.3)
    pad.run_for(3.6)
    assert pad.status.pairing_open


def forget_by_hand(pad: Simulation) -> None:
    """TIME and HEAT held 5 s: all phones and settings are forgotten."""
    pad.press("TIME", 5.5)
    pad.press("HEAT", 5.5)
    pad.run_for(7)


def connected(pad: Simulation, name: str = "phone", **settings) -> Phone:
    """A phone that has connected and nothing else."""
    phone = Phone(pad, name, **settings)
    phone.connect()
    return phone


def bonded(pad: Simulation, name: str = "phone", **settings) -> Phone:
    """A phone that has paired in a window."""
    phone = connected(pad, name, **settings)
    open_window(pad)
    phone.pair()
    pad.run_for(0.3)
    return phone


def start(pad: Simulation, heat: int = 0, faster: int = 0) -> None:
    """From OFF into a session, with so many presses of HEAT and FASTER."""
    for wait_s in (4.0, 3.0):
        pad.press("START")
        pad.run_for(wait_s)
    assert pad.status.state == session.RUNNING
    for button in ("HEAT",) * heat + ("FASTER",) * faster:
        pad.press(button)
        pad.run_for(0.5)


def power_cycle(pad: Simulation) -> None:
    """Pull the plug and put it back; phones notice after their supervision timeout."""
    pad.power_cycle()
    pad.run_for(SUPERVISION_S + 2)


def damaged(image: bytes, path: str) -> bytes:
    """The flash with one byte of this file changed."""
    littlefs = mounted(image)
    with littlefs.open(path, "rb") as file:
        content = bytearray(file.read())
    content[2] ^= 0x5A
    with littlefs.open(path, "wb") as file:
        file.write(bytes(content))
    littlefs.unmount()
    return bytes(littlefs.context.buffer)


def heaps_after_each(pad: Simulation, phone: Phone, ways: Iterable[str]) -> list[int]:
    """Bytes of heap after each of many connections; `ways` are those in which they end: disconnect, vanish."""
    heaps = []
    for way in ways:
        phone.connect()
        phone.encrypt()
        phone.subscribe(STATUS)
        phone.read(SETTINGS)
        getattr(phone, way)()
        pad.run_for(6)
        heaps.append(pad.heap_allocated())
    return heaps


def guard_gaps_s(pad: Simulation, from_s: float, to_s: float) -> list[float]:
    """Times between the guard's ALIVE edges, one a pass while a session runs."""
    edges_s = [at_s for at_s, _ in changes(pad, "ALIVE") if from_s <= at_s <= to_s]
    assert edges_s[0] - from_s < 0.2
    assert to_s - edges_s[-1] < 0.2
    return [later - sooner for sooner, later in zip(edges_s, edges_s[1:], strict=False)]


def may_do(pad: Simulation) -> tuple[int, ...]:
    """What makes a pad do more or less: state, step, heat level, minutes left, minutes chosen, fault."""
    status = pad.status
    return (
        status.state,
        status.speed_step,
        status.heat_level,
        status.remaining_s // 60,
        status.chosen_minutes,
        status.fault_code,
    )
