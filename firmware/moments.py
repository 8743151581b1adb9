"""Forgets modules that were loaded for a moment, so that they give back their heap."""

import sys


def forget_since(before):
    """Forget every module that has been loaded since `before`, which is tuple(sys.modules) of that time."""
    for name in tuple(sys.modules):
        package, _, module = name.rpartition(".")
        if package and name not in before:
            del sys.modules[name]
            delattr(sys.modules[package], module)
