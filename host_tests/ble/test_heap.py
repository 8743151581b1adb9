"""What the service takes of the board's heap."""

from host_tests.ble.footpad import STATUS
from tools.board_code import compiled_files
from tools.board_files import project_files
from tools.simulator.phone import Phone
from tools.simulator.simulation import Simulation

MOST_BYTES = 12 * 1024  # counted in words of 32 bits
FILE = "firmware/ble.mpy"


def heap_bytes(radio: bool) -> int:
    """What the pad holds after a collection, with two phones connected if it has a radio."""
    with Simulation(radio=radio, code="mpy") as pad:
        pad.run_for(2)
        phones = [Phone(pad, name) for name in ("first", "second")] if radio else []
        for phone in phones:
            phone.connect()
            phone.subscribe(STATUS)
        pad.run_for(10)  # what serves them is forgotten when they ask for nothing
        return pad.heap_allocated()


def test_the_service_with_two_phones_takes_at_most_12_kb():
    # A 64-bit VM needs twice the bytes for everything but the bytecode. The stand-in takes what the port's tables take.
    taken = heap_bytes(True) - heap_bytes(False)
    bytecode = len(compiled_files(project_files())[FILE])
    counted = (taken + bytecode) // 2
    print(f"Bluetooth service: {counted} bytes of 32-bit heap, {taken} on this VM")
    assert 6 * 1024 < counted <= MOST_BYTES
