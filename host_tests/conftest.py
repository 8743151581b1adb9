"""Lets tests import the pad's pure logic as `pad` (as on the board) and the repository's packages by their paths."""

import sys
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

for folder in (ROOT / "lib", ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

# Every run tries the same examples: a test that fails today fails tomorrow, and on every machine.
settings.register_profile("footpad", derandomize=True, deadline=None, database=None)
settings.load_profile("footpad")


def pytest_configure(config):
    from host_tests.safety_case import PAGE, WholeRun, is_whole_run, named_tests

    if is_whole_run(config) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(WholeRun(named_tests(PAGE.read_text(encoding="utf-8"))))
