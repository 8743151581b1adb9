"""What a pad from sources needs, as `mpremote mip install` leaves it: more than a compiled one. The README says so."""

import pytest

from host_tests.device.person import begin, click
from tools.simulator.simulation import Simulation, has_radio

# On this 64-bit VM. In words of 32 bits it is (that + what the bytecode takes) / 2: 111 and 133 KiB.
# Without a radio the most is needed when the display's module is compiled, the last and one of the largest.
HEAP_KIB = {False: 190, True: 230}


@pytest.mark.parametrize("radio", [False, pytest.param(True, marks=pytest.mark.skipif(not has_radio(), reason="3.11"))])
def test_a_session_from_sources_fits(radio):
    with Simulation({"ambient_c": 22.0}, code="py", heap_bytes=HEAP_KIB[radio] * 1024, radio=radio) as pad:
        pad.run_for(2)
        begin(pad)
        click(pad, "HEAT")
        click(pad, "FASTER", 3)
        pad.run_for(120)
        assert pad.motor_duty > 0
        assert not any("MemoryError" in line for line in pad.printed)
