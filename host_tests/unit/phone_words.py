"""The words of the phone app, as Python reads them: an entry a line."""

import json
import re

from pad import settings_table
from tools.phone_publish import SOURCE

ENTRY = re.compile(r'^"?([\w.]+)"?: (".*"),$', re.MULTILINE)
CODE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(SOURCE.glob("*.js")) if not path.name.startswith("words_")
)

# In the form and in the words: the two letters of the language are one setting.
SETTING_NAMES = {row[settings_table.NAME] for row in settings_table.ROWS} - {"language_1", "language_2"} | {"language"}


def words(language: str) -> dict[str, str]:
    """All words of a language by their keys."""
    text = (SOURCE / f"words_{language}.js").read_text(encoding="utf-8")
    found = [(key, json.loads(value)) for key, value in ENTRY.findall(text)]
    assert len(found) == text.count('",\n'), "an entry is not in one line"
    assert len(dict(found)) == len(found), "a key is there twice"
    return dict(found)


def prefixes() -> set[str]:
    """Keys that the program puts together of a text like this and a code."""
    return set(re.findall(r'word\("(\w+)"', CODE)) | set(re.findall(r"`([\w.]+)\.\$\{", CODE))
