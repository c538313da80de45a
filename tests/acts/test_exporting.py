"""Export: exactly the chosen versions, exactly their keys, the old file or the whole new one."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from litreview.acts import deduplicating, exporting, importing, reading
from litreview.desk import Desk
from litreview.errors import LitreviewError, Misused, NothingFound
from litreview.library.library import Library

TWO = """@techreport{heimeriks2003paper, author={Heimeriks, Koen H. and Duysters, Geert},
  title={Alliance Capability as Mediator Between Experience and Alliance Performance},
  institution={ECIS}, number={03.18}, year=2003}
@article{heimeriks2007alliance, author={Heimeriks, Koen H. and Duysters, Geert},
  title={Alliance Capability as a Mediator Between Experience and Alliance Performance: An Empirical Investigation},
  journal={Journal of Management Studies}, volume=44, number=1, pages={25--49}, year=2007}
"""


@pytest.fixture
def library(desk: Desk, tmp_path: Path) -> Desk:
    path = tmp_path / "mine.bib"
    path.write_text(TWO, encoding="utf-8")
    importing.import_files(desk, [str(path)])
    deduplicating.rule(desk, "heimeriks2003paper", "heimeriks2007alliance", "version")
    return desk


def test_the_cited_version_goes_out_and_the_later_is_named(library: Desk, tmp_path: Path) -> None:
    bib = tmp_path / "out.bib"
    done = exporting.export(library, str(bib), works="heimeriks2003paper")
    assert done.keys == ("heimeriks2003paper",)
    (line,) = done.later_versions
    assert "heimeriks2007alliance" in line
    assert bib.read_text(encoding="utf-8").count("@") == 1
    taken = exporting.export(library, str(bib), works="heimeriks2003paper", prefer_published=True, force=True)
    assert taken.keys == ("heimeriks2007alliance",)


@pytest.mark.parametrize(
    ("name", "format", "asked"),
    [
        ("out.bib", "bibtex", None),
        ("out.biblatex", "biblatex", None),
        ("out.RIS", "ris", None),
        ("out.txt", "ris", "ris"),
        ("out.bib", "biblatex", "biblatex"),
    ],
)
def test_the_ending_says_the_format_unless_asked(
    library: Desk, tmp_path: Path, name: str, format: str, asked: str | None
) -> None:
    done = exporting.export(library, str(tmp_path / name), format=asked)
    assert done.format == format
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert {"bibtex": "journal =", "biblatex": "journaltitle =", "ris": "TY  - JOUR"}[format] in text


def test_an_ending_that_says_no_format_is_refused(library: Desk, tmp_path: Path) -> None:
    with pytest.raises(Misused, match="says no format"):
        exporting.export(library, str(tmp_path / "out.txt"))


def test_only_what_a_chapter_cites(library: Desk, tmp_path: Path) -> None:
    chapter = tmp_path / "chapter.tex"
    chapter.write_text(r"As \citet{heimeriks2007alliance} show \cite[p.~3]{nobody1999}.", encoding="utf-8")
    done = exporting.export(library, "-", cited_in=str(chapter))
    assert done.keys == ("heimeriks2007alliance",)
    assert done.not_found == ("nobody1999",)
    assert "@article{heimeriks2007alliance," in done.text


def test_an_existing_file_is_not_overwritten_unasked(library: Desk, tmp_path: Path) -> None:
    bib = tmp_path / "out.bib"
    bib.write_text("mine", encoding="utf-8")
    with pytest.raises(Misused, match="--force"):
        exporting.export(library, str(bib))
    assert bib.read_text(encoding="utf-8") == "mine"
    exporting.export(library, str(bib), force=True)
    assert bib.read_text(encoding="utf-8").startswith("@")


def test_a_failing_write_leaves_the_old_file_and_no_litter(
    library: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bib = tmp_path / "out.bib"
    bib.write_text("mine", encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(LitreviewError, match="old file is as it was"):
        exporting.export(library, str(bib), force=True)
    assert bib.read_text(encoding="utf-8") == "mine"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".out")] == []


def test_what_is_not_there_is_not_exported(library: Desk, tmp_path: Path) -> None:
    with pytest.raises(NothingFound):
        exporting.export(library, str(tmp_path / "x.bib"), query="tag:nothing")
    with pytest.raises(Misused):
        exporting.export(library, str(tmp_path / "x.docx"))
    assert not (tmp_path / "x.bib").exists()


def test_keys_stay_when_fields_change(library: Desk, tmp_path: Path) -> None:
    exporting.export(library, str(tmp_path / "a.bib"))
    with library.library.write("correct", act="correct", sentence="correct the year"):
        work = reading.show(library, "heimeriks2007alliance").row.id
        library.library.words.correct(work, "year", 2006)
    from litreview.acts import looking_after

    looking_after.rebuild(library)
    row = reading.show(library, "heimeriks2007alliance").row
    assert (row.year, row.key) == (2006, "heimeriks2007alliance")


def test_the_files_a_chapter_pulls_in_count_too(library: Desk, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text(r"\cite{heimeriks2003paper} \input{parts/two}", encoding="utf-8")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "two.tex").write_text(r"\cite{heimeriks2007alliance}", encoding="utf-8")
    done = exporting.export(library, "-", cited_in=str(tmp_path / "thesis.tex"))
    assert done.keys == ("heimeriks2003paper", "heimeriks2007alliance")


def test_a_former_key_of_a_file_still_finds_the_work(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.bib"
    path.write_text(
        "@article{hamel1991new, ids={hamel91}, author={Hamel, Gary}, title={Competition for Competence}, year=1991}",
        encoding="utf-8",
    )
    importing.import_files(desk, [str(path)])
    assert reading.show(desk, "hamel91").row.key == "hamel1991new"
    assert "ids = {hamel91}" in exporting.export(desk, "-", format="biblatex").text


def test_a_given_key_outranks_one_that_was_made_for_an_outside_work(desk: Desk, tmp_path: Path) -> None:
    from litreview.acts import searching

    (hit, *_) = searching.search(desk, "learning dilemma", source="crossref", limit=1).rows
    path = tmp_path / "mine.bib"
    path.write_text(
        f"@book{{{hit.key}, author={{Somebody, Else}}, title={{Quite Another Thing}}, year=1966}}",
        encoding="utf-8",
    )
    imported = importing.import_files(desk, [str(path)])
    assert imported.clashes == ()
    assert reading.show(desk, hit.key).best.title == "Quite Another Thing"
    assert reading.show(desk, hit.id).row.key == f"{hit.key}a"


def test_a_dry_run_pins_no_key(library: Desk, tmp_path: Path) -> None:
    before = library.library.words.digest()
    assert exporting.export(library, str(tmp_path / "x.bib"), dry_run=True).text.count("@") == 2
    assert library.library.words.digest() == before
    assert not (tmp_path / "x.bib").exists()


def test_no_export_overwrites_a_library_whatever_is_asked(library: Desk) -> None:
    own = library.library_path
    with pytest.raises(Misused, match="is a library"):
        exporting.export(library, str(own), format="bibtex", force=True)
    assert own.read_bytes().startswith(b"SQLite")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_an_export_goes_into_a_pipe_and_leaves_it_there(library: Desk, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.bib"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    exporting.export(library, str(pipe))
    reader.join(20)
    assert got and got[0].count("@") == 2
    assert pipe.is_fifo()


def test_a_name_that_no_disk_takes_is_one_sentence(library: Desk, tmp_path: Path) -> None:
    with pytest.raises(LitreviewError, match="cannot be written"):
        exporting.export(library, str(tmp_path / ("x" * 300 + ".bib")))


def test_a_library_that_may_not_be_written_can_be_exported(library: Desk, tmp_path: Path) -> None:
    path = library.library_path
    library.close()
    there = Library.open(path, clock=library.clock, who="Bea", read_only=True)
    library._shared.library = there
    done = exporting.export(library, str(tmp_path / "out.bib"))
    assert set(done.keys) == {"heimeriks2003paper", "heimeriks2007alliance"}


def test_a_key_among_the_words_of_a_query_is_told_where_keys_go(library: Desk) -> None:
    with pytest.raises(NothingFound) as told:
        exporting.export(library, "-", query="heimeriks2003paper", format="bibtex")
    assert "--works" in told.value.hint
    with pytest.raises(NothingFound) as told:
        exporting.export(library, "-", works=[], format="bibtex")
    assert "--works" not in told.value.hint


def test_a_made_key_of_a_kept_work_yields_to_nobody(desk: Desk, tmp_path: Path) -> None:
    from litreview.acts import searching

    (hit, *_) = searching.search(desk, "learning dilemma", source="crossref", limit=1, yes=True).rows
    path = tmp_path / "mine.bib"
    path.write_text(
        f"@book{{{hit.key}, author={{Somebody, Else}}, title={{Quite Another Thing}}, year=1966}}",
        encoding="utf-8",
    )
    (clash,) = importing.import_files(desk, [str(path)]).clashes
    assert (clash.key, clash.given) == (hit.key, f"{hit.key}a")
    assert reading.show(desk, hit.id).row.key == hit.key


def test_what_a_killed_export_left_goes_with_the_next_one(library: Desk, tmp_path: Path) -> None:
    names = (".out[1].bib.abc.half", ".out[1].bib.new.half", ".other.bib.abc.half", ".out[1].bib.abc")
    for name in names:
        (tmp_path / name).write_text("@article{half", encoding="utf-8")
        os.utime(tmp_path / name, (0, 0) if "new" not in name else None)
    exporting.export(library, str(tmp_path / "out[1].bib"))
    assert {one.name for one in tmp_path.iterdir() if one.name.startswith(".")} == set(names[1:])
