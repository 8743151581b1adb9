"""What a part of the guard holds before it has seen anything."""

from host_tests.integer_range import numbers_of


def assert_holds_nothing(part, but=()):
    """Every attribute is there and is 0, False, or made of such; `but` names those that begin with something."""
    for name, value in vars(part).items():
        if name not in but:
            assert value is not None, name
            assert not any(number for _, number in numbers_of(value)), name
