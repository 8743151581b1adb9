"""What the stand-ins accept, the published signatures of the ESP32 port accept as well, with the same meaning."""

import ast
import sys
import sysconfig
from inspect import Parameter, Signature
from pathlib import Path

import pytest

from tools.simulator.filesystem import VM_SIDE

PUBLISHED = [Path(sys.prefix) / "typings", Path(sysconfig.get_path("purelib"))]
MODULES = ("machine", "time", "select", "gc", "bluetooth")
# What the unix port's own asyncio needs beyond the published names, and what is no call of the firmware.
NOT_PUBLISHED = {"select.POLLPRI"}
INTERNAL = {"machine.Timer.next_callback"}
# Where the published stubs are wrong: as the module's documentation and its C source have it.
CORRECTED = {
    "bluetooth.BLE.gatts_notify": "def f(self, conn_handle, value_handle, data=None, /): ...",  # lacks the connection
    "bluetooth.BLE.gatts_indicate": "def f(self, conn_handle, value_handle, data=None, /): ...",  # lacks the data
    "bluetooth.BLE.gatts_set_buffer": "def f(self, value_handle, len, append=False, /): ...",  # calls it conn_handle
}


def published_tree(module: str) -> ast.Module:
    path = next(folder / f"{module}.pyi" for folder in PUBLISHED if (folder / f"{module}.pyi").exists())
    return ast.parse(path.read_text(encoding="utf-8"))


def definitions(tree: ast.Module, prefix: str) -> dict[str, list]:
    """Functions and constants by dotted name; a function that is overloaded has several definitions."""
    found: dict[str, list] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for name, values in definitions(ast.Module(node.body, []), f"{prefix}.{node.name}").items():
                found.setdefault(name, []).extend(values)
        elif isinstance(node, ast.FunctionDef):
            found.setdefault(f"{prefix}.{node.name}", []).append(node)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(f"{prefix}.{node.targets[0].id}", []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.setdefault(f"{prefix}.{node.target.id}", []).append(node.value)
    return found


def our_tree(file: str) -> ast.Module:
    return ast.parse((VM_SIDE / file).read_text(encoding="utf-8"))


def offered(module: str) -> dict[str, list]:
    """What the firmware finds: the definitions in the stand-in itself, and those that it takes from elsewhere."""
    stand_in = our_tree(f"standin_{module}.py")
    found = definitions(stand_in, module)
    for node in stand_in.body:
        if isinstance(node, ast.ImportFrom) and node.module.startswith("vm_side."):
            there = definitions(our_tree(node.module.removeprefix("vm_side.") + ".py"), module)
            taken = {alias.name for alias in node.names}
            found.update({name: nodes for name, nodes in there.items() if name.split(".")[1] in taken})
    return {name: nodes for name, nodes in found.items() if is_offered(name, nodes[0])}


def is_offered(name: str, node) -> bool:
    last = name.rpartition(".")[2]
    public = last in ("__init__", "__call__") or not last.startswith("_")
    return public and name not in INTERNAL and (isinstance(node, ast.FunctionDef) or last.isupper())


def signature(function: ast.FunctionDef) -> Signature:
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(positional) - len(given.defaults)) + given.defaults
    parameters = []
    for argument, default in zip(positional, defaults, strict=True):
        only = argument in given.posonlyargs
        kind = Parameter.POSITIONAL_ONLY if only else Parameter.POSITIONAL_OR_KEYWORD
        parameters.append(parameter(argument, kind, default))
    if given.vararg:
        parameters.append(Parameter(given.vararg.arg, Parameter.VAR_POSITIONAL))
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        parameters.append(parameter(argument, Parameter.KEYWORD_ONLY, default))
    if given.kwarg:
        parameters.append(Parameter(given.kwarg.arg, Parameter.VAR_KEYWORD))
    return Signature(parameters)


def parameter(argument: ast.arg, kind, default) -> Parameter:
    return Parameter(argument.arg, kind, default=Parameter.empty if default is None else ast.unparse(default))


def calls(ours: Signature):
    """Every number of positional arguments that we take, and with each every single keyword and all keywords."""
    values = list(ours.parameters.values())
    positional = [value for value in values if value.kind == Parameter.POSITIONAL_OR_KEYWORD]
    fewest = sum(value.default is Parameter.empty for value in positional)
    keywords = [value.name for value in values if value.kind == Parameter.KEYWORD_ONLY]
    needed = [
        value.name for value in values if value.kind == Parameter.KEYWORD_ONLY and value.default is Parameter.empty
    ]
    for count in range(fewest, len(positional) + 1):
        for chosen in ([], *([keyword] for keyword in keywords), keywords):
            yield (0,) * count, dict.fromkeys([*needed, *chosen], 0)


def accepts(theirs: Signature, arguments: tuple, keywords: dict) -> bool:
    try:
        theirs.bind(*arguments, **keywords)
    except TypeError:
        return False
    return True


OFFERED = [(module, name) for module in MODULES for name in offered(module)]


@pytest.mark.parametrize(("module", "name"), OFFERED, ids=[name for _, name in OFFERED])
def test_what_a_stand_in_offers_is_published_like_that(module, name):
    if name in NOT_PUBLISHED:
        pytest.skip("needed by asyncio itself")
    tree = published_tree(module)
    theirs = ast.parse(CORRECTED[name]).body if name in CORRECTED else definitions(tree, module).get(name)
    assert theirs, f"the port has no {name}"
    for ours in offered(module)[name]:
        if isinstance(ours, ast.FunctionDef):
            check_function(ours, [node for node in theirs if isinstance(node, ast.FunctionDef)])
        else:
            check_constant(ours, theirs)


def check_function(ours: ast.FunctionDef, theirs: list[ast.FunctionDef]) -> None:
    overloads = [signature(node) for node in theirs]
    for arguments, keywords in calls(signature(ours)):
        assert any(accepts(overload, arguments, keywords) for overload in overloads), (arguments, keywords)
    check_names_and_defaults(signature(ours), overloads)


def check_names_and_defaults(ours: Signature, overloads: list[Signature]) -> None:
    published = {value.name: value for overload in overloads for value in overload.parameters.values()}
    takes_any = any(value.kind == Parameter.VAR_KEYWORD for value in published.values())
    for value in ours.parameters.values():
        assert takes_any or value.name in published, f"the port calls no parameter {value.name}"
        default = published[value.name].default if value.name in published else Parameter.empty
        if is_number(default) and is_number(value.default):
            assert ast.literal_eval(value.default) == ast.literal_eval(default), value.name


def is_number(default) -> bool:
    return isinstance(default, str) and default.lstrip("-").replace("_", "").isdigit()


def check_constant(ours: ast.expr, theirs: list) -> None:
    published = [
        ast.literal_eval(value) for value in theirs if isinstance(value, ast.Constant) and value.value is not ...
    ]
    if published:
        assert ast.literal_eval(ours) in published


def test_the_signatures_are_found_and_compared():
    assert "machine.Pin.__init__" in offered("machine")
    assert "machine.PWM.duty_u16" in offered("machine")
    assert len(OFFERED) > 50


def test_a_wrong_signature_would_be_noticed():
    ours = ast.parse("def feed(self, gently): pass").body[0]
    theirs = ast.parse("def feed(self) -> None: ...").body[0]
    with pytest.raises(AssertionError):
        check_function(ours, [theirs])


@pytest.mark.parametrize("name", CORRECTED)
def test_a_correction_is_needed(name):
    module = name.partition(".")[0]
    (ours,) = offered(module)[name]
    with pytest.raises(AssertionError):
        check_function(ours, definitions(published_tree(module), module)[name])
