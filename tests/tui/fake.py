# ruff: noqa: ARG002, ARG005 - the arguments of the real acts
"""A desk and acts in memory: what the screen sees of a library, without one.

The bibliographic facts are those of the sample (`litreview/standin`), typed by hand.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from litreview.acts import results
from litreview.errors import LitreviewError, NothingFound, Stopped
from litreview.model.event import Event
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record
from litreview.model.row import CountSaid, Facet, Found, HistoryRow, ListView, NoteView, Row
from litreview.tui.calls import Calls

HOSTILE = (
    "[/x] [bold]A [/] B[red \x1b]0;owned\x07\x1b[2J \u202egnisrever\u202c\x00 "
    "组织间学习的困境 e\u0301\u0302\u0303\u0304\u0305\u0306 " + "very long " * 1000
)
OFFERED = ("learning dilemma", "alliance capability", "trust")
_WORKS = (
    ("Larsson|Bengtsson|Henriksson|Sparks", 1998, "The Interorganizational Learning Dilemma: Collective Knowledge Development in Strategic Alliances", "Organization Science", "10.1287/orsc.9.3.285"),
    ("Lane|Lubatkin", 1998, "Relative absorptive capacity and interorganizational learning", "Strategic Management Journal", None),
    ("Powell|Koput|Smith-Doerr", 1996, "Interorganizational Collaboration and the Locus of Innovation", "Administrative Science Quarterly", None),
    ("Gulati", 1995, "Does Familiarity Breed Trust? The Implications of Repeated Ties", "Academy of Management Journal", None),
    ("Hamel", 1991, "Competition for competence and interpartner learning within international strategic alliances", "Strategic Management Journal", None),
    ("Khanna|Gulati|Nohria", 1998, "The dynamics of learning alliances: Competition, cooperation, and relative scope", "Strategic Management Journal", None),
    ("Kale|Singh|Perlmutter", 2000, "Learning and Protection of Proprietary Assets in Strategic Alliances", "Strategic Management Journal", None),
    ("Holmqvist", 2003, "Intra- and interorganisational learning processes", "Scandinavian Journal of Management", None),
    ("", 2010, "Deriving value from inter-organizational learning collaborations", None, None),
)  # fmt: skip


class FakeDesk:
    """A desk that remembers in memory; stopping it is only noted."""

    def __init__(self, name: str = "sample", kept: dict[str, Any] | None = None) -> None:
        self.library_name = name
        self.library_path = Path("/somewhere/litreview") / f"{name}.sqlite"
        self.is_sample = name == "sample"
        self.kept = {} if kept is None else kept
        self.warnings: tuple[str, ...] = ()
        self.tell: Callable[[Event], None] = lambda event: None
        self._stop = threading.Event()

    def child(self, tell: Callable[[Event], None] | None = None) -> FakeDesk:
        child = FakeDesk(self.library_name, self.kept)
        child.tell = tell or self.tell
        return child

    def stop(self) -> None:
        self._stop.set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def remember(self, name: str, value: Any) -> None:
        self.kept[name] = value

    def recall(self, name: str) -> Any:
        return self.kept.get(name)


def make_row(
    number: int, authors: str, year: int | None, title: str, venue: str | None, doi: str | None
) -> Row:
    """A row as the library would give it."""
    names = [name for name in authors.split("|") if name]
    short = names[0] + " et al." if len(names) > 2 else " & ".join(names)
    return Row(
        number, f"{(names or ['anon'])[0].lower()}{year}", short, " & ".join(names), year, title, venue, "article", doi, None,
        cited=number * 7 if number % 3 else None, sources=("crossref", "ideas") if doi else ("semantic_scholar",),
        counts=(CountSaid("crossref", number * 7, "2026-11-03"),) if number % 3 else (),
    )  # fmt: skip


class FakeCalls(Calls):
    """Acts over rows in memory, with undo; ``asked`` notes every call."""

    def __init__(self, rows: Sequence[Row] | None = None) -> None:
        made = [make_row(n, *work) for n, work in enumerate(_WORKS, start=1)]
        made.append(make_row(len(made) + 1, HOSTILE[:60], 2011, HOSTILE, HOSTILE, None))
        self.rows: dict[int, Row] = {row.id: row for row in (made if rows is None else rows)}
        self.asked: list[tuple[str, Any]] = []
        self.notes: dict[int, list[NoteView]] = {}
        self.questions: list[results.Question] = []
        self.lines: dict[int, tuple[results.Line, ...]] = {}
        self.changes = 0
        self.undone: list[dict[int, Row]] = []
        self.before: list[tuple[str, dict[int, Row]]] = []
        self.fault: Exception | None = None
        self.hold: threading.Event | None = None
        self.gate: threading.Event | None = None

    def _note(self, act: str, what: Any = None) -> None:
        self.asked.append((act, what))
        if self.fault is not None:
            raise self.fault

    def _change(self, sentence: str, new: dict[int, Row]) -> results.Changed:
        self.before.append((sentence, dict(self.rows)))
        changed = sum(self.rows.get(key) != row for key, row in new.items())
        self.rows |= new
        self.changes += 1
        return results.Changed(changed, sentence)

    def find(self, desk: Any, query: str, sort: str, reverse: bool, outside: bool) -> Found:
        self._note("find", query)
        if self.hold is not None and query.endswith("slow"):
            self.hold.wait(5)
        words = [w.lower() for w in query.split() if ":" not in w]
        tags = [
            w.split(":", 1)[1].strip('"').lower()
            for w in query.replace("learning dilemma", "learning_dilemma").split()
            if w.startswith("tag:")
        ]
        rows = [row for row in self.rows.values() if row.kept is not outside]
        rows = [row for row in rows if all(w in f"{row.title} {row.byline}".lower() for w in words)]
        rows = [row for row in rows if all(tag.replace("_", " ") in row.tags for tag in tags)]
        if sort == "year":
            rows.sort(key=lambda row: -(row.year or 0))
        ids = [row.id for row in rows]
        return Found(query, sort, array("q", reversed(ids) if reverse else ids), len(ids))

    def page(self, desk: Any, ids: Sequence[int]) -> list[Row]:
        self._note("page", list(ids))
        return [self.rows[i] for i in ids if i in self.rows]

    def count(self, desk: Any) -> int:
        return sum(row.kept for row in self.rows.values())

    def facets(self, desk: Any, query: str, outside: bool, found: Found | None) -> tuple[Facet, ...]:
        rows = [row for row in self.rows.values() if row.kept is not outside]
        counts: dict[str, dict[str, int]] = {"tag": {}, "year": {}, "venue": {}}
        for row in rows:
            values = [("tag", t) for t in row.tags] + [("year", str(row.year)), ("venue", row.venue or "")]
            for name, value in values:
                if value:
                    counts[name][value] = counts[name].get(value, 0) + 1
        return tuple(Facet(name, tuple(found.items())) for name, found in counts.items())

    def token(self, desk: Any) -> int:
        return self.changes

    def show(self, desk: Any, work: str | int) -> results.Shown:
        self._note("show", work)
        row = self.rows.get(int(work))
        if row is None:
            raise NothingFound("Nothing here is called that.")
        best = Record(
            source="", source_id=row.key, type="article", title=row.title, venue=row.venue, year=row.year, volume="9",
            issue="3", pages="285-305", authors=tuple(Author(n) for n in row.byline.split(" & ") if n),
            identifiers=(Identifier("doi", row.doi),) if row.doi else (),
            abstract=row.title if row.id % 2 else None,
        )  # fmt: skip
        record = Record(source="crossref", source_id=row.doi or row.key, title=row.title)
        return results.Shown(
            row=row,
            best=best,
            witnesses={"title": (record.name,)},
            records=(results.RecordView(record.name, record, "2026-11-03", True),),
            notes=tuple(self.notes.get(row.id, ())),
            references=(ListView("crossref", "given", 9, 9, "2026-11-03"),) if row.doi else (),
        )

    def tags(self, desk: Any) -> results.Tags:
        counts: dict[str, int] = dict.fromkeys(OFFERED, 0)
        for row in self.rows.values():
            for tag in row.tags:
                counts[tag] = counts.get(tag, 0) + 1
        return results.Tags(
            tuple(
                results.TagView(
                    tag, count, tag in OFFERED, OFFERED.index(tag) + 1 if tag in OFFERED else None
                )
                for tag, count in counts.items()
            )
        )

    def tag(self, desk: Any, tag: str, works: Sequence[int | str], off: bool = False) -> results.Changed:
        self._note("tag", (tag, list(works), off))
        new = {}
        for work in works:
            row = self.rows[int(work)]
            tags = tuple(t for t in row.tags if t != tag) if off else (*row.tags, tag)
            new[row.id] = row._replace(tags=tuple(dict.fromkeys(tags)), kept=True)
        return self._change(f"{'took' if off else 'tagged'} {len(works)} '{tag}'", new)

    def keep(self, desk: Any, works: Sequence[int | str]) -> results.Changed:
        self._note("keep", list(works))
        return self._change(
            f"kept {len(works)}", {int(w): self.rows[int(w)]._replace(kept=True) for w in works}
        )

    def remove(self, desk: Any, works: Sequence[int | str]) -> results.Changed:
        self._note("remove", list(works))
        return self._change(
            f"removed {len(works)}", {int(w): self.rows[int(w)]._replace(kept=False) for w in works}
        )

    def note(self, desk: Any, work: str | int, text: str) -> results.Changed:
        self._note("note", (work, text))
        self.notes.setdefault(int(work), []).append(NoteView(1, text, "Anna", "2026-11-03T10:00:00"))
        return self._change("noted", {})

    def trace(self, desk: Any, work: str | int, direction: str, fetch: bool = False) -> results.Traced:
        self._note("trace", (work, direction, fetch))
        lines = self.lines.get(int(work), ())
        lists = (
            (("references", ListView("crossref", "given", len(lines), len(lines), "2026-11-03")),)
            if lines
            else ()
        )
        return results.Traced(self.rows[int(work)], lines, (), lists)

    def export(self, desk: Any, file: str, **options: Any) -> results.Exported:
        self._note("export", (file, options))
        works = [self.rows[int(w)] for w in options.get("works", ())]
        text = "\n".join(f"@article{{{row.key}," for row in works)
        if not options.get("dry_run"):
            Path(file).write_text(text, encoding="utf-8")
        return results.Exported(file, "bibtex", len(works), text=text if options.get("dry_run") else "")

    def refresh(self, desk: Any, works: Sequence[int | str], dry_run: bool = False) -> results.Refreshed:
        self._note("refresh", (list(works), dry_run))
        report = results.SourceReport("crossref", "Crossref", "answered", asked=("a", "b"))
        return results.Refreshed(len(works), (report,), dry_run=dry_run)

    def search(self, desk: Any, text: str, **options: Any) -> results.Searched:
        self._note("search", (text, options))
        desk.tell(Event("search", "Crossref: 1 record", "crossref", 1, 20))
        while self.gate is not None and not desk._stop.wait(0.01):
            pass
        if desk.stopped:
            raise Stopped("Stopped; what was finished is kept.")
        row = make_row(
            900, "Mohr|Sengupta", 2002, "Managing the paradox of inter-firm learning", "JBIM", None
        )._replace(kept=False)
        self.rows[900] = row
        self.changes += 1
        reports = (
            results.SourceReport("crossref", "Crossref", "answered", got=1, new=1, total=40),
            results.SourceReport(
                "semantic_scholar", "Semantic Scholar", "unreachable", sentence="busy; try again in a minute"
            ),
        )
        return results.Searched(text, reports, (row,), new=1)

    def add(self, desk: Any, what: Sequence[str]) -> results.Added:
        self._note("add", list(what))
        raise NothingFound("No source knows that.", "Look at the identifier again.")

    def import_files(self, desk: Any, files: Sequence[str]) -> results.Imported:
        self._note("import", list(files))
        return results.Imported((results.FileReport(files[0], "bibtex", read=3, new=2, same=1),))

    def duplicates(self, desk: Any, limit: int | None = None) -> results.Questions:
        return results.Questions(tuple(self.questions[:limit]), len(self.questions))

    def rule(self, desk: Any, one: str, other: str, word: str) -> results.Changed:
        self._note("rule", (one, other, word))
        self.questions = [q for q in self.questions if {q.left.name, q.right.name} != {one, other}]
        return self._change(f"ruled: {word}", {})

    def undo(self, desk: Any) -> results.Changed:
        self._note("undo")
        if not self.before:
            raise NothingFound("There is nothing to undo.")
        sentence, rows = self.before.pop()
        self.rows = rows
        self.changes += 1
        return results.Changed(1, f"undid: {sentence}")

    def redo(self, desk: Any) -> results.Changed:
        raise NothingFound("There is nothing to redo.")

    def history(self, desk: Any, limit: int = 200) -> results.HistoryList:
        rows = [
            HistoryRow(n, "2026-11-03T10:00:00", "Anna", "tag add", s, False, True)
            for n, (s, _) in enumerate(self.before)
        ]
        return results.HistoryList(tuple(rows[::-1]))


class Broken(LitreviewError):
    """A failure whose words are foreign."""

    def __init__(self) -> None:
        super().__init__(f"It broke: {HOSTILE[:60]}", "[/x] try again")
