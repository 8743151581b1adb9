"""Links inside docs/: whether they lead to a heading or a file that exists."""

import re

LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")


def links_of(text):
    """Where the links of a page lead, those within the repository."""
    return sorted(set(LINK.findall(text)))


def leads_somewhere(page, target):
    """Whether a link of the page at this path has an end."""
    file, _, anchor = target.partition("#")
    path = (page.parent / file) if file else page
    if not path.exists():
        return False
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
    return not anchor or anchor in {
        re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings
    }
