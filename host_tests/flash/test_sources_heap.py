"""What a pad from sources needs, as `mpremote mip install` leaves it: more than a compiled one. The README says so."""

import pytest

from host_tests.device.person import begin, click
from tools.simulator.simulation import Simulation, has_radio

# KiB of heap on this 64-bit VM. In words of 32 bits: (that + what the bytecode takes) / 2, so 101 and 124 KiB.
SOURCES_KIB = {False: 170, True: 212}
COMPILED_KIB = {False: 112, True: 144}


@pytest.mark.parametrize("code", ["py", "mpy"])
@pytest.mark.parametrize("radio", [False, True])
def test_a_session_fits(radio, code):
    if radio and not has_radio():
        pytest.skip("the simulated radio needs Python 3.11")
    kib = (SOURCES_KIB if code == "py" else COMPILED_KIB)[radio]
    with Simulation({"ambient_c": 22.0}, code=code, heap_bytes=kib * 1024, radio=radio) as pad:
        pad.run_for(2)
        begin(pad)
        click(pad, "HEAT")
        click(pad, "FASTER", 3)
        pad.run_for(120)
        assert pad.motor_duty > 0
        assert not any("MemoryError" in line for line in pad.printed)
