"""The Record Access Control Point, against the codes of the Bluetooth SIG's GATT Specification Supplement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pad import record_access
from pad.record_access import first_number, judge, number_of_records, response

SUCCESS = 1
REPORT, DELETE, ABORT, COUNT = 1, 2, 3, 4
ALL, AT_LEAST = 1, 3
REQUESTS = st.binary(max_size=20)


@pytest.mark.parametrize(
    ("count", "told"), [(0, b"\0\0"), (1, b"\1\0"), (255, b"\xff\0"), (256, b"\0\1"), (65_535, b"\xff\xff")]
)
def test_the_number_of_records_is_told_in_16_bits(count, told):
    assert number_of_records(count) == b"\x05\0" + told


@pytest.mark.parametrize(
    ("request_", "first"),
    [
        (b"\x01\x01", 0),
        (b"\x04\x01", 0),
        (b"\x01\x03\x01\0\0\0\0", 0),
        (b"\x01\x03\x01\x01\x02\x03\x04", 0x04030201),
        (b"\x04\x03\x01\xff\xff\xff\xff", 0xFFFFFFFF),
    ],
)
def test_what_can_be_asked_for(request_, first):
    assert judge(request_) == SUCCESS
    assert first_number(request_) == first


def test_an_abort_has_neither_operator_nor_operand():
    assert judge(b"\x03\0") == SUCCESS
    assert {judge(bytes((ABORT, operator))) for operator in range(1, 256)} == {3}
    assert judge(b"\x03\0\0") == 5


@pytest.mark.parametrize("operation", sorted(set(range(256)) - {REPORT, ABORT, COUNT}))
def test_any_other_operation_is_not_supported(operation):
    for rest in (b"", b"\0", b"\1", b"\3\1\0\0\0\0"):
        assert judge(bytes((operation,)) + rest) == 2


def test_neither_is_none():
    assert judge(b"") == 2


@pytest.mark.parametrize("operation", [REPORT, COUNT])
def test_operators_are_told_apart(operation):
    codes = [judge(bytes((operation, operator))) for operator in range(256)]
    assert codes[:7] == [3, SUCCESS, 4, 5, 4, 4, 4]  # the fourth lacks its operand
    assert set(codes[7:]) == {3}
    assert judge(bytes((operation,))) == 3


@pytest.mark.parametrize("operation", [REPORT, COUNT])
def test_the_operand_is_a_number_of_32_bits_behind_its_kind(operation):
    for size in range(18):
        for kind in (1, 2, 0, 255):
            operand = bytes((kind, *range(size)))
            expected = (SUCCESS if size == 4 else 5) if kind == 1 else 9
            assert judge(bytes((operation, AT_LEAST)) + operand) == expected
        assert judge(bytes((operation, ALL)) + bytes(size + 1)) == 5


@given(REQUESTS)
def test_any_request_is_judged_and_answered_by_its_name(request_):
    code = judge(request_)
    assert code in (SUCCESS, 2, 3, 4, 5, 9)
    answer = response(request_, code)
    assert answer == bytes((6, 0, request_[0] if request_ else 0, code))
    assert code != SUCCESS or request_[0] in (REPORT, ABORT, COUNT)


@given(REQUESTS)
def test_a_buffer_of_the_stack_is_as_good_as_bytes(request_):
    assert judge(memoryview(request_)) == judge(bytearray(request_)) == judge(request_)
    assert first_number(memoryview(request_)) == first_number(request_)


def test_codes_are_those_of_the_interface():
    assert (record_access.REPORT, record_access.ABORT, record_access.COUNT) == (1, 3, 4)
    assert (record_access.SUCCESS, record_access.NO_RECORDS, record_access.NOT_COMPLETED) == (1, 6, 8)
    assert (record_access.AT_LEAST, record_access.BY_NUMBER) == (3, 1)
    assert (record_access.LAST_PIECE, record_access.HEADERS) == (0x80, 4)
