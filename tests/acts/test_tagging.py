"""Tags as a person words them: what is said of them, and what is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from litreview.acts import importing, tagging, undoing
from litreview.acts.word_results import TagView
from litreview.desk import Desk
from litreview.errors import Misused, NothingFound

BIB = "".join(f"@book{{work{n}, author={{Writer, {c}.}}, title={{Title {c}}}, year={{199{n}}}}}\n" for n, c in enumerate("abc"))  # fmt: skip


@pytest.fixture
def filled(desk: Desk, tmp_path: Path) -> Desk:
    path = tmp_path / "three.bib"
    path.write_text(BIB, encoding="utf-8")
    importing.import_files(desk, [str(path)])
    return desk


def view(desk: Desk, name: str) -> TagView:
    return next(tag for tag in tagging.list_tags(desk).tags if tag.name == name)


def test_what_is_said_of_a_tag_is_listed_with_it(filled: Desk) -> None:
    tagging.describe(filled, "goodwill", "to be meant well", "Blue", "trust", "7", new=True)
    assert view(filled, "goodwill") == TagView(
        "goodwill", 0, False, 7, "to be meant well", "blue", "trust", 0
    )
    tagging.describe(filled, "goodwill", colour="#0AF")
    assert view(filled, "goodwill").colour == "#00aaff"
    tagging.describe(filled, "goodwill", "none", "none", "none", "none")
    assert view(filled, "goodwill") == TagView("goodwill", 0)
    undoing.undo(filled)
    assert view(filled, "goodwill").description == "to be meant well"


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"colour": "bleu"}, "#rrggbb"),
        ({"colour": "#12"}, "blue"),
        ({"digit": "0"}, "1 to 9"),
        ({}, "--colour"),
    ],
)
def test_what_a_tag_cannot_have_is_refused(desk: Desk, said: dict[str, str], word: str) -> None:
    with pytest.raises(Misused, match=word):
        tagging.describe(desk, "trust", **said)  # type: ignore[arg-type]
    assert not undoing.history(desk).rows


@pytest.mark.parametrize("name", ["thrust", "Learning dilema"])
def test_a_mistyped_tag_is_not_made_but_asked_for(desk: Desk, name: str) -> None:
    for act in (
        lambda: tagging.rename(desk, name, "x"),
        lambda: tagging.merge(desk, [name, "x"]),
        lambda: tagging.describe(desk, name, "x"),
        lambda: tagging.drop(desk, name),
    ):
        with pytest.raises(NothingFound, match="Did you mean"):
            act()
    assert len(tagging.list_tags(desk).tags) == 3


def test_a_merge_needs_two_tags(desk: Desk) -> None:
    for tags in (["trust"], ["trust", "trust"]):
        with pytest.raises(Misused, match="tag merge"):
            tagging.merge(desk, tags)


def test_a_merge_says_what_it_did_and_undo_calls_it_by_name(filled: Desk) -> None:
    tagging.add(filled, "alliances", ["work0", "work1"])
    tagging.add(filled, "alliance", ["work1"])
    done = tagging.merge(filled, ["alliances", "alliance"])
    assert done == (1, "merged 'alliances' into 'alliance', which is new on 1 work", ())
    assert undoing.undo(filled).sentence == "undid: merge 'alliances' into 'alliance'"
    assert (view(filled, "alliances").works, view(filled, "alliance").works) == (2, 1)


def test_tagging_outside_works_says_that_it_kept_them(filled: Desk) -> None:
    from litreview.acts import keeping

    keeping.remove(filled, ["work0"])
    assert tagging.add(filled, "x", ["work0", "work1"]).sentence == "tagged 2 works 'x', 1 of them kept by it"


def test_a_carried_tag_is_dropped_by_force_alone(filled: Desk) -> None:
    tagging.add(filled, "x", ["work0"])
    with pytest.raises(Misused, match="--force"):
        tagging.drop(filled, "x")
    assert tagging.drop(filled, "x", force=True).works == 1
    undoing.undo(filled)
    assert view(filled, "x").works == 1
