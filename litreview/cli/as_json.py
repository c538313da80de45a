"""Results as one JSON object a line. The shapes stand in ``docs/json.md``; they are an interface.

Each object says its ``kind``. What is unknown is null; a list that is known to be empty is [].
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from litreview.model.text import printable_block

if TYPE_CHECKING:
    from litreview.acts import archive_results, machine_results, results, safe_results
    from litreview.model.record import Failure, Record
    from litreview.model.row import Listed, Row

Object = dict[str, Any]


def lines(result: Any) -> Iterator[str]:
    """The JSON lines of a result."""
    for one in objects(result):
        yield json.dumps(one, ensure_ascii=False, separators=(", ", ": "))


def objects(result: Any) -> Iterator[Object]:
    """The objects of a result, in its order."""
    yield from OBJECTS[type(result).__name__](result)


def work(row: Row, **more: Any) -> Object:
    """One work: the shape that ``list`` prints and every other command uses."""
    return {
        "kind": "work",
        "key": row.key,
        "title": _text(row.title),
        "authors": _authors(row),
        "byline": _text(row.byline),
        "year": row.year,
        "venue": _text(row.venue),
        "type": row.type,
        "doi": row.doi,
        "repec": row.repec,
        "tags": [_text(tag) for tag in row.tags],
        "cited": row.cited,
        "counts": {count.source: {"value": count.value, "day": count.day} for count in row.counts},
        "kept": row.kept,
        "sources": list(row.sources),
        "records": row.records,
        "notes": row.notes,
        "versions": row.versions,
        "decision": row.decision or None,
        "read_state": row.read_state or None,
        **more,
    }


def record(one: Record) -> Object:
    """One record, with the fields that its source gave."""
    found: Object = {"kind": "record", "name": one.name}
    for name in one.__slots__:
        value = getattr(one, name)
        if value not in (None, (), False) and name not in ("source", "source_id", "fields"):
            found[name] = _plain(value)
    if one.fields:
        found["fields"] = [{"name": name, "value": _text(value)} for name, value in one.fields]
    return found


def failure(one: Failure) -> Object:
    """What could not be read."""
    return {
        "kind": "failure",
        "where": _text(one.where),
        "line": one.line or None,
        "what": _text(one.what),
        "hint": _text(one.hint),
        "raw": _text(one.raw),
    }


def _authors(row: Row) -> list[str] | None:
    if row.authors:
        return [str(_text(name)) for name in row.authors]
    return None


def _text(value: str | None) -> str | None:
    return printable_block(value) if value else None


def _plain(value: Any) -> Any:
    """Any of our values as JSON knows them."""
    if isinstance(value, str):
        return printable_block(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if hasattr(value, "_asdict") and type(value).__name__ != "Identifier":
        return {name: _plain(part) for name, part in value._asdict().items()}
    if isinstance(value, Iterable) and type(value).__name__ != "Identifier":
        return [_plain(part) for part in value]
    if type(value).__name__ in ("VersionLink", "Notice"):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    return printable_block(value)


def _reports(reports: Iterable[results.SourceReport]) -> Iterator[Object]:
    for report in reports:
        yield {
            "kind": "source",
            "source": report.source,
            "state": report.state,
            "asked": list(report.asked),
            "total": report.total,
            "got": report.got,
            "new": report.new,
            "hidden": report.hidden,
            "sentence": _text(report.sentence),
        }
        yield from (failure(one) for one in report.failures)
        for miss in report.misses:
            yield {
                "kind": "miss",
                "source": report.source,
                "identifier": str(miss.identifier),
                "why": _text(miss.why),
            }


def _listed(result: Listed) -> Iterator[Object]:
    return (work(row) for row in result.rows)


def _searched(result: results.Searched) -> Iterator[Object]:
    yield from _reports(result.reports)
    if result.fresh is None:
        yield from (work(row) for row in result.rows)
        return
    yield {"kind": "saved_run", "name": _text(result.name), "last": result.last, "fresh": len(result.fresh)}
    yield from (work(row, fresh=row.id in result.fresh) for row in result.rows)


def _saved_searches(result: results.SavedSearches) -> Iterator[Object]:
    return ({"kind": "saved_search", **_plain(one)} for one in result.searches)


def _added(result: results.Added) -> Iterator[Object]:
    yield from _reports(result.reports)
    yield from ({"kind": "not_found", "name": _text(name)} for name in result.not_found)
    yield from (work(row) for row in result.rows)


def _imported(result: results.Imported) -> Iterator[Object]:
    for file in result.files:
        counts = {name: getattr(file, name) for name in ("read", "new", "joined", "same", "outside")}
        yield {"kind": "file", "name": _text(file.name), "format": file.format, **counts}
        yield from (failure(one) for one in file.failures)
    yield from ({"kind": "clash", **_plain(clash)} for clash in result.clashes)
    yield from (work(row) for row in result.rows)


def _shown(result: results.Shown) -> Iterator[Object]:
    yield work(
        result.row,
        fields=record(result.best),
        witnesses=_plain(result.witnesses),
        aliases=list(result.key_aliases),
        note_texts=[_plain(note) for note in result.notes],
        other_versions=[{"key": v.row.key, "preferred": v.preferred} for v in result.versions],
        lists={
            "references": [_plain(one) for one in result.references],
            "cited_by": [_plain(one) for one in result.cited_by],
        },
        decisions=[_plain(one) for one in result.decisions],
        reading_lists=[{"name": _text(n), "place": place, "of": of} for n, place, of in result.reading_lists],
        corrections=[_plain(one) for one in result.corrections],
        known_references=result.known_references,
        known_citing=result.known_citing,
        questions=result.questions,
    )
    if result.all_records:
        for view in result.records:
            counts = {count.source: {"value": count.value, "day": count.day} for count in view.counts}
            yield {**record(view.record), "received": view.received, "kept": view.kept, "counts": counts}


def _traced(result: results.Traced) -> Iterator[Object]:
    yield from _reports(result.reports)
    for direction, lines_of in (("references", result.references), ("cited_by", result.cited_by)):
        for line in lines_of:
            yield {
                "kind": "link",
                "direction": direction,
                "of": result.row.key,
                "text": _text(line.text),
                "year": line.year,
                "sources": list(line.sources),
                "contexts": [_text(context) for context in line.contexts],
                "work": work(line.row) if line.row else None,
            }


def _changed(result: results.Changed) -> Iterator[Object]:
    left = [_text(line) for line in result.left]
    yield {"kind": "change", "works": result.works, "sentence": _text(result.sentence), "left": left}


def _tags(result: results.Tags) -> Iterator[Object]:
    return ({"kind": "tag", **_plain(tag)} for tag in result.tags)


def _exported(result: results.Exported) -> Iterator[Object]:
    yield {"kind": "export", **_plain(result), "text": result.text or None}


def _refreshed(result: results.Refreshed) -> Iterator[Object]:
    yield from _reports(result.reports)
    for change in result.changed:
        yield {
            "kind": "count",
            "key": change.row.key,
            "source": change.source,
            "before": change.before,
            "after": change.after,
        }


def _questions(result: results.Questions) -> Iterator[Object]:
    for question in result.questions:
        yield {
            "kind": "question",
            "id": question.id,
            "verdict": question.verdict,
            "reasons": [_text(reason) for reason in question.reasons],
            "left": {"record": question.left.name, "work": work(question.left_row)},
            "right": {"record": question.right.name, "work": work(question.right_row)},
            "fields": [_plain(field) for field in question.fields],
        }


def _reading_list(view: results.ReadingListView, **more: Any) -> Object:
    return {"kind": "reading_list", **_plain(view), **more}


def _reading_lists(result: results.ReadingLists) -> Iterator[Object]:
    return (_reading_list(view) for view in result.lists)


def _reading_list_shown(result: results.ReadingListShown) -> Iterator[Object]:
    yield _reading_list(result.view, outside=result.outside)
    yield from (work(row, place=place) for place, row in result.works)


def _history(result: results.HistoryList) -> Iterator[Object]:
    return ({"kind": "act", **_plain(row)} for row in result.rows)


def _diagnosis(result: results.Diagnosis) -> Iterator[Object]:
    yield from ({"kind": "mended", "sentence": _text(one)} for one in result.mended)
    yield from ({"kind": "finding", **_plain(finding)} for finding in result.findings)


def _demonstrated(result: results.Demonstrated) -> Iterator[Object]:
    without = ("open_screen", "desk")
    yield {"kind": "demo"} | {n: _plain(v) for n, v in result._asdict().items() if n not in without}


def _schedule(result: results.Schedule) -> Iterator[Object]:
    yield {"kind": "schedule", **_plain(result)}


def _backed_up(result: safe_results.BackedUp) -> Iterator[Object]:
    yield {"kind": "backup", **_plain(result)}


def _restored(result: safe_results.Restored) -> Iterator[Object]:
    yield {"kind": "restore", **_plain(result)}


def _rebuilt(result: results.Rebuilt) -> Iterator[Object]:
    yield {"kind": "rebuild", **_plain(result)}


def _archive_exported(result: archive_results.ArchiveExported) -> Iterator[Object]:
    yield {"kind": "archive", **_plain(result)}


def _archive_imported(result: archive_results.ArchiveImported) -> Iterator[Object]:
    apart = ("disagreements", "failures")
    told = {name: value for name, value in _plain(result).items() if name not in apart}
    yield {"kind": "archive", **told, "disagreements": len(result.disagreements)}
    yield from ({"kind": "disagreement", **_plain(one)} for one in result.disagreements)
    yield from (failure(one) for one in result.failures)


def _settings(result: machine_results.SettingsShown) -> Iterator[Object]:
    return ({"kind": "setting", **_plain(one)} for one in result.settings)


def _setting_changed(result: machine_results.SettingChanged) -> Iterator[Object]:
    yield {"kind": "setting_change", **_plain(result)}


def _settings_file(result: machine_results.SettingsFile) -> Iterator[Object]:
    yield {"kind": "settings_file", **_plain(result)}


def _libraries(result: machine_results.Libraries) -> Iterator[Object]:
    return ({"kind": "library", **_plain(one)} for one in result.libraries)


def _completion(result: machine_results.Completion) -> Iterator[Object]:
    from litreview.cli.completing import script

    yield {"kind": "completion", "shell": result.shell, "script": script(result.shell)}


OBJECTS: dict[str, Callable[[Any], Iterator[Object]]] = {
    "Listed": _listed,
    "Searched": _searched,
    "SavedSearches": _saved_searches,
    "Added": _added,
    "Imported": _imported,
    "Shown": _shown,
    "Traced": _traced,
    "Changed": _changed,
    "Tags": _tags,
    "Exported": _exported,
    "Refreshed": _refreshed,
    "Schedule": _schedule,
    "Questions": _questions,
    "HistoryList": _history,
    "ReadingLists": _reading_lists,
    "ReadingListShown": _reading_list_shown,
    "Diagnosis": _diagnosis,
    "Rebuilt": _rebuilt,
    "BackedUp": _backed_up,
    "Restored": _restored,
    "Demonstrated": _demonstrated,
    "ArchiveExported": _archive_exported,
    "ArchiveImported": _archive_imported,
    "SettingsShown": _settings,
    "SettingChanged": _setting_changed,
    "SettingsFile": _settings_file,
    "Libraries": _libraries,
    "Completion": _completion,
}
"""By the name of a result's type, so that listing loads none of the others."""
