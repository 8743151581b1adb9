"""A module of lib/pad with all its constants turned into Small numbers, so that no intermediate goes unwatched."""

from types import ModuleType

from host_tests.integer_range import Small


def watch_constants(monkeypatch, module: ModuleType) -> ModuleType:
    """Until the test ends: a clamp that returns a constant then still gives a watched number."""
    for name, value in vars(module).items():
        if type(value) is int:
            monkeypatch.setattr(module, name, Small(value))
        elif type(value) is tuple and all(type(item) is int for item in value):
            monkeypatch.setattr(module, name, tuple(Small(item) for item in value))
    return module
