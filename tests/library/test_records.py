"""What sources said: stored once, never lost, never overwritten by less."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litreview.library.library import Library
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from litreview.model.text import clean
from tests.library.making import one, put, said, work_of


def store(library: Library, entry: Said, day: str = "2026-01-01", source: str = "") -> list[tuple[str, str]]:
    run = library.runs.start("import")
    with library.write("store"):
        return [(part.name, part.state) for part in library.records.store(entry, run, day, source=source)]


def lines(*titles: str, state: str = "given", total: int | None = None, first: int = 1) -> ReferenceList:
    made = tuple(Reference(position=first + place, title=title) for place, title in enumerate(titles))
    return ReferenceList(state, made, total)


def test_the_same_again_is_the_same_and_a_change_keeps_what_was_said_before(library: Library) -> None:
    assert store(library, said(one("a", 1), body=b"one")) == [("crossref:10.1234/1", "new")]
    assert store(library, said(one("a", 1), count=5, body=b"two")) == [("crossref:10.1234/1", "same")]
    assert library.records.read_said(1).body == b"one", "counts alone do not change a record"
    assert store(library, said(one("b", 1), body=b"three")) == [("crossref:10.1234/1", "changed")]
    assert library.records.read([1])[1].title == "b" and library.records.read_said(1).body == b"three"
    kept = library._door.connection().execute("SELECT count(*) FROM former_records").fetchone()
    assert kept == (1,)


def test_everything_said_can_be_read_again(library: Library) -> None:
    entry = Said(
        about="crossref:10.1234/1", record=one("a", 1, abstract="x" * 5000), references=lines("one", "two"),
        cited_by=lines("three", state="partial", total=9), citation_count=7, reference_count=2, body=b"{}",
    )  # fmt: skip
    store(library, entry)
    assert library.records.read_said(1) == entry


def test_a_listed_record_never_overwrites_what_the_source_itself_said(library: Library) -> None:
    whole, sparse = one("Title", 1, venue="Journal"), one("Title", 1, venue=None)
    assert store(library, Said(about="x:1", listed=(sparse,))) == [(whole.name, "new")]
    assert store(library, said(whole)) == [(whole.name, "changed")]
    assert store(library, Said(about="x:1", listed=(sparse,))) == [(whole.name, "same")]
    assert library.records.read([1])[1].venue == "Journal"


def test_an_answer_about_a_known_record_hangs_on_it_and_about_an_unknown_one_on_nothing(
    library: Library,
) -> None:
    (work,) = put(library, one("a", 1, source="ideas"))
    assert store(library, Said(about="ideas:10.1234/1", citation_count=9), source="citec") == [
        ("ideas:10.1234/1", "same")
    ]
    assert store(library, Said(about="ideas:nobody", citation_count=9)) == []
    assert [tuple(count) for count in library.counts.latest([work])[work]] == [("citec", 9, "2026-01-01")]


def test_counts_keep_their_history_and_an_unchanged_one_only_its_day(library: Library) -> None:
    (work,) = put(library, one("a", 1))
    for day, value in (("2026-01-01", 5), ("2026-02-01", 5), ("2026-03-01", 8), ("2026-04-01", 0)):
        store(library, Said(about="crossref:10.1234/1", citation_count=value), day)
    assert [count[1:] for count in library.counts.history(work)] == [(5, "2026-01-01"), (8, "2026-03-01")]
    assert library.counts.latest([work])[work][0][1:] == (8, "2026-03-01"), "a sudden zero is not believed"
    assert library.works.rows([work])[0].cited == 8
    assert library.counts.due("2026-03-02") == [work] and library.counts.due("2026-03-01") == []


def test_the_count_of_a_work_is_the_highest_of_its_records_never_a_sum(library: Library) -> None:
    (work,) = put(library, one("a", 1))
    run = library.runs.start("import")
    with library.write("store"):
        library.records.store(said(one("a", 1), count=10), run, "2026-01-01")
        library.records.store(said(one("a", 2, source="ideas"), count=3), run, "2026-01-01")
        library.works.put(work_of(one("a", 1), one("a", 2, source="ideas")), [1, 2], work)
    row = library.works.rows([work])[0]
    assert (row.cited, row.cited_source, row.sources, row.records) == (
        10,
        "crossref",
        ("crossref", "ideas"),
        2,
    )
    assert [count.value for count in row.counts] == [10, 3]


def test_a_list_that_vanishes_is_not_believed_and_a_partial_one_adds(library: Library) -> None:
    about = "crossref:10.1234/1"
    store(
        library,
        Said(about=about, record=one("a", 1), references=lines("one", "two", state="partial", total=3)),
    )
    store(library, Said(about=about, references=lines("three", state="partial", first=3)))
    assert _titles(library) == ["one", "two", "three"]
    run = library.runs.start("refresh")
    with library.write("store"):
        part = library.records.store(Said(about=about, references=lines(state="none")), run, "2026-02-01")[0]
    assert part.doubted == ("references",) and _titles(library) == ["one", "two", "three"]
    store(library, Said(about=about, references=lines("one", "other")))
    assert _titles(library) == ["one", "other"]


def _titles(library: Library) -> list[str | None]:
    references = library.records.read_said(1).references
    return [line.title for line in references.lines] if references else []


def test_records_are_found_by_every_identifier_they_carry(library: Library) -> None:
    both = one(
        "a",
        1,
        identifiers=(
            Identifier("doi", "10.1/a"),
            Identifier("doi", "10.1/b"),
            Identifier("issn", "1234-5678"),
        ),
    )
    put(library, both)
    found = library.records.with_identifiers(
        [Identifier("doi", "10.1/b"), Identifier("doi", "10.1/c"), Identifier("issn", "1234-5678")]
    )
    assert found == {Identifier("doi", "10.1/b"): [1]}
    store(library, said(one("a", 1)))
    assert library.records.with_identifiers([Identifier("doi", "10.1/b")]) == {}


def test_runs_keep_what_was_asked(library: Library) -> None:
    run = library.runs.start("search", "trust")
    library.runs.note(
        run, "crossref", asked="/works?query=trust", found=3, new=2, state="partly", sentence="stopped"
    )
    library.runs.finish(run)
    (row,) = library.runs.rows()
    assert (row.act, row.asked, row.who, row.finished is not None) == ("search", "trust", "ann", True)
    assert [(part.source, part.found, part.state) for part in row.parts] == [("crossref", 3, "partly")]


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "'; DROP TABLE records; --",
        "\x1b]52;c;x\x07",
        "[bold]x[/bold]",
        "\u202eevil",
        "a\x00b",
        "\ud800",
        '" OR 1=1 *',
    ]
)


@given(HOSTILE, HOSTILE, st.lists(HOSTILE, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_text_is_stored_indexed_and_found_again_without_harm(
    library: Library, title: str, venue: str, names: list[str]
) -> None:
    record = Record(
        source="crossref", source_id="10.1/hostile", title=clean(title), venue=clean(venue),
        authors=tuple(Author(family=clean(name) or "x") for name in names),
    )  # fmt: skip
    (work,) = put(library, record)
    assert library.records.read([1])[1] == record
    assert library.works.rows([work])[0].title == record.title
    assert [finding.level for finding in library.check() if finding.level == "error"] == []


def test_a_count_of_an_earlier_day_changes_nothing(library: Library) -> None:
    (work,) = put(library, one("a", 1))
    run = library.runs.start("refresh")
    with library.write("counts"):
        library.counts.put_many({1: 9}, "crossref", "2026-11-02", run)
        library.counts.put_many({1: 4}, "crossref", "2026-11-01", run)
    assert library.works.rows([work])[0].cited == 9
