"""Puts a private method's body where its only call is, before the code is compiled for the board.

Short methods with names of their own are for people; on the board each costs some 50 bytes of heap. A method is put in
its place if nobody else can call it and the statement with the call can do without it. What is not clear stays. What is
rarely called, from where a call each pass is cheaper than a larger frame, is public for that reason alone.
"""

import ast
import copy
from collections import Counter
from collections.abc import Iterator, Sequence

from tools.unparse import unparse

# A function with more than 11 words of variables and stack takes a block of heap in each call.
MOST_VARIABLES = 6
# What has a scope of its own, or ends in a way that its place would not.
REFUSED: tuple[type[ast.AST], ...] = (
    *(ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.ClassDef),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal),
    *(ast.Delete, ast.Import, ast.ImportFrom, ast.Try, ast.With, ast.NamedExpr),
)
COMPOUND = (ast.For, ast.While)


def inline_methods(source: str) -> str:
    """The same source with such methods in their places. Comments and the look of the lines are lost."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            while _move_one(node, tree):
                pass
    return unparse(tree) + "\n"


def _move_one(owner: ast.ClassDef, tree: ast.Module) -> bool:
    """Put one method of this class in its place. False when there is none left that can be."""
    said = Counter(node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    if owner.name in _bases(tree):
        return False  # a method may be another one's in a subclass
    functions = [part for part in owner.body if isinstance(part, ast.FunctionDef)]
    for method in functions:
        others = [caller for caller in functions if caller is not method]
        if said[method.name] == 1 and _may_move(method) and any(_put_in_place(method, caller) for caller in others):
            owner.body.remove(method)
            return True
    return False


def _bases(tree: ast.Module) -> set[str]:
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return {ast.unparse(base) for node in classes for base in node.bases}


def _may_move(method: ast.FunctionDef) -> bool:
    arguments = method.args
    plain = not (arguments.defaults or arguments.vararg or arguments.kwarg or arguments.kwonlyargs)
    private = method.name.startswith("_") and not method.name.startswith("__") and not method.decorator_list
    return plain and private and not any(isinstance(node, REFUSED) for part in method.body for node in ast.walk(part))


def _put_in_place(method: ast.FunctionDef, caller: ast.FunctionDef) -> bool:
    """Replace the statement with the call, if it is in this caller. False when it is not, or cannot be replaced."""
    for block, place, ends in _statements(caller.body, True):
        call = _call_in(block[place], method)
        if call is not None:
            new = _in_place_of(block[place], call, method, caller, ends)
            if new is not None:
                block[place : place + 1] = new or [ast.Pass()]
            return new is not None
    return False


def _statements(body: list[ast.stmt], ends: bool) -> Iterator[tuple[list[ast.stmt], int, bool]]:
    """Each statement of a function as (its block, its place there, whether the function ends after it)."""
    for place, statement in enumerate(body):
        is_last = ends and place == len(body) - 1
        yield body, place, is_last
        if isinstance(statement, ast.If):
            yield from _statements(statement.body, is_last)
            yield from _statements(statement.orelse, is_last)
        elif isinstance(statement, COMPOUND):
            yield from _statements(statement.body, False)


def _call_in(statement: ast.stmt, method: ast.FunctionDef) -> ast.Call | None:
    """The call of this method that the statement makes itself, not in the statements inside it."""
    if isinstance(statement, ast.If):
        nodes = ast.walk(statement.test)
    elif isinstance(statement, (ast.Expr, ast.Return, ast.Assign, ast.AugAssign)):
        nodes = ast.walk(statement)
    else:
        return None
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"self.{method.name}":
            complete = not node.keywords and len(node.args) == len(method.args.args) - 1
            return node if complete else None
    return None


def _in_place_of(
    statement: ast.stmt, call: ast.Call, method: ast.FunctionDef, caller: ast.FunctionDef, ends: bool
) -> list[ast.stmt] | None:
    """The statements that do the same without the call; `ends` says that the caller ends after it."""
    body = _renamed(method, call, caller)
    if body is None:
        return None
    if isinstance(statement, ast.Return) and statement.value is call:
        return body if isinstance(body[-1], ast.Return) else [*body, ast.Return(None)]
    value = _take_value(body)
    returned = [node for part in body for node in ast.walk(part) if isinstance(node, ast.Return)]
    if isinstance(statement, ast.Expr) and statement.value is call:
        if returned and (not ends or any(node.value for node in returned)):
            return None
        return body if value is None else [*body, ast.Expr(value)]
    if returned or value is None or (body and not _comes_first(statement, call)):
        return None
    return [*body, _Replacing(call, value).visit(statement)]


def _take_value(body: list[ast.stmt]) -> ast.expr | None:
    """Take the return off the end. What it returns; None when there is none, or it returns nothing."""
    if not isinstance(body[-1], ast.Return):
        return None
    value = body[-1].value
    body.pop()
    return value


def _comes_first(statement: ast.stmt, call: ast.Call) -> bool:
    """Whether the statement does nothing before the call."""
    if isinstance(statement, ast.AugAssign) or (isinstance(statement, ast.Assign) and not _is_plain(statement.targets)):
        return False
    value = statement.test if isinstance(statement, ast.If) else getattr(statement, "value", None)
    while value is not call:
        if isinstance(value, ast.UnaryOp):
            value = value.operand
        elif isinstance(value, ast.BoolOp):
            value = value.values[0]
        elif isinstance(value, (ast.Compare, ast.BinOp)):
            value = value.left
        else:
            return False
    return True


def _is_plain(targets: Sequence[ast.expr]) -> bool:
    return all(isinstance(target, ast.Name) or ast.unparse(target).startswith("self.") for target in targets)


# --- Variables --------------------------------------------------------------------------------------------------------


def _renamed(method: ast.FunctionDef, call: ast.Call, caller: ast.FunctionDef) -> list[ast.stmt] | None:
    """The method's statements with variables that the caller does not have, and what is passed for its parameters.

    None when the caller would have too many variables then, or takes a global name for its own.
    """
    body = [copy.deepcopy(part) for part in method.body if not _is_text(part)] or [ast.Pass()]
    stored = _stored(body)
    parameters = [argument.arg for argument in method.args.args[1:]]
    passed = dict(zip(parameters, call.args, strict=True))
    simple = (ast.Name, ast.Constant)
    new: dict[str, ast.expr] = {
        name: value for name, value in passed.items() if name not in stored and isinstance(value, simple)
    }
    variables = _parameters(caller) | _stored(caller.body)
    said = {node.id for part in body for node in ast.walk(part) if isinstance(node, ast.Name)}
    if (said - stored - set(parameters) - {"self"}) & variables:
        return None  # what is global in the method is the caller's own there
    taken = {node.id for node in ast.walk(caller) if isinstance(node, ast.Name)} | variables
    first: list[ast.stmt] = []
    for name in sorted(stored.union(parameters) - set(new)):
        variable = _free(name, taken)
        taken.add(variable)
        variables.add(variable)
        new[name] = ast.Name(variable)
    for name, value in passed.items():
        if new[name] is not value:
            first.append(ast.Assign([ast.Name(_name_of(new[name]), ast.Store())], value))
    if len(variables) > MOST_VARIABLES:
        return None
    return [*first, *(_Substituting(new).visit(part) for part in body)]


def _name_of(node: ast.expr) -> str:
    assert isinstance(node, ast.Name)
    return node.id


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _stored(body: Sequence[ast.stmt]) -> set[str]:
    nodes = (node for part in body for node in ast.walk(part))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _parameters(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in function.args.args}


class _Replacing(ast.NodeTransformer):
    def __init__(self, call: ast.Call, value: ast.expr) -> None:
        self._call = call
        self._value = value

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return self._value if node is self._call else self.generic_visit(node)


class _Substituting(ast.NodeTransformer):
    def __init__(self, new: dict[str, ast.expr]) -> None:
        self._new = new

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self._new.get(node.id)
        if isinstance(value, ast.Name):
            return ast.Name(value.id, node.ctx)
        return node if value is None else copy.deepcopy(value)
