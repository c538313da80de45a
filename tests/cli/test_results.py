"""Every result has its lines and its JSON, and neither lets a foreign text speak to the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from litreview.acts.table import ACTS
from litreview.cli import as_json, rows, rows_of_acts
from litreview.cli.printing import width_of
from litreview.cli.rows import shown
from litreview.cli.terminal import Screen
from litreview.model.row import Listed
from tests.cli.made import BARE, RESULTS, ROW, WORDS, Bench

DOCS = Path(__file__).parents[2] / "docs" / "json.md"
HARMFUL = ("\x1b", "\u202e", "\x07", "\u200e")
TABLES = ("list", "search", "add", "trace", "tag list", "history", "refresh")
SCREENS = (Screen(None, False), Screen(20, False), Screen(80, False), Screen(200, False))


def result_type(act_name: str) -> str:
    """The name of the type that an act says it gives."""
    body = next(act for act in ACTS if act.name == act_name).load()
    return str(body.__annotations__["return"]).rpartition(".")[2]


def test_every_result_has_lines_json_and_a_trial() -> None:
    given = {result_type(act.name) for act in ACTS} - {"None"}
    assert given <= set(rows.PRINTERS) | set(rows_of_acts.PRINTERS)
    assert given <= set(as_json.OBJECTS)
    assert given <= {type(result).__name__ for result in RESULTS.values()}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen.width))
def test_lines_are_harmless_and_fit(name: str, screen: Screen) -> None:
    printed = shown(RESULTS[name], screen)
    data = list(printed.data)
    for line in [*data, *printed.talk]:
        assert not any(sign in line for sign in HARMFUL)
        assert "\n" not in line
    if screen.width and name in TABLES:
        assert all(width_of(line) <= screen.width for line in data)


@pytest.mark.parametrize("name", RESULTS)
def test_every_line_of_json_is_an_object_with_a_kind(bench: Bench, name: str) -> None:
    bench.answer(RESULTS[name])
    ran = bench.run(*name.split(), *WORDS[name], "--json")
    objects = [json.loads(line) for line in ran.out.splitlines()]
    assert objects
    assert all(isinstance(one["kind"], str) for one in objects)
    assert not any(sign in ran.out for sign in HARMFUL)


def test_the_shape_of_a_work() -> None:
    assert as_json.work(ROW) == {
        "kind": "work",
        "key": "larsson1998interorganizational",
        "title": "The Interorganizational Learning Dilemma",
        "authors": ["Larsson, Rikard", "Bengtsson, Lars", "Henriksson, Kristina", "Sparks, Judith"],
        "byline": "Larsson, Bengtsson, Henriksson & Sparks",
        "year": 1998,
        "venue": "Organization Science",
        "type": "article",
        "doi": "10.1287/orsc.9.3.285",
        "repec": "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305",
        "tags": ["learning dilemma", "trust"],
        "cited": 40,
        "counts": {
            "crossref": {"value": 40, "day": "2026-11-24"},
            "citec": {"value": 31, "day": "2026-11-20"},
        },
        "kept": True,
        "sources": ["crossref", "ideas"],
        "records": 2,
        "notes": 0,
        "versions": 0,
        "decision": None,
        "read_state": None,
    }


def test_what_is_unknown_is_null() -> None:
    found = as_json.work(BARE)
    for name in ("title", "authors", "byline", "year", "venue", "doi", "repec", "cited"):
        assert found[name] is None
    assert found["tags"] == []
    assert found["counts"] == {}


def names_in(value: Any) -> set[str]:
    """The names of the fields of an object, those of works, records and counts apart."""
    return set(value) if isinstance(value, dict) else set()


def test_every_kind_and_field_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    sections = {part.split("`")[1]: part for part in text.split("\n## ") if part.startswith("`")}
    for result in RESULTS.values():
        for one in as_json.objects(result):
            section = sections[one["kind"]]
            for name in names_in(one) - {"kind"}:
                if one["kind"] == "record" and name not in ("name", "received", "kept", "counts"):
                    continue
                assert f"`{name}`" in section, (one["kind"], name)


def test_every_command_is_documented_with_its_kinds() -> None:
    table = DOCS.read_text(encoding="utf-8").partition("\n## ")[0]
    named = {
        name
        for row in table.splitlines()
        if row.startswith("| `")
        for name in row.split("|")[1].split("`")[1::2]
    }
    assert {act.name for act in ACTS if result_type(act.name) != "None"} <= named


def test_a_list_names_its_total_and_its_unknowns(bench: Bench) -> None:
    bench.answer(RESULTS["list"])
    ran = bench.run("list")
    assert ran.out.splitlines()[0].split("\t") == [
        "larsson1998interorganizational",
        "Larsson et al.",
        "1998",
        "The Interorganizational Learning Dilemma",
        "40",
        "learning dilemma, trust",
    ]
    assert ran.out.splitlines()[1].split("\t")[:5] == ["anonymous", "?", "?", "?", "?"]
    assert "3 of 12 works" in ran.err


def test_a_screen_tells_what_was_decided_where_anything_was() -> None:
    decided = (ROW._replace(decision="maybe"), BARE._replace(decision="exclude"), ROW)
    head, *lines = shown(Listed(decided, 3), Screen(120, False)).data
    assert "Decided" in head and "maybe include" in lines[0] and "excluded" in lines[1]
    assert "Decided" not in next(iter(shown(Listed((ROW,), 1), Screen(120, False)).data))
    assert all(line.count("\t") == 5 for line in shown(Listed(decided, 3), Screen(None, False)).data)


def test_talk_goes_to_stderr_and_quiet_silences_it(bench: Bench) -> None:
    bench.answer(RESULTS["search"])
    loud, quiet = bench.run("search", "x"), bench.run("search", "x", "--quiet")
    assert "Crossref: 20 records of 120" in loud.err
    assert quiet.err == ""
    assert quiet.out == loud.out
    assert "Crossref:" not in loud.out


def test_an_export_to_standard_output_is_the_text_alone(bench: Bench) -> None:
    bench.answer(RESULTS["export"])
    assert bench.run("export", "-").out == "@article{a,\n}\n"


def test_all_that_was_not_read_is_said(bench: Bench) -> None:
    bench.answer(RESULTS["import"])
    ran = bench.run("import", "works.bib")
    assert "works.bib, line 7" in ran.err
    assert "kale2000a" in ran.err
    assert "4 read = 1 new + 1 joined + 1 known, 1 listed ones outside, 1 not read" in ran.out
