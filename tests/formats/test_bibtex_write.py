"""Works become entries that styles print well; what is unknown is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from tests.formats.reading import LARSSON, one, read, work, written

ARTICLE = work(
    "larsson1998interorganizational",
    authors=LARSSON,
    title="The Interorganizational Learning Dilemma",
    subtitle="Collective Knowledge Development in Strategic Alliances",
    venue="Organization Science",
    volume="9",
    issue="3",
    pages="285-305",
    year=1998,
    printed=PartialDate(1998, 6),
    online=PartialDate(1999, 1, 1),
    publisher="INFORMS",
    identifiers=(
        Identifier("doi", "10.1287/orsc.9.3.285"),
        Identifier("repec_handle", "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305"),
    ),
    page_addresses=("https://ideas.repec.org/a/inm/ororsc/v9y1998i3p285-305.html",),
    abstract="Not asked for.",
    tags=("trust",),
    notes=("A note.",),
    key_aliases=("larsson98",),
)
PAPER = work(
    "man2002study",
    type="working_paper",
    authors=(Author("Man", "A.P.", "de"), Author(literal="World Bank")),
    others=True,
    title="A study of R&D alliances",
    venue="CentER Discussion Paper",
    series="CentER Discussion Paper",
    publisher="Tilburg University",
    report_number="2002-27",
    year=2002,
    identifiers=(Identifier("repec_handle", "RePEc:tiu:tiucen:abc"),),
    page_addresses=("https://ideas.repec.org/p/tiu/tiucen/abc.html",),
)


def test_an_article_in_bibtex() -> None:
    assert written("bibtex", ARTICLE) == (
        "@article{larsson1998interorganizational,\n"
        "  author = {Larsson, Rikard and Bengtsson, Lars and Henriksson, Kristina and Sparks, Judith},\n"
        "  title = {The Interorganizational Learning Dilemma: Collective Knowledge Development in Strategic Alliances},\n"
        "  journal = {Organization Science},\n"
        "  year = {1998},\n"
        "  month = jun,\n"
        "  volume = {9},\n"
        "  number = {3},\n"
        "  pages = {285--305},\n"
        "  doi = {10.1287/orsc.9.3.285},\n"
        "  repec = {RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305},\n"
        "  ids = {larsson98},\n"
        "}\n"
    )


def test_an_article_in_biblatex() -> None:
    text = written("bibtex", ARTICLE, dialect="biblatex")
    for line in (
        "  subtitle = {Collective Knowledge Development in Strategic Alliances},",
        "  journaltitle = {Organization Science},",
        "  date = {1998-06},",
        "  ids = {larsson98},",
    ):
        assert line in text.splitlines()
    assert "year =" not in text
    assert "month =" not in text


def test_a_working_paper_is_a_report_with_its_number() -> None:
    text = written("bibtex", PAPER)
    assert text.startswith("@techreport{man2002study,\n")
    for line in (
        "  author = {de Man, A. P. and {World Bank} and others},",
        r"  title = {A study of {R\&D} alliances},",
        "  type = {CentER Discussion Paper},",
        "  institution = {Tilburg University},",
        "  number = {2002-27},",
        "  eprint = {RePEc:tiu:tiucen:abc},",
        "  url = {https://ideas.repec.org/p/tiu/tiucen/abc.html},",
    ):
        assert line in text.splitlines()
    assert written("bibtex", PAPER, dialect="biblatex").startswith("@report{")


@pytest.mark.parametrize(
    ("kind", "bibtex", "biblatex"),
    [
        ("chapter", "incollection", "incollection"),
        ("conference_paper", "inproceedings", "inproceedings"),
        ("edited_book", "book", "collection"),
        ("thesis", "phdthesis", "thesis"),
        ("dataset", "misc", "dataset"),
        ("study", "misc", "misc"),
        ("working_paper", "misc", "misc"),
    ],
)
def test_types(kind: str, bibtex: str, biblatex: str) -> None:
    one_work = work(type=kind, title="T", editors=(Author("A", "B"),))
    assert written("bibtex", one_work).startswith(f"@{bibtex}{{")
    assert written("bibtex", one_work, dialect="biblatex").startswith(f"@{biblatex}{{")


def test_abstract_notes_and_tags_go_along_only_if_asked() -> None:
    silent = written("bibtex", ARTICLE)
    assert "Not asked for" not in silent and "A note" not in silent and "trust" not in silent
    entry, record = one("bibtex", written("bibtex", ARTICLE, abstracts=True, notes=True))
    assert (entry.tags, entry.notes, entry.aliases) == (("trust",), ("A note.",), ("larsson98",))
    assert record.abstract == "Not asked for."


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Learning in SMEs and at McKinsey", "Learning in {SMEs} and at {McKinsey}"),
        (
            "Trust in Japan: A View of IT-Enabled Alliances",
            "Trust in {Japan}: A View of {IT-Enabled} Alliances",
        ),
        (
            "How the Toyota way of learning spread from Nagoya",
            "How the {Toyota} way of learning spread from {Nagoya}",
        ),
        ("THE LEARNING DILEMMA", "THE LEARNING DILEMMA"),
        ("The Learning Dilemma", "The Learning Dilemma"),
        ("Relations of U.S. and Japanese Firms", "Relations of {U.S.} and {Japanese} Firms"),
        ("Plan B for alliances", "Plan {B} for alliances"),
    ],
)
def test_capitals_that_matter_are_protected_and_no_others(title: str, expected: str) -> None:
    assert f"  title = {{{expected}}},\n" in written("bibtex", work(title=title))


def test_words_that_a_file_protected_stay_protected() -> None:
    _, record = one("bibtex", "@article{a, title = {The {Grameen} Model of Lending}}")
    again = written("bibtex", work(title=record.title, fields=record.fields))
    assert "title = {The {Grameen} Model of Lending}," in again


def test_a_title_in_another_language_is_protected_whole_or_named() -> None:
    german = work(title="Lernen in Allianzen", language="de")
    assert "title = {{Lernen in Allianzen}}," in written("bibtex", german)
    modern = written("bibtex", german, dialect="biblatex")
    assert "langid = {ngerman}," in modern
    assert "title = {Lernen in {Allianzen}}," in modern or "title = {Lernen in Allianzen}," in modern


def test_a_work_without_a_name_gets_something_to_sort_by() -> None:
    assert "  key = {Doing Business in}," in written("bibtex", work(title="Doing Business in 2020"))


@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
def test_what_is_unknown_is_left_out(dialect: str) -> None:
    text = written("bibtex", work(title="T"), dialect=dialect)
    assert "{}" not in text
    assert "None" not in text
    assert "year" not in text and "date" not in text


def test_words_for_a_date_are_said_in_words() -> None:
    soon = work(title="T", issued=PartialDate(words="forthcoming"))
    assert "  year = {forthcoming}," in written("bibtex", soon)
    assert "  pubstate = {forthcoming}," in written("bibtex", soon, dialect="biblatex")


def test_fields_of_the_file_a_work_came_from_are_written_back() -> None:
    kept = work(type="chapter", title="T", fields=(("CHAPTER", "3"), ("owner", "me"), ("eventtitle", "AOM")))
    classic = written("bibtex", kept)
    assert "chapter = {3}," in classic
    assert "owner" not in classic and "eventtitle" not in classic
    assert "eventtitle = {AOM}," in written("bibtex", kept, dialect="biblatex")


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from('{}\\"%#@,=~$&_^\n()'), st.characters(exclude_categories=("Cs", "Cc"))
    ),
    max_size=40,
)


@given(HOSTILE, HOSTILE, HOSTILE, st.sampled_from(["bibtex", "biblatex"]))
def test_no_text_breaks_the_file(title: str, family: str, note: str, dialect: str) -> None:
    works = [
        work("before", title="Before"),
        work(
            "hostile",
            title=title,
            authors=(Author(family, title), Author(literal=family)),
            venue=note,
            volume=title,
            keywords=(note,),
            page_addresses=(note,),
            notes=(note,),
            tags=(title,),
            abstract=note,
            fields=(("howpublished", title),),
        ),
        work("after", title="After"),
    ]
    entries, failures = read("bibtex", written("bibtex", *works, dialect=dialect, notes=True, abstracts=True))
    assert [entry.key for entry in entries] == ["before", "hostile", "after"]
    assert not failures
