"""Integers as the board has them: 31 bits, or a block of its heap is taken in the middle of a pass.

A computer's integers grow silently, so pure code is run with `Small` numbers as inputs: an int whose arithmetic gives
`Small` again and that fails a test as soon as any intermediate leaves the range, or would become a float.
"""

LIMIT = 1 << 30  # object representation A: small integers are -2^30 to 2^30 - 1


def _checked(value):
    assert isinstance(value, int), f"{value!r} is a {type(value).__name__}: a heap object on the board"
    assert -LIMIT <= value < LIMIT, f"{value} is beyond 30 bits and a sign: a heap object on the board"
    return Small(value)


class Small(int):
    """An int that stays within 30 bits and a sign, whatever is calculated with it."""

    def __new__(cls, value):
        assert -LIMIT <= int(value) < LIMIT, f"{value} is beyond 30 bits and a sign"
        return super().__new__(cls, value)


def _operation(name):
    plain = getattr(int, name)

    def operate(*operands):
        result = plain(*operands)
        return result if result is NotImplemented else _checked(result)

    return operate


_TWO_OPERANDS = ("add", "sub", "mul", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or", "xor", "truediv")
_ONE_OPERAND = ("neg", "pos", "invert", "abs")

for _name in _TWO_OPERANDS:
    setattr(Small, f"__{_name}__", _operation(f"__{_name}__"))
    setattr(Small, f"__r{_name}__", _operation(f"__r{_name}__"))
for _name in _ONE_OPERAND:
    setattr(Small, f"__{_name}__", _operation(f"__{_name}__"))


def numbers_of(thing, seen=None):
    """All integers that an object keeps in its attributes, lists and parts, as (path, value)."""
    seen = set() if seen is None else seen
    if isinstance(thing, int):
        return [("", thing)]
    if id(thing) in seen:
        return []
    seen.add(id(thing))
    if isinstance(thing, (list, tuple, bytearray, bytes)):
        parts = [(f"[{i}]", part) for i, part in enumerate(thing)]
    elif hasattr(thing, "__dict__"):
        parts = [(f".{name}", part) for name, part in vars(thing).items()]
    else:
        return []
    return [(name + path, value) for name, part in parts for path, value in numbers_of(part, seen)]


def assert_kept_numbers_small(thing):
    """Fail when a number that is kept from pass to pass has left the range."""
    for path, value in numbers_of(thing):
        assert -LIMIT <= value < LIMIT, f"{type(thing).__name__}{path} is {value}"
