"""Citation links: lines find their works at once or later, and follow when works are joined."""

from __future__ import annotations

from litreview.library.library import Library
from litreview.model.identifiers import Identifier
from litreview.model.record import Reference, ReferenceList, Said
from tests.library.making import one, put, work_of

CITED = one("Trust in alliances", 2)


def cite(
    library: Library, *lines: Reference, source: str = "", direction: str = "references", about: int = 1
) -> None:
    run = library.runs.start("trace")
    with library.write("cite"):
        said = Said(about=f"crossref:10.1234/{about}", **{direction: ReferenceList("given", lines, 30)})
        library.records.store(said, run, "2026-01-01", source=source)


def leads_to(library: Library, work_id: int) -> list[int | None]:
    """The works that the lines of a work's references mean."""
    return [line.work for line in library.links.references(work_id)]


def test_a_line_that_names_a_record_leads_to_its_work_whenever_that_arrives(library: Library) -> None:
    (citing,) = put(library, one("Citing", 1))
    cite(library, Reference(position=1, text="Gulati 1995", record=CITED.name))
    assert [line.work for line in library.links.references(citing)] == [None]
    (cited,) = put(library, CITED, keep=False)
    assert [(line.text, line.work) for line in library.links.references(citing)] == [("Gulati 1995", cited)]
    assert library.links.known(citing) == (1, 0) and library.links.known(cited) == (0, 1)
    assert [line.work for line in library.links.cited_by(cited)] == [citing]


def test_an_open_line_is_found_by_identifier_or_key_and_resolved(library: Library) -> None:
    (citing,) = put(library, one("Citing", 1))
    doi = Identifier("doi", "10.1234/2")
    cite(
        library,
        Reference(position=1, title="Trust", identifiers=(doi,)),
        Reference(position=2, title="Other"),
    )
    first, second = library.links.open_lines([1])
    assert (first.record_id, first.direction, first.reference.title) == (1, "references", "Trust")
    with library.write("keys"):
        library.links.put_line_keys(second.line_id, ["t:other"])
    assert [line.line_id for line in library.links.lines_sharing([], [doi])] == [first.line_id]
    assert [line.line_id for line in library.links.lines_sharing(["t:other"])] == [second.line_id]
    (cited,) = put(library, CITED)
    with library.write("resolve"):
        library.links.put_resolved([(first.line_id, 2)])
    assert library.links.known(citing) == (1, 0)
    assert library.links.lines_sharing([], [doi]) == [] and len(library.links.open_lines([1])) == 1
    with library.write("not so"):
        library.links.put_resolved([(first.line_id, None)])
    assert library.links.known(cited) == (0, 0)


def test_the_same_line_of_two_sources_is_shown_once_with_both(library: Library) -> None:
    (citing,) = put(library, one("Citing", 1))
    doi = Identifier("doi", "10.9/x")
    cite(library, Reference(position=1, text="Kale, Singh 2000", identifiers=(doi,), contexts=("as shown",)))
    cite(library, Reference(position=1, title="Learning", year=2000, identifiers=(doi,)), source="ideas")
    (line,) = library.links.references(citing)
    assert (line.text, line.sources, line.contexts, line.year) == (
        "Kale, Singh 2000",
        ("crossref", "ideas"),
        ("as shown",),
        2000,
    )
    assert [(view.source, view.state, view.lines, view.total) for view in library.links.summaries(citing, "references")] == [
        ("crossref", "given", 1, 30), ("ideas", "given", 1, 30),
    ]  # fmt: skip


def test_links_follow_when_works_are_joined_and_split(library: Library) -> None:
    citing, cited, other = put(library, one("Citing", 1), CITED, one("Trust, working paper", 3))
    cite(library, Reference(position=1, record="crossref:10.1234/3"))
    assert leads_to(library, citing) == [other] and library.links.known(other) == (0, 1)
    with library.write("join"):
        library.works.put(work_of(CITED, one("x", 3)), [2, 3], cited)
    assert leads_to(library, citing) == [cited] and library.links.known(cited) == (0, 1)
    with library.write("split"):
        library.works.put(work_of(CITED), [2], cited)
        apart = library.works.put(work_of(one("x", 3)), [3])
    assert leads_to(library, citing) == [apart] and library.links.known(apart) == (0, 1)
    assert library.links.known(cited) == (0, 0)


def test_what_cites_a_work_counts_the_other_way_round(library: Library) -> None:
    cited, citing = put(library, one("Cited", 1), one("Citing", 2))
    cite(library, Reference(position=1, record="crossref:10.1234/2"), direction="cited_by")
    assert [line.work for line in library.links.cited_by(cited)] == [citing]
    assert [(line.work, line.text) for line in library.links.references(citing)] == [(cited, "(2000). Cited")]
    assert library.links.known(citing) == (1, 0)


def test_a_work_never_cites_itself(library: Library) -> None:
    (work,) = put(library, one("a", 1))
    cite(library, Reference(position=1, record="crossref:10.1234/1"))
    assert library.links.references(work) == [] and library.links.known(work) == (0, 0)
