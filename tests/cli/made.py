"""Made-up results of every kind, with hostile text in them, and a way to run commands on them."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from litreview.acts import archive_results, machine_results, results, safe_results
from litreview.acts.act import Act
from litreview.cli.main import run
from litreview.library.archive_names import Disagreement
from litreview.model.correction import CorrectionView
from litreview.model.decision import Decided
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Failure, Miss, Record
from litreview.model.row import CountSaid, HistoryRow, Listed, ListView, NoteView, Row

HOSTILE = "\x1b[31mred\x1b[0m [bold]x[/] \u202egnp\u202c \x07 a\nb"

ROW = Row(
    id=1,
    key="larsson1998interorganizational",
    short_byline="Larsson et al.",
    byline="Larsson, Bengtsson, Henriksson & Sparks",
    year=1998,
    title="The Interorganizational Learning Dilemma",
    venue="Organization Science",
    type="article",
    doi="10.1287/orsc.9.3.285",
    repec="RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305",
    tags=("learning dilemma", "trust"),
    cited=40,
    cited_source="crossref",
    counts=(CountSaid("crossref", 40, "2026-11-24"), CountSaid("citec", 31, "2026-11-20")),
    sources=("crossref", "ideas"),
    records=2,
    authors=("Larsson, Rikard", "Bengtsson, Lars", "Henriksson, Kristina", "Sparks, Judith"),
)
BARE = Row(2, "anonymous", "", "", None, None, None, "other", None, None, kept=False)
BAD = Row(
    3,
    "bad2001",
    HOSTILE,
    HOSTILE,
    2001,
    "知识管理 " + HOSTILE,
    "知识管理" * 30,
    "article",
    None,
    None,
    (HOSTILE,),
)
ROWS = (ROW, BARE, BAD)

RECORD = Record(
    source="crossref",
    source_id="10.1287/orsc.9.3.285",
    type="article",
    title="The Interorganizational Learning Dilemma",
    authors=(Author("Larsson", "Rikard"), Author(literal="Group, The")),
    venue="Organization Science",
    volume="9",
    issue="3",
    pages="285-305",
    year=1998,
    identifiers=(Identifier("doi", "10.1287/orsc.9.3.285"),),
    abstract=HOSTILE,
)
VIEW = results.RecordView(
    RECORD.name, RECORD, "2026-11-24T10:00:00", True, (CountSaid("crossref", 40, "2026-11-24"),)
)
FAILURE = Failure("works.bib", HOSTILE, raw="@article{", hint="a brace is missing", line=7)
ANSWERED = results.SourceReport("crossref", "Crossref", "answered", ("GET works?query=x",), 120, 20, 5, 2)
NOTHING = results.SourceReport("ideas", "IDEAS", "nothing")
REFUSED = results.SourceReport("semantic_scholar", "Semantic Scholar", "refused", sentence="It wants a key.")
AWAY = results.SourceReport("econpapers", "EconPapers", "unreachable", sentence=HOSTILE)
PARTLY = results.SourceReport(
    "citec",
    "CitEc",
    "partly",
    got=1,
    failures=(FAILURE,),
    misses=(Miss(Identifier("doi", "10.1/x"), "unknown"),),
)
LIST = ListView("ideas", "partial", 9, 30, "2026-11-24")

CORE = results.ReadingListView("core " + HOSTILE, HOSTILE, 2, "anna", "2026-11-24T10:00:00")
EMPTY = results.ReadingListView("later", None, 0, "anna", "2026-11-24T10:00:00")

RESULTS: dict[str, Any] = {
    "search": results.Searched("x", (ANSWERED, NOTHING), ROWS, 2, 1),
    "saved-search list": results.SavedSearches(
        (
            results.SavedSearchView(
                HOSTILE, HOSTILE, HOSTILE, "1990-", 50, "anna", 2, "2026-11-24T10:00:00", 9
            ),
            results.SavedSearchView("new", "trust", None, None, None, "anna", 0, None, 0),
        )
    ),
    "add": results.Added(ROWS, (ANSWERED,), new=1, outside=9, questions=1),
    "import": results.Imported(
        (results.FileReport("works.bib", "bibtex", 4, 1, 1, 1, 1, (FAILURE,)),),
        ROWS,
        (results.KeyClash("kale2000", "kale2000a", HOSTILE, "Another", "works.bib, line 3"),),
        2,
    ),
    "list": Listed(ROWS, 12),
    "show": results.Shown(
        ROW,
        RECORD,
        {"title": (RECORD.name, "ideas:x")},
        (VIEW,),
        notes=(NoteView(1, HOSTILE, "anna", "2026-11-24T10:00:00"),),
        versions=(results.VersionView(BARE, False),),
        key_aliases=("larsson1998",),
        references=(LIST,),
        cited_by=(LIST,),
        known_references=9,
        questions=1,
        all_records=True,
        decisions=(Decided("full_text", "anna", "exclude", HOSTILE, "2026-11-24T10:00:00"),),
        reading_lists=((HOSTILE, 2, 9),),
        corrections=(CorrectionView("title", HOSTILE, "anna", "2026-11-24T10:00:00", True),),
    ),
    "reading-list list": results.ReadingLists((CORE, EMPTY)),
    "reading-list show": results.ReadingListShown(CORE, ((1, ROW), (3, BAD)), 1),
    "keep": results.Changed(2, f"kept 2 works {HOSTILE}"),
    "undo": results.Changed(1, "undid: tag", (HOSTILE,)),
    "tag list": results.Tags((results.TagView("trust", 4), results.TagView("learning dilemma", 0, True, 1))),
    "trace": results.Traced(
        ROW,
        (
            results.Line(HOSTILE, None, ("ideas",), (HOSTILE,), 1990),
            results.Line("Kale 2000", BAD, ("crossref",)),
        ),
        (results.Line("Bare", BARE, ("citec",)),),
        (("references", LIST),),
        (ANSWERED,),
    ),
    "export": results.Exported(
        "-", "bibtex", 1, (ROW.key,), ("a has a later version",), text="@article{a,\n}\n"
    ),
    "refresh": results.Refreshed(3, (ANSWERED,), (results.CountChange(ROW, "crossref", None, 41),), 4, 1),
    "schedule show": results.Schedule("week", "15 6 * * 1 litreview refresh", "Add it by crontab -e."),
    "duplicates": results.Questions(
        (
            results.Question(
                4,
                VIEW,
                VIEW,
                ROW,
                BAD,
                "maybe",
                (HOSTILE,),
                (results.FieldView("title", "a", "b", "agrees", HOSTILE),),
            ),
        ),
        7,
    ),
    "history": results.HistoryList(
        (HistoryRow(1, "2026-11-24T10:00:00", "anna", "tag add", HOSTILE, True, True),)
    ),
    "rebuild": results.Rebuilt(
        10,
        1,
        1,
        False,
        (results.Regrouped("joined", (HOSTILE, "b"), ("b",)), results.Regrouped("split", ("c",), ())),
        2,
        1,
        HOSTILE,
        (HOSTILE,),
    ),
    "backup": safe_results.BackedUp(HOSTILE, "/tmp/a", "2026-11-24T10:00:00", 9, 3, 10**6, True, (HOSTILE,)),
    "restore": safe_results.Restored(
        HOSTILE,
        "/tmp/a",
        "2026-11-24T10:00:00",
        9,
        3,
        HOSTILE,
        None,
        "mailto = 'a'\n" + HOSTILE,
        (HOSTILE,),
        (HOSTILE,),
    ),
    "doctor": results.Diagnosis(
        (results.Finding("disk", "ok", HOSTILE), results.Finding("x", "note", "y", "do z")), (HOSTILE,)
    ),
    "archive export": archive_results.ArchiveExported(
        HOSTILE, (archive_results.ArchiveFile("records.jsonl", 4, 1000),), 4, 9
    ),
    "archive import": archive_results.ArchiveImported(
        HOSTILE,
        (archive_results.TableBrought("records", 4, 1), archive_results.TableBrought("kept", 4, 4)),
        4,
        1,
        1,
        4,
        (Disagreement("decision", HOSTILE, "include (anna)", "exclude (bob)"),),
        2,
        (FAILURE,),
        1,
    ),
    "config show": machine_results.SettingsShown(
        (
            machine_results.SettingView("library", HOSTILE, "file", HOSTILE),
            machine_results.SettingView("mailto", None),
        ),
        HOSTILE,
        origin=True,
    ),
    "config set": machine_results.SettingChanged("library", HOSTILE, HOSTILE, 3, f"library = {HOSTILE}"),
    "config path": machine_results.SettingsFile(HOSTILE, False),
    "library list": machine_results.Libraries(
        (
            machine_results.LibraryView(HOSTILE, HOSTILE, 12, "2026-11-24T10:00", True),
            machine_results.LibraryView("/gone.sqlite", "gone", None, None),
        )
    ),
    "library use": machine_results.Libraries(
        (machine_results.LibraryView(HOSTILE, HOSTILE, 12, None, True),), HOSTILE
    ),
    "completion": machine_results.Completion("bash"),
    "demo": results.Demonstrated("/tmp/sample.sqlite", ("one", HOSTILE), {"crossref": 90}, 200, 150, 3, 4.2),
}
"""A result for each type that an act gives, by an act that gives it."""

WORDS: dict[str, list[str]] = {
    "search": ["x"],
    "saved-search list": [],
    "add": ["10.1/x"],
    "import": ["works.bib"],
    "list": [],
    "show": ["a"],
    "keep": ["a"],
    "undo": [],
    "tag list": [],
    "reading-list list": [],
    "reading-list show": ["core"],
    "trace": ["a"],
    "export": ["-"],
    "refresh": [],
    "schedule show": [],
    "duplicates": [],
    "history": [],
    "rebuild": ["--yes"],
    "backup": ["b"],
    "restore": ["b"],
    "doctor": [],
    "archive export": ["folder"],
    "archive import": ["folder"],
    "config show": [],
    "config set": ["library", "x"],
    "config path": [],
    "library list": [],
    "library use": ["x"],
    "completion": ["bash"],
    "demo": ["--no-screen"],
}


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Bench:
    """Runs commands in this Python, with acts that answer what the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self.arguments: dict[str, Any] = {}
        self.desk: Any = None

    def answer(self, answer: Any) -> None:
        """Let every act answer so; an exception is raised."""

        def body(desk: Any, **arguments: Any) -> Any:
            self.desk, self.arguments = desk, arguments
            if isinstance(answer, BaseException):
                raise answer
            return answer(desk) if callable(answer) else answer

        self._monkeypatch.setattr(Act, "load", lambda _act: body)

    def run(self, *words: str) -> Ran:
        """Run a command line."""
        self._capsys.readouterr()
        code = run(list(words))
        return Ran(code, *self._capsys.readouterr())


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bench:
    """A bench of its own."""
    return Bench(monkeypatch, capsys)
