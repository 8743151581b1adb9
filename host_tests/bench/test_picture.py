"""The picture: the same data make the same file, and what people look for is in it."""

from tools.benchmarks import picture
from tools.benchmarks.heat import Sample
from tools.benchmarks.reaction.trials import KINDS, Reaction


def test_the_same_figures_make_the_same_picture_without_a_date(monkeypatch, tmp_path):
    samples = {name: [Sample(30.0 * n, 30 + n / 4, 0) for n in range(20)] for name in ("FootPad", "bang-bang")}
    found = {kind.name: {"idle": [Reaction(0.02, 0.3), Reaction(0.03, 0.4)]} for kind in KINDS}
    monkeypatch.setattr(picture, "curves", lambda: picture.Curves(3500, samples))
    monkeypatch.setattr(picture.reaction, "reactions", lambda: found)
    first, second = tmp_path / "a.svg", tmp_path / "b.svg"
    picture.draw(str(first))
    picture.draw(str(second))
    text = first.read_text()
    assert text == second.read_text()
    for wanted in ("FootPad", "bang-bang", "target 35 C", *(f"{kind.name}: pins off" for kind in KINDS)):
        assert wanted in text
    assert "dc:date" not in text
    assert "#ffffff" not in text.lower()  # no ground of its own
