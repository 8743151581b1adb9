"""From .mpy, in 68 KiB without a radio and 80 with one: an ESP32 has 56 at first and adds pieces, 134 KB in all."""

import pytest

from tools.benchmarks.memory.counting import HELD_MOST, held, loaded_bytes, on_vm
from tools.simulator.simulation import has_radio


@pytest.mark.parametrize(("radio", "heap_kib"), [(False, 68), (True, 80)], ids=["no radio", "radio"])
def test_a_session_of_thirty_minutes_fits_into_little_heap(make_pad, radio, heap_kib):
    if radio and not has_radio():
        pytest.skip("no radio without Bumble")
    loaded = loaded_bytes(radio)
    assert 20_000 < loaded < 34 * 1024
    pad = make_pad(code="mpy", radio=radio, heap_bytes=on_vm(heap_kib * 1024, radio))
    pad.run_for(1)
    for _ in range(3):
        pad.press("TIME")
        pad.run_for(0.5)
    pad.press("START")
    pad.run_for(4)
    pad.press("START")
    pad.run_for(5)
    pad.press("HEAT")
    for _ in range(5):
        pad.press("FASTER")
        pad.run_for(0.5)
    pad.run_for(30 * 60 - 60)
    assert pad.motor_duty > 0
    pad.run_for(70)
    assert pad.status.state == 4, pad.events[-5:]
    assert pad.status.stop_reason == 1
    assert pad.motor_duty == 0
    assert not pad.resets
    assert held(pad, radio) <= HELD_MOST
    print(f"first heap: {loaded} bytes of .mpy, {held(pad, radio)} in use, counted in words of 32 bits")
