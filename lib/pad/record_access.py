"""The Record Access Control Point (0x2A52) of the Bluetooth SIG: what a phone asks of the diary, and the answers.

A request: operation, operator, operand. Numbers and codes are those of the GATT Specification Supplement; the operand
of AT_LEAST is BY_NUMBER and the lowest number that is wanted, 32 bits. Records go out as pieces, one a notification:
the piece's number, with LAST_PIECE for a record's last, and as many bytes of the record as the link has room for.
"""

REPORT = 1
ABORT = 3
COUNT = 4
NUMBER_OF_RECORDS = 5
RESPONSE = 6

NO_OPERATOR = 0
ALL = 1
AT_LEAST = 3
LAST_OPERATOR = 6
BY_NUMBER = 1
OPERAND_BYTES = 5

SUCCESS = 1
OPERATION_UNKNOWN = 2
OPERATOR_INVALID = 3
OPERATOR_UNKNOWN = 4
OPERAND_INVALID = 5
NO_RECORDS = 6
NOT_COMPLETED = 8
OPERAND_UNKNOWN = 9

LAST_PIECE = 0x80
HEADERS = 4  # bytes of a packet beside the record's: opcode, handle, number of the piece


def judge(request):
    """What is wrong with a request, as a code of the response; SUCCESS when nothing is."""
    operation = request[0] if request else 0
    if operation not in (REPORT, ABORT, COUNT):
        return OPERATION_UNKNOWN
    operator = request[1] if len(request) > 1 else LAST_OPERATOR + 1
    if (operator == NO_OPERATOR) != (operation == ABORT) or operator > LAST_OPERATOR:
        return OPERATOR_INVALID
    if operator not in (NO_OPERATOR, ALL, AT_LEAST):
        return OPERATOR_UNKNOWN
    operand = request[2:]
    if operator == AT_LEAST and operand and operand[0] != BY_NUMBER:
        return OPERAND_UNKNOWN
    return SUCCESS if len(operand) == (OPERAND_BYTES if operator == AT_LEAST else 0) else OPERAND_INVALID


def first_number(request):
    """The lowest number that a right request to report or count asks for."""
    return int.from_bytes(request[3:], "little")  # 0 for all


def number_of_records(count):
    """The answer to COUNT."""
    return bytes((NUMBER_OF_RECORDS, NO_OPERATOR, count & 0xFF, count >> 8))


def response(request, code):
    """Every other answer."""
    return bytes((RESPONSE, NO_OPERATOR, request[0] if request else 0, code))
