"""The check of accessibility notices what keeps people out."""

import pytest

from host_tests.browser.accessibility import check_accessibility

GOOD = """<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>
    <button style="{style}">{name}</button><p style="{style}">words</p></main></html>"""


def test_a_good_page_passes(page):
    page.set_content(GOOD.format(style="color: black", name="Go"))
    check_accessibility(page)


@pytest.mark.parametrize(
    ("style", "name", "words"),
    [
        ("color: black", "", "button-name (critical): Buttons must have discernible text"),
        ("color: #bbb; background: white", "Go", "insufficient color contrast of 1.91"),
    ],
)
def test_a_bad_one_is_told_in_words(page, style, name, words):
    page.set_content(GOOD.format(style=style, name=name))
    with pytest.raises(AssertionError, match=words.replace("(", r"\(").replace(")", r"\)")):
        check_accessibility(page)


def test_a_target_that_is_too_small_is_noticed(page):
    small = "position: absolute; width: 10px; height: 10px; overflow: hidden; left:"
    buttons = "".join(f'<button style="{small} {place}px">{place}</button>' for place in (0, 11, 22))
    page.set_content(f'<!doctype html><html lang="en"><title>A page</title><main><h1>A</h1>{buttons}</main></html>')
    with pytest.raises(AssertionError, match="target-size"):
        check_accessibility(page)
