"""The names that MicroPython and its ESP32 port use: what our code must go on calling by the name that it has.

Taken from the published stubs, the oldest supported and the newest, and from Python's own builtins.
"""

import ast
import builtins
import keyword
import sys
from functools import lru_cache
from pathlib import Path

STUB_FOLDERS = ("typings", "oldest")  # as the Makefile installs them, beside the interpreter


@lru_cache
def port_names() -> frozenset[str]:
    """Functions, classes, parameters, attributes and constants of all stubs. FileNotFoundError where there are none."""
    names = {*dir(builtins), *keyword.kwlist, *keyword.softkwlist}
    for folder in STUB_FOLDERS:
        stubs = sorted(Path(sys.prefix, folder).rglob("*.pyi"))
        if not stubs:
            raise FileNotFoundError(f"no MicroPython stubs in {Path(sys.prefix, folder)}: run `make`, it installs them")
        for stub in stubs:
            names.update(names_in(stub.read_text(encoding="utf-8")))
    return frozenset(names)


def names_in(stub: str) -> set[str]:
    """The names in a stub's text."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(stub)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.alias):
            names.update((node.asname or node.name).split("."))
    return names
