"""Tables in a page of docs/ that a tool makes from the code: each between `<!-- table: NAME -->` and `<!-- end -->`."""

import re
import struct
from collections.abc import Callable, Iterable
from pathlib import Path

PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

Rows = Iterable[Iterable[object]]
Tables = dict[str, Callable[[], str]]


def table(heading: str, rows: Rows) -> str:
    """A table in Markdown; the columns' names are separated by |."""
    columns = heading.split("|")
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def code(value: object) -> str:
    """In the type of code."""
    return f"`{value}`"


def places(layout: str) -> list[tuple[str, str]]:
    """Byte numbers and type of each field of a struct's layout."""
    types = {"B": "uint8", "H": "uint16", "h": "sint16", "I": "uint32"}
    found = []
    for index, kind in enumerate(layout[1:]):
        first = struct.calcsize("<" + layout[1 : 1 + index])
        last = first + struct.calcsize(kind) - 1
        found.append((str(first) if first == last else f"{first} to {last}", types[kind]))
    return found


def by_name(*makers: Callable[[], str]) -> Tables:
    """The tables by the names of the functions that make them."""
    return {make.__name__: make for make in makers}


def with_tables(page: str, tables: Tables) -> str:
    """The page with its tables made anew. KeyError for a table that does not exist."""
    return PLACE.sub(lambda place: f"{place[1]}\n{tables[place[2]]()}\n{place[3]}", page)


def rewrite(page: Path, tables: Tables) -> None:
    """Write a page's tables anew."""
    page.write_text(with_tables(page.read_text(encoding="utf-8"), tables), encoding="utf-8")
