"""package.json, by which `mpremote mip install` finds the sources: `python -m tools.package_list` writes it anew."""

import ast
import json

from tools.board_code import STAYS_SOURCE
from tools.board_files import ROOT, project_files

PAGE = ROOT / "package.json"
PLACEHOLDER = "tools/unfinished_main.py"
VERSION_FILE = "lib/pad/version.py"


def package_list() -> str:
    """The text of package.json: the version, and each file of the board with where it comes from, relative to that.

    The application's start comes first as one that starts nothing, and last as it is: a running pad's watchdog resets
    the chip in the middle of an installation, and what is there by then is of two versions.
    """
    files = project_files()
    paths = sorted(files, key=lambda path: (path in STAYS_SOURCE, path))
    (version,) = (node.value for node in ast.parse(files[VERSION_FILE]).body if isinstance(node, ast.Assign))
    urls = ",\n".join(
        f"    {json.dumps(pair)}" for pair in [["main.py", PLACEHOLDER], *([path, path] for path in paths)]
    )
    return f'{{\n  "version": {json.dumps(ast.literal_eval(version))},\n  "urls": [\n{urls}\n  ]\n}}\n'


if __name__ == "__main__":
    PAGE.write_text(package_list(), encoding="utf-8")
