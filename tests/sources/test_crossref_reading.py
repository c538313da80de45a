"""How Crossref's records are read: each oddity that its real answers show."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.errors import SourceMisread
from litreview.model.identifiers import Identifier
from litreview.model.record import TYPES, Failure, Record, Said, VersionLink
from litreview.model.stored import record_from_stored, record_to_stored
from litreview.sources.crossref import read, read_page

FIXTURES = Path(__file__).parents[2] / "fixtures" / "crossref"


def said_of(**item: Any) -> Said:
    found = read({"DOI": "10.1287/orsc.9.3.285", "type": "journal-article", **item})
    assert isinstance(found, Said)
    return found


def record_of(**item: Any) -> Record:
    record = said_of(**item).record
    assert record is not None
    return record


def date(*parts: int | None) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


def test_a_work_is_read_whole() -> None:
    page = read_page((FIXTURES / "work.json").read_bytes(), "GET x", "2026-11-24")
    (said,) = page.said
    record = said.record
    assert record is not None
    assert (record.name, record.type, record.source_type) == (
        "crossref:10.2307/256729",
        "article",
        "journal-article",
    )
    assert [str(author) for author in record.authors] == ["Gulati, R."]
    assert (record.venue, record.volume, record.issue, record.pages) == (
        "Academy of Management Journal",
        "38",
        "1",
        "85-112",
    )
    assert (record.year, str(record.issued), str(record.printed), record.online) == (
        1995,
        "1995-02",
        "1995-02",
        None,
    )
    assert [str(one) for one in record.identifiers] == [
        "doi:10.2307/256729",
        "issn:0001-4273",
        "issn:1948-0989",
    ]
    assert (said.citation_count, said.reference_count, page.day) == (412, 3, "2026-11-24")
    assert said.body.startswith(b'{"indexed"')


def test_references_are_read_with_and_without_doi() -> None:
    (said,) = read_page((FIXTURES / "work.json").read_bytes(), "", "").said
    assert said.references is not None
    assert (said.references.state, said.references.total) == ("given", 3)
    march, larsson, williamson = said.references.lines
    assert [str(one) for one in march.identifiers] == ["doi:10.1287/orsc.2.1.71"]
    assert (march.byline, march.year, march.venue, march.first_page) == (
        "March J. G.",
        1991,
        "Organization Science",
        "71",
    )
    assert [str(one) for one in larsson.identifiers] == ["doi:10.1287/orsc.9.3.285"]
    assert larsson.text is not None
    assert larsson.text.startswith("Larsson, R. et al.")
    assert (williamson.title, williamson.year, williamson.identifiers) == ("Markets & hierarchies", None, ())


def test_a_list_counts_what_is_no_literature_and_reports_what_cannot_be_read() -> None:
    page = read_page((FIXTURES / "list.json").read_bytes(), "", "")
    assert [said.about for said in page.said] == [
        "crossref:10.1287/orsc.9.3.285",
        "crossref:10.2139/ssrn.5250900",
    ]
    assert (page.total, page.hidden) == (61432, 1)
    assert [failure.what for failure in page.failures] == ["a work without a DOI"]


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        (None, None),
        ([""], None),
        (["Trust  and\n                    <i>alliances</i>"], "Trust and alliances"),
        (["H<sub>2</sub>O and CO<sub>2</sub>"], "H2O and CO2"),
        (["Persistence of <scp>Trust</scp>"], "Persistence of Trust"),
        (["in the<mml:math><mml:mi>N</mml:mi></mml:math>nucleus"], "in the N nucleus"),
        (["ecology &amp; evolution"], "ecology & evolution"),
        (["&lt;scp&gt;dual-input&lt;/scp&gt; &amp;amp; more"], "dual-input & more"),
        (["AT&T and R&amp;D at p < 0.05"], "AT&T and R&D at p < 0.05"),
        (["LEARNING DILEMMAS"], "LEARNING DILEMMAS"),
        (["7. Ecology in culture."], "7. Ecology in culture."),
        ("A lone title", "A lone title"),
        ([None, 5, "The first that is text"], "The first that is text"),
        (["\u202eevil\x1b[2J"], "evil[2J"),
    ],
)
def test_titles(titles: object, title: str | None) -> None:
    assert record_of(title=titles).title == title


def test_a_second_title_is_kept_as_a_variant() -> None:
    record = record_of(title=["Desain Widget", "Desain  Widget (2)"])
    assert (record.title, record.fields) == ("Desain Widget", (("title", "Desain Widget (2)"),))


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [
        ("TUBE", "time-dependent pricing for mobile data", "TUBE: time-dependent pricing for mobile data"),
        ("Fit for Purpose?", "Rethinking Modeling", "Fit for Purpose? Rethinking Modeling"),
        (
            "Contamination in Peeled Chestnuts and More",
            "CONTAMINATION IN PEELED CHESTNUTS",
            "Contamination in Peeled Chestnuts and More",
        ),
        ("Microbial Spoilage", "RUNNING HEAD", "Microbial Spoilage"),
        ("Alliances: a review", "A review", "Alliances: a review"),
        ("Alliances", "", "Alliances"),
        ("", "Only a subtitle", "Only a subtitle"),
    ],
)
def test_a_subtitle_joins_unless_it_repeats_the_title_or_is_a_running_head(
    title: str, subtitle: str, whole: str
) -> None:
    assert record_of(title=[title], subtitle=[subtitle]).full_title == whole


@pytest.mark.parametrize(
    ("dates", "year", "issued"),
    [
        # Print and online in different years: people cite the year of the issue.
        ({"volume": "34", "published-print": date(2023, 10, 3), "published-online": date(2022, 11, 18), "issued": date(2022, 11, 18)}, 2023, "2022-11-18"),
        # Online first, no issue yet: the only year there is.
        ({"published-print": date(2023), "published-online": date(2022, 11), "issued": date(2022, 11)}, 2022, "2022-11"),
        # A back file digitised years later.
        ({"volume": "55", "published-print": date(2000, 12), "published-online": date(2008, 10, 9), "issued": date(2000, 12)}, 2000, "2000-12"),
        ({"issue": "2", "published-online": date(2021, 3), "issued": date(2021, 3)}, 2021, "2021-03"),
        # Unknown stays unknown: the day of deposit is no year of publication.
        ({"issued": date(None), "created": date(2007, 1, 1)}, None, None),
        ({"issued": {"date-parts": []}}, None, None),
        ({"issued": {"date-parts": [[]]}}, None, None),
        ({"issued": "1998"}, None, None),
        ({"issued": date(98)}, None, None),
        ({"issued": date(1998, 13, 40)}, 1998, "1998"),
        # ``published`` and ``issued`` missing: worked out from what is there.
        ({"volume": "1", "published-online": date(2019, 5), "published-print": date(2019, 7)}, 2019, "2019-05"),
        ({"type": "dissertation", "approved": date(2016, 8)}, 2016, "2016-08"),
        ({"type": "posted-content", "posted": date(2020, 2, 11)}, 2020, "2020-02-11"),
        ({"volume": "9", "journal-issue": {"issue": "3", "published-print": date(1998, 6)}, "issued": date(1999)}, 1998, "1999"),
    ],
)  # fmt: skip
def test_the_year_people_cite(dates: dict[str, Any], year: int | None, issued: str | None) -> None:
    record = record_of(**dates)
    assert (record.year, None if record.issued is None else str(record.issued)) == (year, issued)


PERSON = {"given": "Rikard", "family": "Larsson", "sequence": "first", "affiliation": []}


@pytest.mark.parametrize(
    ("authors", "shown"),
    [
        ([PERSON], ["Larsson, Rikard"]),
        ([{"family": "Larsson"}], ["Larsson"]),
        ([{"family": "Chun-Li Chang"}], ["Chang, Chun-Li"]),
        ([{"family": "H.J.H."}], ["H.J.H."]),
        ([{"family": "조혜린"}], ["조혜린"]),
        ([{"family": "the NOTES Development Group"}], ["the NOTES Development Group"]),
        ([{"name": "Concrete Technology Associates"}], ["Concrete Technology Associates"]),
        ([{"name": "Sudesiqin"}], ["Sudesiqin"]),
        ([{"sequence": "additional", "affiliation": []}, PERSON], ["Larsson, Rikard"]),
        ([{"given": "Eduardo T.", "family": "de Moura"}], ["de Moura, Eduardo T."]),
        ([{"given": "Claude L.", "family": "Hughes", "suffix": "Jr."}], ["Hughes, Jr., Claude L."]),
        ([{"given": "Ayşe", "family": "RUFAİOĞLU"}], ["RUFAİOĞLU, Ayşe"]),
        ([{**PERSON, "sequence": "additional"}, {**PERSON, "given": "Lars"}], ["Larsson, Rikard", "Larsson, Lars"]),
        ([{"given": "Madonna"}], ["Madonna"]),
        ([{**PERSON, "role": [{"role": "author", "vocabulary": "crossref"}], "ORCID": 7}], ["Larsson, Rikard"]),
        ("no list", []),
        ([None, "a", 5], []),
        (None, []),
    ],
)  # fmt: skip
def test_authors(authors: object, shown: list[str]) -> None:
    assert [str(author) for author in record_of(author=authors).authors] == shown


def test_an_affiliation_deposited_as_author_is_left_out_with_a_note() -> None:
    school = "School of Medicine, Tehran University of Medical Sciences, Tehran, Iran"
    record = record_of(author=[PERSON, {"name": school}, {"name": "OLYMPUS Collaboration"}])
    assert [str(author) for author in record.authors] == ["Larsson, Rikard", "OLYMPUS Collaboration"]
    assert record.fields == (("affiliation deposited as author", school),)


@pytest.mark.parametrize(
    ("type_", "names", "venue", "series"),
    [
        ("journal-article", ["Health &amp; Social Care"], "Health & Social Care", None),
        ("book-chapter", ["Innovative Energy", "Mediterranean Architecture"], "Mediterranean Architecture", "Innovative Energy"),
        ("book-chapter", ["Of body snatchers", "Göttinger Schriften zur Philologie"], "Of body snatchers", "Göttinger Schriften zur Philologie"),
        ("book-chapter", ["DNA Led Technologies", "SpringerBriefs in Applied Sciences"], "DNA Led Technologies", "SpringerBriefs in Applied Sciences"),
        ("book-chapter", ["Lecture Notes in Computer Science", "Alliances"], "Alliances", "Lecture Notes in Computer Science"),
        ("journal-article", ["One Journal", "Its Other Name"], "One Journal", None),
        ("book-chapter", [], None, None),
    ],
)  # fmt: skip
def test_venue_and_series_in_either_order(
    type_: str, names: list[str], venue: str | None, series: str | None
) -> None:
    record = record_of(type=type_, **{"container-title": names})
    assert (record.venue, record.series) == (venue, series)


@pytest.mark.parametrize(
    "pages",
    ["473s", "S70-S76", "E550-556", "1308-1309.e1", "2165-a-2166", "i-ii", "III-318", "IFC", "fiv167"],
)
def test_odd_pages_stay_as_they_are(pages: str) -> None:
    assert record_of(page=pages).pages == pages


@pytest.mark.parametrize(
    ("item", "pages", "number"),
    [
        ({"page": "e33693", "article-number": "e33693"}, None, "e33693"),
        ({"article-number": "04E109"}, None, "04E109"),
        ({"page": "n/a-n/a"}, None, None),
        ({"page": "no-no"}, None, None),
    ],
)
def test_an_article_number_is_no_page(item: dict[str, str], pages: str | None, number: str | None) -> None:
    record = record_of(**item)
    assert (record.pages, record.article_number) == (pages, number)


@pytest.mark.parametrize(
    ("raw", "volume"),
    [
        ("null", None),
        ("n° 95", "n° 95"),
        ("XXXIV", "XXXIV"),
        ("199-200", "199-200"),
        ("S2", "S2"),
        (9, None),
        ("", None),
    ],
)
def test_volumes_that_are_no_numbers(raw: object, volume: str | None) -> None:
    record = record_of(volume=raw, issue=raw)
    assert (record.volume, record.issue) == (volume, volume)


@pytest.mark.parametrize(
    ("item", "type_"),
    [
        ({"type": "journal-article", "container-title": ["SSRN Electronic Journal"]}, "working_paper"),
        ({"type": "posted-content", "subtype": "preprint", "group-title": "SSRN"}, "working_paper"),
        ({"type": "posted-content", "subtype": "preprint", "group-title": "Ecology"}, "preprint"),
        ({"type": "posted-content", "subtype": "other"}, "web_page"),
        ({"type": "report", "publisher": "National Bureau of Economic Research"}, "working_paper"),
        ({"type": "report", "publisher": "FAO"}, "report"),
        ({"type": "monograph"}, "book"),
        ({"type": "edited-book"}, "edited_book"),
        ({"type": "book-part"}, "chapter"),
        ({"type": "proceedings-article"}, "conference_paper"),
        ({"type": "dissertation"}, "thesis"),
        ({"type": "reference-entry"}, "reference_entry"),
        ({"type": "standard"}, "report"),
        ({"type": "database"}, "dataset"),
        ({"type": "something-new-in-2031"}, "other"),
        ({"type": None}, "other"),
        ({"update-to": [{"DOI": "10.1111/ijal.12157", "type": "correction"}]}, "notice"),
        ({"update-to": [{"DOI": "10.1287/orsc.9.3.285", "type": "new_version"}]}, "article"),
    ],
)
def test_types(item: dict[str, Any], type_: str) -> None:
    assert type_ in TYPES
    assert record_of(**item).type == type_


def test_a_retracted_work_and_its_notice_are_told_apart() -> None:
    other = Identifier("doi", "10.1111/ijal.12157")
    update = [{"DOI": "10.1111/IJAL.12157", "type": "retraction", "updated": date(2019, 11, 24)}]
    retracted, notice = record_of(**{"updated-by": update}), record_of(**{"update-to": update})
    assert [(n.kind, n.other, n.about_this, str(n.date)) for n in retracted.notices] == [
        ("retraction", other, True, "2019-11-24")
    ]
    assert retracted.type == "article"
    assert [(n.kind, n.about_this) for n in notice.notices] == [("retraction", False)]


def test_a_work_that_updates_itself_is_no_notice_of_itself() -> None:
    own = [{"DOI": "10.1287/ORSC.9.3.285", "type": "new_version"}]
    record = record_of(**{"update-to": own, "updated-by": own})
    assert (record.notices, record.versions) == ((), ())


def test_versions_come_from_relations() -> None:
    relation = {
        "has-preprint": [{"id-type": "doi", "id": "10.1101/171108", "asserted-by": "object"}],
        "is-version-of": [
            {"id-type": "doi", "id": "10.59350/7mtwq-q3661"},
            {"id-type": "uri", "id": "https://x.example"},
        ],
        "has-review": [{"id-type": "doi", "id": "10.1000/review"}],
    }
    assert record_of(relation=relation).versions == (
        VersionLink("preprint", Identifier("doi", "10.1101/171108")),
        VersionLink("version", Identifier("doi", "10.59350/7mtwq-q3661")),
    )


@pytest.mark.parametrize(
    ("item", "state", "total"),
    [
        ({"reference-count": 50}, "withheld", 50),
        ({"references-count": 50}, "withheld", 50),
        ({"reference-count": 0}, "none", 0),
        ({"reference-count": 3, "reference": [{"key": "a"}]}, "partial", 3),
        ({"reference-count": 1, "reference": [{"key": "a"}]}, "given", 1),
        ({}, None, None),
        ({"reference-count": "many"}, None, None),
    ],
)
def test_references_withheld_none_and_unknown_are_three_things(
    item: dict[str, Any], state: str | None, total: int | None
) -> None:
    references = said_of(**item).references
    assert (references and references.state, references and references.total) == (state, total)


@pytest.mark.parametrize(
    ("raw", "count"),
    [(0, 0), (412, 412), (None, None), ("12", 12), (-1, None), (True, None), (10**30, None), (1.5, None)],
)
def test_counts_are_whole_numbers_or_unknown(raw: object, count: int | None) -> None:
    assert said_of(**{"is-referenced-by-count": raw}).citation_count == count


def test_identifiers_of_a_book_and_of_its_chapter() -> None:
    isbn = {"ISBN": ["http://id.crossref.org/isbn/9780306406157", "9780306406157", "bad"]}
    assert record_of(type="book", **isbn).identifier("isbn") == "9780306406157"
    chapter = record_of(type="book-chapter", **isbn)
    assert chapter.identifier("isbn") is None
    assert chapter.fields == (("ISBN", "9780306406157"),)


def test_aliases_stand_behind_the_main_doi() -> None:
    record = record_of(DOI="10.26434/Chemrxiv.5406907.V5", aliases=["10.26434/chemrxiv.5406907"])
    assert [one.value for one in record.identifiers] == [
        "10.26434/chemrxiv.5406907.v5",
        "10.26434/chemrxiv.5406907",
    ]
    assert record.source_id == "10.26434/chemrxiv.5406907.v5"


def test_an_abstract_becomes_paragraphs_without_its_heading() -> None:
    jats = "<jats:title>Abstract</jats:title>\n   <jats:sec><jats:p>Firms &amp;amp; trust, <jats:italic>p</jats:italic> &lt; 0.05.</jats:p><jats:p>More.</jats:p></jats:sec>"
    assert record_of(abstract=jats).abstract == "Firms & trust, p < 0.05.\n\nMore."


@pytest.mark.parametrize(
    "body", [b"[]", b'{"message": 5}', b'{"message": "Route not found"}', b'"text"', b"Resource not found."]
)
def test_an_answer_of_another_shape_is_misread_or_empty(body: bytes) -> None:
    if body == b"[]":
        assert read_page(body, "", "").said == ()
        return
    with pytest.raises(SourceMisread):
        read_page(body, "", "")


def test_a_work_without_a_doi_or_that_is_none_is_a_failure() -> None:
    for item in ({}, {"DOI": ""}, {"DOI": None}, {"DOI": "  "}, None, 5, "text", []):
        assert isinstance(read(item), Failure)


def test_formulas_that_never_end_are_read_in_no_time() -> None:
    began = time.process_time()  # a busy machine is no fault of the reader
    record_of(title=["<math " * 20_000], abstract="<mml:math><p " * 20_000)
    assert time.process_time() - began < 3


def test_halves_of_characters_cannot_reach_the_library() -> None:
    said = said_of(title=["a\ud800b"], publisher="\udfff", author=[{"family": "\ud800x"}])
    assert said.record is not None
    assert said.record.title == "ab"
    record_to_stored(said.record).encode("utf-8")
    said.body.decode("utf-8")


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = [
    "title",
    "subtitle",
    "original-title",
    "author",
    "editor",
    "container-title",
    "publisher",
    "issued",
    "published-print",
    "published-online",
    "journal-issue",
    "volume",
    "issue",
    "page",
    "article-number",
    "reference",
    "reference-count",
    "is-referenced-by-count",
    "relation",
    "update-to",
    "updated-by",
    "aliases",
    "ISSN",
    "issn-type",
    "ISBN",
    "abstract",
    "subject",
    "language",
    "resource",
    "institution",
    "event",
    "degree",
    "type",
    "subtype",
    "group-title",
    "edition-number",
    "accepted",
]


@given(st.dictionaries(st.sampled_from(KEYS), ANY, max_size=6))
def test_whatever_shape_a_field_has_the_work_arrives_and_can_be_stored(item: dict[str, Any]) -> None:
    found = read({**item, "DOI": "10.1287/orsc.9.3.285"})
    assert isinstance(found, Said | Failure)
    if isinstance(found, Said):
        assert found.record is not None
        assert found.record.type in TYPES
        assert record_from_stored(record_to_stored(found.record)) == found.record
