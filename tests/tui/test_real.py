"""The screen on the real acts, a real library and the stand-in: keys in, what the library holds out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from litreview.acts import reading, tagging
from litreview.desk import Desk
from litreview.settings import Settings, SourceSettings
from litreview.standin.server import StandIn
from litreview.tui.app import LitreviewApp
from tests.tui import screen

BIB = """@article{larsson98,
  author = {Larsson, Rikard and Bengtsson, Lars and Henriksson, Kristina and Sparks, Judith},
  title = {The Interorganizational Learning Dilemma},
  journal = {Organization Science}, year = 1998, doi = {10.1287/orsc.9.3.285}}
@article{hamel91, author = {Hamel, Gary}, year = 1991, journal = {Strategic Management Journal},
  title = {Competition for competence and interpartner learning within international strategic alliances}}
@misc{odd, title = {[/x] A [/] B [bold]}, year = 2011}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with StandIn() as standin:
        there = {name: SourceSettings(url=url, pace=0.0) for name, url in standin.addresses.items()}
        desk = Desk.open(Settings(sources=there, login="anna"), library=tmp_path / "chapter.sqlite")
        yield desk
        desk.close()


def drive(
    desk: Desk, steps: Callable[[Any], Coroutine[Any, Any, None]], size: tuple[int, int] = (100, 32)
) -> None:
    async def whole() -> None:
        app = LitreviewApp(desk)
        async with app.run_test(size=size) as pilot:
            await screen.settle(pilot)
            await steps(pilot)
            app.asking.stop_all()

    asyncio.run(whole())


def test_import_tag_note_undo_and_export(desk: Desk, tmp_path: Path) -> None:
    file, out = tmp_path / "in.bib", tmp_path / "out.bib"
    file.write_text(BIB, encoding="utf-8")

    async def steps(pilot: Any) -> None:
        assert "Four doors" in screen.text(pilot.app)
        await screen.press(pilot, "I", f"type:{file}", "enter")
        assert "Read 3 entries: 3 new" in screen.text(pilot.app)
        await screen.press(pilot, "slash", "type:larss", "enter", "1", "w", "type:private benefits", "f2")
        shown = screen.text(pilot.app)
        assert "learning dilemma x" in shown
        assert "private benefits" in shown
        await screen.press(pilot, "E")
        pilot.app.screen.query_one("Input").value = str(out)
        await screen.settle(pilot)
        assert "Larsson, Rikard and Bengtsson" in screen.text(pilot.app)
        await screen.press(pilot, "enter")
        assert "Wrote 1 work" in screen.text(pilot.app)
        await screen.press(pilot, "u")
        assert "Undid: note" in screen.text(pilot.app)
        await screen.press(pilot, "H")
        assert "learning dilemma" in screen.text(pilot.app)

    drive(desk, steps)
    assert "@article{larsson98," in out.read_text(encoding="utf-8")
    (row,) = reading.list_works(desk, "larsson").rows
    assert (row.tags, row.notes) == (("learning dilemma",), 0)


def test_search_the_sources_keep_a_hit_and_trace_it(desk: Desk) -> None:
    async def steps(pilot: Any) -> None:
        await screen.press(pilot, "S", "type:interorganizational learning dilemma", "tab", "tab")
        await screen.press(pilot, "type:crossref,semantic_scholar", "enter")
        assert "✓ Crossref" in screen.text(pilot.app)
        place = next(n for n, one in enumerate(pilot.app.screen.table.rows.ids)
                     if (pilot.app.screen.table.rows.row(n) or one).key.startswith("larsson1998"))  # fmt: skip
        pilot.app.screen.table.go_to(place)
        await screen.press(pilot, "plus", "q")
        assert "1 work" in screen.text(pilot.app)
        await screen.press(pilot, "r", "F")
        assert "references" in screen.text(pilot.app).lower()
        assert "answered" in screen.text(pilot.app)

    drive(desk, steps)
    (row,) = reading.list_works(desk, "larsson").rows
    assert row.kept


def test_add_by_doi_refresh_and_look_after(desk: Desk) -> None:
    async def steps(pilot: Any) -> None:
        await screen.press(pilot, "a", "type:10.1287/orsc.9.3.285", "enter")
        assert "Added Larsson et al. 1998" in screen.text(pilot.app)
        await screen.press(pilot, "R")
        assert "1 work" in screen.text(pilot.app)
        await screen.press(pilot, "enter")
        assert "Counts of 1 work" in screen.text(pilot.app)
        await screen.press(pilot, "D")
        assert "Duplicates" in screen.text(pilot.app)
        await screen.press(pilot, "q", "d")
        assert "Four doors" in screen.text(pilot.app)
        await screen.press(pilot, "O", "plus", "q")

    drive(desk, steps)
    assert [row.key for row in reading.list_works(desk).rows] == ["larsson1998interorganizational"]


def test_the_screen_follows_what_another_program_writes(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "in.bib"
    file.write_text(BIB, encoding="utf-8")
    other = Desk.open(desk.settings, library=desk.library_path)

    async def steps(pilot: Any) -> None:
        await screen.press(pilot, "I", f"type:{file}", "enter", "down")
        work = pilot.app.screen.table.work
        pilot.app._watch()
        await screen.settle(pilot)
        await asyncio.get_running_loop().run_in_executor(
            None, tagging.add, other, "from elsewhere", ["hamel91"]
        )
        pilot.app._watch()
        await screen.settle(pilot)
        assert "from" in screen.text(pilot.app)
        assert pilot.app.screen.table.work == work

    drive(desk, steps, (120, 40))
    other.close()
