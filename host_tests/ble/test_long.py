"""What takes long: an hour of status, two hundred connections, a hundred thousand writes. `make soak`, `make flood`."""

import pytest

from host_tests.ble.footpad import (
    COMMAND,
    SETTINGS,
    STATUS,
    bonded,
    connected,
    guard_gaps_s,
    heaps_after_each,
    may_do,
    start,
)
from host_tests.ble.test_bad_phones import LATE_S, PASS_S, harmless, random_writes
from pad import session
from tools.benchmarks.memory import soak_record

HOUR_S = 3600
CYCLES = 200
WRITES = 100_000
AT_ONCE = 1_000


@pytest.mark.soak
def test_an_hour_of_status_without_a_gap(pad):
    pad.run_for(1)
    phone = connected(pad)
    told = phone.subscribe(STATUS)
    from_s = pad.now_s
    while pad.now_s - from_s < HOUR_S:
        if pad.status.state == session.OFF and not pad.status.rest_s:
            start(pad, faster=2)
        pad.run_for(30)
    times_s = [at_s for at_s, _ in told]
    gaps_s = [later - sooner for sooner, later in zip(times_s, times_s[1:], strict=False)]
    print(f"{len(told)} notifications in an hour, longest gap {max(gaps_s):.2f} s")
    assert len(told) >= HOUR_S
    assert max(gaps_s) < 1.3


@pytest.mark.soak
def test_two_hundred_connections_without_a_leak(pad):
    pad.run_for(1)
    phone = bonded(pad)
    phone.disconnect()
    heaps = heaps_after_each(pad, phone, ("disconnect" if cycle % 3 else "vanish" for cycle in range(CYCLES)))
    print(f"heap after 10 connections {heaps[9]} bytes, after {CYCLES} {heaps[-1]}")
    assert max(heaps[-20:]) <= max(heaps[:20]) + 64
    soak_record.note(
        f"{CYCLES} connections",
        {"held by the 64-bit VM after 10": heaps[9], f"held by the 64-bit VM after {CYCLES}": heaps[-1]},
    )


@pytest.mark.flood
@pytest.mark.parametrize("known", [True, False])
def test_a_hundred_thousand_random_writes(pad, known):
    pad.run_for(1)
    phone = bonded(pad) if known else connected(pad)
    if not known:
        phone.pair()
    command, settings = phone.handle(COMMAND), phone.handle(SETTINGS)
    measured, longest_s = 0, 0.0
    for part in range(WRITES // AT_ONCE):
        if pad.status.state == session.OFF and not pad.status.rest_s:
            start(pad, faster=3)
            pad.run_for(3)
        before, from_s = may_do(pad), pad.now_s
        writes = random_writes(phone, AT_ONCE, seed=part)
        phone.write_all(harmless(writes, command, settings) if known else writes)
        if pad.status.state == before[0] == session.RUNNING:
            measured += 1
            longest_s = max(longest_s, *guard_gaps_s(pad, from_s, pad.now_s))
            now = may_do(pad)
            assert now[1] <= before[1]  # the last minute is slower
            assert now[2] == before[2] == 0
        if pad.status.state == session.DONE:
            pad.press("START")
            pad.run_for(3)
    print(f"{WRITES} writes, longest time between two guard passes {1000 * longest_s:.1f} ms")
    assert measured > 10
    assert longest_s <= PASS_S + LATE_S
    assert not pad.resets
    assert not pad.faults_seen
