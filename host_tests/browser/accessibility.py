"""Is a page accessible, as far as a program can tell? axe-core looks at it.

    def test_nobody_is_kept_out(page, address):
        page.goto(address)
        check_accessibility(page)

It sees the page as it is now, so open what is to be looked at first; frames are pages of their own. What it cannot
tell, such as whether the keyboard alone is enough, needs tests of its own.
"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Violation = dict[str, Any]

# WCAG 2.2's rule about the size of targets is off in axe-core unless it is asked for.
OPTIONS = {"resultTypes": ["violations"], "iframes": False, "rules": {"target-size": {"enabled": True}}}


def check_accessibility(page: Page) -> None:
    """AssertionError with every violation of axe-core's rules (WCAG 2.2 A and AA, and good practice), readably."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert not found, "\n" + "\n".join(described(violation) for violation in found)


def described(violation: Violation) -> str:
    """One rule that is broken: what it wants, and each element that breaks it."""
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}. {violation['helpUrl']}"]
    for node in violation["nodes"]:
        lines.append(f"    {' '.join(map(str, node['target']))}    {node['html']}")
        lines += [f"        {one['message']}" for kind in ("any", "all", "none") for one in node[kind]]
    return "\n".join(lines)
