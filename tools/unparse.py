"""Source text from a syntax tree, such that MicroPython compiles it to what it would make of a person's text."""

import ast


def _parts(node: ast.expr) -> list[ast.expr]:
    """What a tuple of two or more is made of; nothing for anything else."""
    return node.elts if isinstance(node, ast.Tuple) and len(node.elts) > 1 else []


class _Marking(ast.NodeTransformer):
    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        target, value = node.targets[0], node.value
        if len(node.targets) > 1 or not (_parts(target) and _parts(value)):
            return node
        mark = f"__assignment_{len(self.texts)}__"
        sides = (", ".join(ast.unparse(part) for part in _parts(side)) for side in (target, value))
        self.texts[mark] = " = ".join(sides)
        return ast.copy_location(ast.Expr(ast.Name(mark)), node)


def unparse(tree: ast.AST) -> str:
    """As ast.unparse, but `a, b = b, a` gets no parentheses: with them a tuple would be made, from the heap.

    The tree is changed.
    """
    marking = _Marking()
    text = ast.unparse(ast.fix_missing_locations(marking.visit(tree)))
    for mark, assignment in marking.texts.items():
        text = text.replace(mark, assignment)
    return text
