"""What a phone may ask for: less, or nothing at all. Starting, speeding up, heat, time and faults need a hand."""

from pad.session import PHONE, RUNNING

STOP = 1
SLOWER = 2  # one step
COOLER = 3  # one level
HEAT_OFF = 4

DONE = 0
NOTHING_TO_DO = 1
UNKNOWN = 2
WRONG_LENGTH = 3
NOT_ALLOWED = 4  # this phone has not paired while a hand on the pad allowed it

# Record Access Control Point (Bluetooth SIG, GATT Specification Supplement): operation, operator
REPORT_ALL = b"\x01\x01"
ABORT = b"\x03\x00"
COUNT_ALL = b"\x04\x01"
NUMBER_OF_RECORDS = 5
RECORDS_RESPONSE = 6
RECORDS_DONE = 1
OPERATION_UNKNOWN = 2
OPERATOR_INVALID = 3
NO_RECORDS = 6


def obey(session, command):
    """Carry out a command, one byte. Returns the result code."""
    if len(command) != 1:
        return WRONG_LENGTH
    opcode = command[0]
    if not STOP <= opcode <= HEAT_OFF:
        return UNKNOWN
    if session.state != RUNNING:
        return NOTHING_TO_DO
    if opcode == STOP:
        session.stop(PHONE)
        return DONE
    speed_step, heat_level = session.speed_step, session.heat_level
    if opcode == SLOWER:
        speed_step -= 1
    else:
        heat_level = 0 if opcode == HEAT_OFF else heat_level - 1
    return DONE if session.turn_down(speed_step, heat_level) else NOTHING_TO_DO


def answer_about_records(request, count):
    """Answer of the Record Access Control Point to a request, when `count` sessions are stored; see docs/ble.md."""
    if request == COUNT_ALL:
        return bytes((NUMBER_OF_RECORDS, 0, count & 0xFF, count >> 8))
    operation = request[0] if request else 0
    return bytes((RECORDS_RESPONSE, 0, operation, _about_records(operation, request)))


def _about_records(operation, request):
    if request == REPORT_ALL:
        return NO_RECORDS
    if request == ABORT:
        return RECORDS_DONE  # nothing is under way
    return OPERATOR_INVALID if operation in (REPORT_ALL[0], COUNT_ALL[0]) else OPERATION_UNKNOWN
