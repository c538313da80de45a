"""Every kind of word that a person can say of a work keeps to the same rules.

Said, taken back and said again, across processes; on both sides of a join and a split; through a rebuild; through the
undo of the import that brought the work. A new kind is one more line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from litreview.acts import (
    correcting,
    deciding,
    deduplicating,
    importing,
    keeping,
    listing,
    looking_after,
    noting,
    reading,
    tagging,
    undoing,
)
from litreview.desk import Desk
from litreview.settings import Settings

BIB = """@article{kale2000,
  author = {Kale, Prashant and Singh, Harbir and Perlmutter, Howard},
  title = {Learning and Protection of Proprietary Assets in Strategic Alliances},
  journal = {Strategic Management Journal}, year = 2000, volume = 21, pages = {217--237}
}
@article{hamel1991,
  author = {Hamel, Gary}, title = {Competition for Competence and Interpartner Learning},
  journal = {Strategic Management Journal}, year = 1991, volume = 12, pages = {83--103}
}
"""


class Kind(NamedTuple):
    """A kind of word: how it is said of a work, what is then seen of it, and whether it keeps an outside work."""

    say: Callable[[Desk, str], object]
    seen: Callable[[Desk, int], object]
    keeps: bool


def _shown(desk: Desk, work: int) -> reading.Shown:
    return reading.show(desk, work)


KINDS = {
    "tag": Kind(
        lambda desk, key: tagging.add(desk, "trust", [key]), lambda desk, work: _shown(desk, work).row.tags, True
    ),
    "note": Kind(
        lambda desk, key: noting.note(desk, key, "the race to learn"),
        lambda desk, work: [note.text for note in _shown(desk, work).notes],
        True,
    ),
    "include": Kind(
        lambda desk, key: deciding.decide(desk, "include", [key]),
        lambda desk, work: (_shown(desk, work).row.decision, len(_shown(desk, work).decisions)),
        True,
    ),
    "maybe": Kind(
        lambda desk, key: deciding.decide(desk, "maybe", [key], "full-text", "ask Anna"),
        lambda desk, work: [one[:4] for one in _shown(desk, work).decisions],
        True,
    ),
    "exclude": Kind(
        lambda desk, key: deciding.decide(desk, "exclude", [key], reason="no firms"),
        lambda desk, work: [(one.word, one.reason) for one in _shown(desk, work).decisions],
        False,
    ),
    "read": Kind(
        lambda desk, key: deciding.read(desk, [key], "reading"),
        lambda desk, work: _shown(desk, work).row.read_state,
        False,
    ),
    "correct": Kind(
        lambda desk, key: correcting.correct(desk, key, "year", "1992"),
        lambda desk, work: [one[:2] for one in _shown(desk, work).corrections],
        False,
    ),
    "reading list": Kind(
        lambda desk, key: listing.add(desk, "core", [key]),
        lambda desk, work: [name for name, *_ in _shown(desk, work).reading_lists],
        True,
    ),
}  # fmt: skip

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)

Opens = Callable[..., Desk]


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Opens]:
    """Open a desk on the test's library: ``opens("Bob")``; what was open before is closed."""
    opened: list[Desk] = []

    def open_one(who: str = "Anna") -> Desk:
        for desk in opened:
            desk.close()
        opened[:] = [Desk.open(Settings(name=who), library=tmp_path / "review.sqlite")]
        return opened[0]

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def bib(tmp_path: Path) -> str:
    path = tmp_path / "chapter.bib"
    path.write_text(BIB, encoding="utf-8")
    return str(path)


def work_of(desk: Desk, key: str = "hamel1991") -> int:
    return desk.library.works.resolve(key)[0]


@every_kind
def test_it_is_said_taken_back_and_said_again_in_other_processes(opens: Opens, bib: str, kind: Kind) -> None:
    desk = opens()
    importing.import_files(desk, [bib])
    unsaid = kind.seen(desk, work_of(desk))
    kind.say(desk, "hamel1991")
    seen = kind.seen(desk, work_of(desk))
    assert seen != unsaid
    acts = len(undoing.history(desk).rows)
    kind.say(desk, "hamel1991")
    assert kind is KINDS["note"] or len(undoing.history(desk).rows) == acts, "the same again is no act"
    if kind is KINDS["note"]:
        undoing.undo(desk)
    desk = opens()
    assert undoing.undo(desk).left == ()
    assert kind.seen(desk, work_of(desk)) == unsaid
    desk = opens()
    assert undoing.redo(desk).left == ()
    assert kind.seen(desk, work_of(desk)) == seen
    assert kind.seen(desk, work_of(desk, "kale2000")) != seen, "it was said of one work alone"


