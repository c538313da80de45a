"""The real bibtex and biber accept what is written; skipped by name where they are not installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.work import Work
from tests.formats.reading import FIXTURES, read, work, written
from tests.formats.test_bibtex_write import ARTICLE, PAPER


def works() -> list[Work]:
    """One work of every kind, with accents, signs and gaps, and the entries of the fixture."""
    entries, _ = read("bibtex", (FIXTURES / "chapter.bib").read_bytes())
    from_file = [
        Work(best=entry.said.record, records=(), key=f"f{number}")
        for number, entry in enumerate(entries)
        if entry.said.record is not None
    ]
    hostile = "50% of R&D #1 a_b $5 {open \\ ~ ^ “x” – Łódź α 李明 < >"
    kinds = (
        "book",
        "edited_book",
        "chapter",
        "conference_paper",
        "proceedings",
        "report",
        "thesis",
        "preprint",
    )
    kinds += ("web_page", "dataset", "software", "book_review", "reference_entry", "notice", "study", "other")
    return [
        ARTICLE,
        PAPER,
        *from_file,
        *(
            work(
                f"kind{number}",
                type=kind,
                title=f"{hostile} {kind}",
                authors=(
                    Author("Özgür", "Émile É.", "van der", "Jr."),
                    Author(literal="Barnes and Noble, Inc."),
                ),
                editors=(Author("Müller", "J."),),
                venue="Interfirm Networks",
                publisher="Routledge & Sons",
                place="London",
                volume="3",
                issue="4",
                pages="1-9",
                year=2001,
                issued=PartialDate(2001, 5, 7),
                identifiers=(
                    Identifier("doi", "10.1002/(sici)1097-0266(199701)18:1<1::aid-smj2>3.0.co;2-t"),
                ),
                language="en",
                abstract="First.\n\n@article{x, not an entry",
                notes=("a note with % and {",),
                key_aliases=(f"old{number}",),
            )
            for number, kind in enumerate(kinds)
        ),
        work("gaps", title="Nothing but a title"),
        work("nothing", type="other"),
    ]


@pytest.mark.skipif(not shutil.which("bibtex"), reason="bibtex is not installed")
@pytest.mark.parametrize("style", ["plain", "abbrv", "alpha", "apalike"])
def test_bibtex_reads_every_entry_without_an_error(tmp_path: Path, style: str) -> None:
    if not _has_style(style):
        pytest.skip(f"the style {style} is not installed")
    every = works()
    (tmp_path / "t.bib").write_text(written("bibtex", *every, notes=True, abstracts=True), "utf-8")
    (tmp_path / "t.aux").write_text(f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{t}}\n")
    said = subprocess.run(
        ["bibtex", "t"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert said.returncode == 0, said.stdout
    assert "---line" not in said.stdout
    printed = (tmp_path / "t.bbl").read_bytes()
    assert printed.count(b"\\bibitem") == len(every)
    # No style has cut a letter in two.
    assert "\\'E" in printed.decode("utf-8")


@pytest.mark.skipif(not shutil.which("biber"), reason="biber is not installed")
def test_biber_reads_every_entry_without_a_word(tmp_path: Path) -> None:
    every = works()
    (tmp_path / "t.bib").write_text(
        written("bibtex", *every, dialect="biblatex", notes=True, abstracts=True), "utf-8"
    )
    command = ["biber", "--tool", "--validate-datamodel", "--output-file=o.bib", "t.bib"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    talk = [line for line in said.stdout.splitlines() if re.match(r"(?:ERROR|WARN)", line)]
    unexpected = [
        line
        for line in talk
        if not re.search(r"Missing mandatory|Invalid field|data model|ERRORS|WARNINGS", line)
    ]
    assert said.returncode == 0, said.stdout
    assert not unexpected
    assert (tmp_path / "o.bib").read_text("utf-8").count("\n@") + 1 >= len(every)


def _has_style(style: str) -> bool:
    found = subprocess.run(
        ["kpsewhich", f"{style}.bst"], capture_output=True, text=True, timeout=30, check=False
    )
    return bool(found.stdout.strip())
