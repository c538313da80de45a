"""The acts as the screen calls them. Each is loaded at its first call, so that the screen opens fast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from litreview.acts.table import act
from litreview.model.row import Facet, Found, Row

if TYPE_CHECKING:
    from litreview.acts import results
    from litreview.desk import Desk

Works = Sequence[int | str]


class Calls:
    """One method for each act that the screen offers; all block, so they run in a worker."""

    def find(self, desk: Desk, query: str, sort: str, reverse: bool, outside: bool) -> Found:
        from litreview.acts import reading

        return reading.find(desk, query, sort=sort, reverse=reverse, outside=outside)

    def page(self, desk: Desk, ids: Sequence[int]) -> list[Row]:
        from litreview.acts import reading

        return reading.page(desk, ids)

    def count(self, desk: Desk) -> int:
        from litreview.acts import reading

        return reading.count(desk)

    def facets(self, desk: Desk, query: str, outside: bool, found: Found | None) -> tuple[Facet, ...]:
        from litreview.acts import reading

        return reading.facets(desk, query, outside, found)

    def token(self, desk: Desk) -> int:
        from litreview.acts import reading

        return reading.token(desk)

    def show(self, desk: Desk, work: str | int) -> results.Shown:
        return self._run("show", desk, work)

    def tags(self, desk: Desk) -> results.Tags:
        return self._run("tag list", desk)

    def tag(self, desk: Desk, tag: str, works: Works, off: bool = False) -> results.Changed:
        return self._run("tag remove" if off else "tag add", desk, tag, works)

    def keep(self, desk: Desk, works: Works) -> results.Changed:
        return self._run("keep", desk, works)

    def remove(self, desk: Desk, works: Works) -> results.Changed:
        return self._run("remove", desk, works)

    def note(self, desk: Desk, work: str | int, text: str) -> results.Changed:
        return self._run("note", desk, work, text)

    def trace(self, desk: Desk, work: str | int, direction: str, fetch: bool = False) -> results.Traced:
        return self._run("trace", desk, work, direction=direction, fetch=fetch)

    def export(self, desk: Desk, file: str, **options: Any) -> results.Exported:
        return self._run("export", desk, file, **options)

    def refresh(self, desk: Desk, works: Works, dry_run: bool = False) -> results.Refreshed:
        return self._run("refresh", desk, works=works, dry_run=dry_run)

    def search(self, desk: Desk, text: str, **options: Any) -> results.Searched:
        return self._run("search", desk, text, **options)

    def add(self, desk: Desk, what: Sequence[str]) -> results.Added:
        return self._run("add", desk, what)

    def import_files(self, desk: Desk, files: Sequence[str]) -> results.Imported:
        return self._run("import", desk, files)

    def duplicates(self, desk: Desk, limit: int | None = None) -> results.Questions:
        return self._run("duplicates", desk, limit=limit)

    def rule(self, desk: Desk, one: str, other: str, word: str) -> results.Changed:
        return self._run("rule", desk, one, other, word)

    def undo(self, desk: Desk) -> results.Changed:
        return self._run("undo", desk)

    def redo(self, desk: Desk) -> results.Changed:
        return self._run("redo", desk)

    def history(self, desk: Desk, limit: int = 200) -> results.HistoryList:
        return self._run("history", desk, limit=limit)

    def doctor(self, desk: Desk) -> results.Diagnosis:
        return self._run("doctor", desk)

    def rebuild(self, desk: Desk) -> results.Rebuilt:
        return self._run("rebuild", desk)

    def schedule(self, desk: Desk, every: str = "week") -> results.Schedule:
        return self._run("schedule show", desk, every=every)

    @staticmethod
    def _run(name: str, desk: Desk, *args: Any, **options: Any) -> Any:
        return act(name).load()(desk, *args, **options)
