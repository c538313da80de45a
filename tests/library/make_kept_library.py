"""Make a small library of today's schema, to be kept in ``fixtures/libraries`` for ever.

``python -m tests.library.make_kept_library fixtures/libraries/schema-1.litreview`` - run it once for
each schema version that lands, before the next one does. What it holds is what
`test_kept_libraries.py` looks for.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from litreview.library.library import Library
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from litreview.model.ruling import ruling
from tests.library.making import QuietClock, work_of

LARSSON = Record(
    source="crossref", source_id="10.1287/orsc.9.3.285", type="article", year=1998, volume="9", issue="3",
    title="The Interorganizational Learning Dilemma", venue="Organization Science", pages="285-305",
    authors=(Author("Larsson", "Rikard"), Author("Bengtsson", "Lars")),
    identifiers=(Identifier("doi", "10.1287/orsc.9.3.285"),),
)  # fmt: skip
AT_IDEAS = Record(
    source="ideas", source_id="RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305", type="article", year=1998,
    title="The Interorganizational Learning Dilemma", venue="Organization Science",
    identifiers=(Identifier("repec_handle", "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305"),),
)  # fmt: skip
GULATI = Record(
    source="crossref", source_id="10.2307/256729", type="article", year=1995, venue="Academy of Management Journal",
    title="Does Familiarity Breed Trust?", authors=(Author("Gulati", "Ranjay"),),
    identifiers=(Identifier("doi", "10.2307/256729"),),
)  # fmt: skip


class OneDay(QuietClock):
    """Every library that is kept was made on one day."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


def make(path: Path) -> None:
    """Write the library: two works of three records, with every kind of word."""
    with Library.open(path, clock=OneDay(), who="ann") as library:
        run = library.runs.start("search", "interorganizational learning")
        lines = ReferenceList("partial", (Reference(position=1, text="Gulati 1995", record=GULATI.name),), 40)
        entry = Said(about=LARSSON.name, record=LARSSON, references=lines, citation_count=1000, body=b"{}")
        with library.write("take in"):
            library.records.store(entry, run, "2026-11-24")
            library.records.store(
                Said(about=AT_IDEAS.name, record=AT_IDEAS, listed=(GULATI,)), run, "2026-11-24"
            )
            ids = library.records.ids([LARSSON.name, AT_IDEAS.name, GULATI.name])
            larsson, ideas, gulati = (ids[one.name] for one in (LARSSON, AT_IDEAS, GULATI))
            work = library.works.put(work_of(LARSSON, AT_IDEAS), [larsson, ideas])
            other = library.works.put(work_of(GULATI), [gulati])
            library.keys.make(larsson, "larsson1998interorganizational")
            library.keys.make(gulati, "gulati1995does")
        library.runs.finish(run)
        with library.write("keep", act="keep", sentence="keep 1 work"):
            library.words.keep([larsson, ideas])
        with library.write("tag", act="tag add", sentence="tag 2 works 'trust'"):
            library.tags.tag([work, other], "trust")
        with library.write("note", act="note", sentence="a note"):
            library.words.note(work, "Read together with Hamel 1991.")
        with library.write("rule", act="rule", sentence="same"):
            library.words.rule(ruling(LARSSON.name, AT_IDEAS.name, "same"))
        with library.write("correct", act="correct", sentence="a correction"):
            library.words.correct(other, "issue", "1")
        with library.write("edit", act="note", sentence="edit a note"):
            library.words.edit_note(work, 1, "Read together with Hamel 1991 and Khanna 1998.")
        with library.write("decide", act="decide", sentence="include 2 works"):
            library.screening.decide([work, other], "include", "title_abstract")
        with library.write("decide", act="decide", sentence="exclude 1 work"):
            library.screening.decide([other], "exclude", "full_text", "no alliance in it")
        with library.write("read", act="read", sentence="1 work reading"):
            library.screening.mark_read([work], "reading")
        with library.write("list", act="reading-list add", sentence="put 2 works into 'core'"):
            library.reading_lists.put("core", [other, work])
            library.reading_lists.describe("core", "Before the proposal.")
        with library.write("export", act="export", sentence="pin 1 key"):
            library.keys.pin([work])
        with library.write("remove", act="remove", sentence="remove 1 work"):
            library.words.unkeep([other])
        library.catch_up()
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