@every_kind
def test_an_outside_work_is_kept_by_it_or_not_and_one_undo_takes_back_both(
    opens: Opens, bib: str, kind: Kind
) -> None:
    desk = opens()
    importing.import_files(desk, [bib])
    keeping.remove(desk, ["hamel1991"])
    kind.say(desk, "hamel1991")
    assert _shown(desk, work_of(desk)).row.kept is kind.keeps
    undoing.undo(desk)
    assert not _shown(desk, work_of(desk)).row.kept
    assert kind.seen(desk, work_of(desk)) == kind.seen(desk, work_of(desk, "kale2000"))


@every_kind
def test_it_stays_through_a_join_and_a_split(opens: Opens, bib: str, kind: Kind) -> None:
    desk = opens()
    importing.import_files(desk, [bib])
    unsaid = kind.seen(desk, work_of(desk, "kale2000"))
    kind.say(desk, "hamel1991")
    seen = kind.seen(desk, work_of(desk))
    deduplicating.rule(desk, "hamel1991", "kale2000", "same")
    assert work_of(desk) == work_of(desk, "kale2000")
    assert kind.seen(desk, work_of(desk)) == seen
    undoing.undo(desk)
    assert kind.seen(desk, work_of(desk)) == seen
    assert kind.seen(desk, work_of(desk, "kale2000")) == unsaid, "a join copies nothing"


@every_kind
def test_said_of_a_joined_work_it_is_on_both_sides_of_a_split(opens: Opens, bib: str, kind: Kind) -> None:
    desk = opens()
    importing.import_files(desk, [bib])
    names = [record.name for key in ("hamel1991", "kale2000") for record in reading.show(desk, key).records]
    deduplicating.rule(desk, "hamel1991", "kale2000", "same")
    kind.say(desk, "hamel1991")
    seen = kind.seen(desk, work_of(desk))
    deduplicating.rule(desk, *names, "different")
    assert work_of(desk) != work_of(desk, "kale2000")
    assert [kind.seen(desk, work_of(desk, key)) for key in ("hamel1991", "kale2000")] == [seen, seen]


@every_kind
def test_a_rebuild_leaves_it_as_it_is(opens: Opens, bib: str, kind: Kind) -> None:
    desk = opens()
    importing.import_files(desk, [bib])
    kind.say(desk, "hamel1991")
    seen, row = kind.seen(desk, work_of(desk)), _shown(desk, work_of(desk)).row
    before = desk.library.words.digest()
    looking_after.rebuild(desk)
    assert desk.library.words.digest() == before
    assert kind.seen(desk, work_of(desk)) == seen
    assert _shown(desk, work_of(desk)).row._replace(id=row.id) == row


@every_kind
def test_it_goes_with_the_import_and_comes_back_with_it(opens: Opens, bib: str, kind: Kind) -> None:
    desk = opens()
    importing.import_files(desk, [bib])
    kind.say(desk, "hamel1991")
    seen = kind.seen(desk, work_of(desk))
    undoing.undo(desk)
    undoing.undo(desk)
    assert reading.list_works(desk).total == reading.list_works(desk, outside=True).total == 0
    undoing.redo(desk)
    undoing.redo(desk)
    assert kind.seen(desk, work_of(desk)) == seen
    assert [one for one in desk.library.check() if one.level in ("warning", "error")] == []


@every_kind
def test_the_word_of_another_holds_the_work_when_its_import_is_undone(
    opens: Opens, bib: str, kind: Kind
) -> None:
    importing.import_files(opens("Anna"), [bib])
    bob = opens("Bob")
    kind.say(bob, "hamel1991")
    work, seen = work_of(bob), kind.seen(bob, work_of(bob))
    anna = opens("Anna")
    undoing.undo(anna)
    assert kind.seen(anna, work) == seen
    assert anna.library.works.resolve("kale2000") == []


@every_kind
def test_the_index_follows_and_the_library_stays_sound(opens: Opens, bib: str, kind: Kind) -> None:
    desk = opens()
    importing.import_files(desk, [bib])
    for step in (lambda: kind.say(desk, "hamel1991"), lambda: undoing.undo(desk), lambda: undoing.redo(desk)):
        step()
        desk.library.catch_up()
        assert [one for one in desk.library.check() if one.level in ("warning", "error")] == []
