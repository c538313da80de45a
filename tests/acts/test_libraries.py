"""One library a chapter: which there are, which is the present one, and none made by a slip."""

from __future__ import annotations

from pathlib import Path

import pytest

from litreview.acts import importing, libraries, tagging
from litreview.desk import Desk
from litreview.errors import LibraryUnusable, Misused, NothingFound
from litreview.settings import Settings, default_library
from litreview.settings.libraries import recent_libraries, used_library


def opened(path: Path, works: int = 0) -> Path:
    """A library with so many works, opened and closed."""
    desk = Desk.open(Settings(), library=path)
    bib = path.with_suffix(".bib")
    bib.write_text(
        "".join(f"@book{{k{n}, title={{Title number {n}}}, year={{19{50 + n}}}}}\n" for n in range(works))
    )
    importing.import_files(desk, [str(bib)]) if works else desk.library.token()
    desk.close()
    return path


def plain() -> Desk:
    return Desk.open(Settings())


def test_those_opened_of_late_are_listed_with_their_works(tmp_path: Path) -> None:
    one, two = opened(tmp_path / "one.litreview", 2), opened(tmp_path / "two.litreview")
    found = libraries.recent(Desk.open(Settings(), library=one)).libraries
    assert [(view.name, view.works, view.present) for view in found] == [("two", 0, False), ("one", 2, True)]
    assert all(view.opened for view in found)
    two.unlink()
    assert {view.name: view.works for view in libraries.recent(plain()).libraries} == {
        "library": None,
        "two": None,
        "one": 2,
    }
    assert not two.exists() and not default_library().exists(), "looking makes nothing"


def test_a_foreign_or_broken_file_is_no_library(tmp_path: Path) -> None:
    for name, content in (("a.sqlite", b"@book{x}"), ("b.sqlite", b"SQLite format 3\x00" + b"\x00" * 900)):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(LibraryUnusable, match="no library"):
            libraries.use(plain(), str(path))
        assert path.read_bytes() == content
    assert used_library() is None


def test_a_library_is_chosen_by_name_or_path_and_the_choice_taken_back(tmp_path: Path) -> None:
    one, two = opened(tmp_path / "One.litreview", 1), opened(tmp_path / "two.litreview")
    assert libraries.use(plain(), "one").libraries[0].works == 1
    assert used_library() == one
    libraries.use(plain(), str(two))
    assert used_library() == two
    assert libraries.use(plain(), none=True).libraries[0].path == str(default_library())
    assert used_library() is None


def test_names_that_fit_none_or_several_are_asked_for(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        opened(tmp_path / folder / "chapter.litreview")
    with pytest.raises(Misused, match="several"):
        libraries.use(plain(), "chapter")
    with pytest.raises(NothingFound, match="Did you mean 'chapter'"):
        libraries.use(plain(), "chaptre")
    with pytest.raises(NothingFound, match="--new"):
        libraries.use(plain(), str(tmp_path / "c.litreview"))
    for wish in ({}, {"which": "chapter", "none": True}):
        with pytest.raises(Misused, match="--none"):
            libraries.use(plain(), **wish)  # type: ignore[arg-type]


def test_a_new_library_is_made_only_where_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "new" / "chapter.litreview"
    assert libraries.use(plain(), str(path), new=True).libraries[0].works == 0
    assert path.exists() and used_library() == path
    with pytest.raises(Misused, match="already"):
        libraries.use(plain(), str(path), new=True)


def test_a_new_library_of_a_mere_name_lies_beside_the_usual_one_and_is_found_by_it() -> None:
    assert libraries.use(plain(), "chapter 2", new=True).libraries[0].name == "chapter 2"
    assert used_library() == default_library().with_name("chapter 2.sqlite")
    libraries.use(plain(), none=True)
    assert libraries.use(plain(), "chapter 2").libraries[0].path == str(
        default_library().with_name("chapter 2.sqlite")
    )


def test_a_desk_that_makes_nothing_makes_no_library_of_a_mistyped_path(tmp_path: Path) -> None:
    path = tmp_path / "mistyped.litreview"
    desk = Desk.open(Settings(), library=path, makes=False)
    with pytest.raises(LibraryUnusable, match="library list"):
        tagging.list_tags(desk)
    with pytest.raises(LibraryUnusable):
        tagging.list_tags(desk.child())
    assert not path.exists() and recent_libraries() == []
    usual = Desk.open(Settings(), makes=False)
    assert tagging.list_tags(usual).tags, "the usual one is made at first use"
    usual.close()


def test_a_library_that_was_made_is_told_of_once(tmp_path: Path) -> None:
    path = tmp_path / "fresh.litreview"
    desk = Desk.open(Settings(), library=path)
    assert desk.warnings == ()
    tagging.list_tags(desk)
    assert desk.warnings == (f"A new library was made: {path}",)
    desk.close()
    again = Desk.open(Settings(), library=path)
    tagging.list_tags(again)
    assert again.warnings == ()
    again.close()


def test_what_is_remembered_of_libraries_never_stands_in_the_way(tmp_path: Path) -> None:
    state = Settings().state_path().parent
    state.mkdir(parents=True)
    (state / "libraries.tsv").write_bytes(b"\xff\xfe nonsense\nno tab here\n")
    (state / "library").write_bytes(b"\xff")
    assert used_library() is None and recent_libraries() == []
    opened(tmp_path / "one.litreview")
    assert [one.path.name for one in recent_libraries()] == ["one.litreview"]
