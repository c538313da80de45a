"""The walls of the house: who may import whom, who may touch what, and how large a thing may grow.

The walls are explained in CONTRIBUTING.md. An exemption stands here, with its reason, and is printed.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from litreview.acts.table import ACTS
from litreview.sources.source import REGISTRY

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "litreview"
FILES = sorted(HOUSE.rglob("*.py"))

MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "settings": {"errors"},
    "sources": {"model", "errors"},
    "formats": {"model", "errors"},
    "matching": {"model", "errors"},
    "citations": {"model", "errors"},
    "library": {"model", "errors"},
    "intake": {"model", "errors", "library", "matching", "citations"},
    "standin": {"model"},
    "acts": {
        "model", "errors", "library", "matching", "citations", "sources", "formats", "intake", "settings",
        "desk", "standin",
    },
    "desk": {
        "model", "errors", "library", "matching", "citations", "sources", "formats", "intake", "settings", "acts",
    },
    "cli": {"acts", "desk", "model", "errors", "settings", "tui"},
    "tui": {"acts", "desk", "model", "errors", "settings"},
    "__main__": {"cli"},
}  # fmt: skip
"""Which room may import which; the version in ``litreview/__init__.py`` is free to all."""

STANDIN_OPENED_BY = {"acts/demonstrating.py"}
HEAVY = {
    "textual", "habanero", "bibtexparser", "httpx", "httpx2", "sqlite_utils", "rich", "rapidfuzz", "lxml",
    "platformdirs", "anyascii", "tomlkit",
}  # fmt: skip
SLOW = HEAVY - {"platformdirs"}
"""What `list` and `--help` must not load; platformdirs alone costs little, and finds the library."""

OWNERS: dict[str, tuple[str, ...]] = {
    "sqlite3": ("library/",),
    "sqlite_utils": ("library/",),
    "socket": ("sources/http.py", "standin/"),
    "http.client": ("sources/http.py", "standin/"),
    "http.server": ("standin/",),
    "socketserver": ("standin/",),
    "urllib.request": (),
    "httpx": ("sources/http.py",),
    "habanero": ("sources/crossref.py",),
    "textual": ("tui/",),
    "rich": ("tui/",),
    "click": ("cli/",),
    "bibtexparser": ("formats/",),
    "rapidfuzz": ("matching/", "tui/"),
    "lxml": ("sources/", "formats/"),
    "tomllib": ("settings/__init__.py",),
    "tomlkit": ("settings/file.py", "settings/moving.py"),
    "platformdirs": ("settings/places.py",),
    "time": ("desk.py", "standin/"),
}
"""Which files alone may import a module, anywhere in them."""

SMALL = {"desk.py": 250, "tui/app.py": 250, "settings/__init__.py": 250, "library/library.py": 250}
LINES, USUAL, LONGEST = 400, 30, 80
LARGER: dict[str, str] = {}
"""Files that may be larger, each with its reason."""
PLAIN_VALUES = ("acts/results.py", "model/row.py", "model/record.py")
"""Files of small values, some of which their fields explain."""
CLOCKS: dict[str, str] = {}
"""Files that may import ``time`` besides their owners, each with its reason."""


class Import(NamedTuple):
    """One import: in which file, of what, and whether it runs when the file is loaded."""

    file: str
    name: str
    early: bool
    line: int


def place(path: Path) -> str:
    """A file's name below the house."""
    return path.relative_to(HOUSE).as_posix()


def room(name: str) -> str:
    """The room of a file (``sources/repec/ideas.py``) or module (``litreview.sources.repec``)."""
    parts = name.removeprefix("litreview.").removesuffix(".py").replace("/", ".").split(".")
    return parts[0]


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def imports() -> tuple[Import, ...]:
    """Every import of the house, those for type checkers apart."""
    return tuple(one for path in FILES for one in _imports(tree(path), place(path), early=True))


def _imports(node: ast.AST, file: str, early: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from _imports(other, file, early)
            continue
        if isinstance(child, ast.Import):
            yield from (Import(file, alias.name, early, child.lineno) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert not child.level, f"{file}:{child.lineno}: imports are absolute"
            for alias in child.names:
                yield Import(file, f"{child.module}.{alias.name}", early, child.lineno)
        inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _imports(child, file, early and not inner)


def ours() -> Iterator[Import]:
    """The imports of our own rooms."""
    for one in imports():
        if one.name.startswith("litreview.") and room(one.name) != "__version__":
            yield one


def test_every_room_has_a_wall() -> None:
    rooms = {room(place(path)) for path in FILES} - {"__init__"}
    assert rooms == set(MAY_IMPORT)


def test_rooms_import_only_what_lies_below_them() -> None:
    wrong = [
        f"{one.file}:{one.line} imports {one.name}"
        for one in ours()
        if room(one.name) != room(one.file) and room(one.name) not in MAY_IMPORT.get(room(one.file), set())
    ]
    assert not wrong, "\n".join(wrong)


def test_sources_and_formats_do_not_know_each_other() -> None:
    """One file each: a source may use the helpers of its room, never another source."""
    files = {target.split(":")[0] for target in REGISTRY.values()}
    wrong = [
        f"{one.file}:{one.line} imports {one.name}"
        for one in ours()
        if room(one.file) == "sources"
        and any(one.name == name or one.name.startswith(name + ".") for name in files)
        and not f"litreview/{one.file}".startswith("litreview/sources/repec/")
    ]
    assert not wrong, "\n".join(wrong)


def test_the_standin_is_opened_by_the_demo_alone() -> None:
    wrong = [one for one in ours() if room(one.name) == "standin" and room(one.file) != "standin"]
    assert {one.file for one in wrong} <= STANDIN_OPENED_BY


def test_no_circles() -> None:
    """No file is loaded while it loads itself: imports made at the top form no circle."""
    names = {f"litreview.{place(path).removesuffix('.py').replace('/', '.')}": place(path) for path in FILES}
    edges: dict[str, set[str]] = {place(path): set() for path in FILES}
    for one in ours():
        target = names.get(one.name) or names.get(one.name.rpartition(".")[0])
        if one.early and target and target != one.file:
            edges[one.file].add(target)
    while free := [file for file, targets in edges.items() if not targets]:
        for file in free:
            del edges[file]
        for targets in edges.values():
            targets.difference_update(free)
    assert not edges, edges


@pytest.mark.parametrize("module", OWNERS)
def test_a_thing_has_one_owner(module: str) -> None:
    wrong = [
        f"{one.file}:{one.line} imports {one.name}"
        for one in imports()
        if (one.name == module or one.name.startswith(module + "."))
        and not one.file.startswith(OWNERS[module])
        and not (module == "time" and one.file in CLOCKS)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_clock_is_read_at_the_desk_alone() -> None:
    read = re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today)\b")
    files = [p for p in FILES if read.search(p.read_text(encoding="utf-8"))]
    assert {place(path) for path in files} <= {"desk.py"} | {
        place(p) for p in FILES if room(place(p)) == "standin"
    }


def test_sql_is_spoken_in_the_library_alone() -> None:
    spoken = re.compile(
        r"\b(?:SELECT\s+[\w*(][^\n]*\bFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET"
        r"|CREATE\s+(?:VIRTUAL\s+)?TABLE|PRAGMA)\b|\.execute(?:many|script)?\(",
    )
    wrong = [
        f"{place(path)}: {found[0]}"
        for path in FILES
        if room(place(path)) != "library" and (found := spoken.search(_without_docstrings(path)))
    ]
    assert not wrong, "\n".join(wrong)


def _without_docstrings(path: Path) -> str:
    text = tree(path)
    kept = []
    for node in ast.walk(text):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            kept.append(node.value)
        elif isinstance(node, ast.Call):
            kept.append(ast.unparse(node.func) + "(")
    documented = {ast.get_docstring(n, clean=False) for n in ast.walk(text) if isinstance(n, _DOCUMENTED)}
    return "\n".join(part for part in kept if part not in documented)


_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def test_no_condition_on_the_name_of_a_source_outside_its_file() -> None:
    names = set(REGISTRY)
    wrong = []
    for path in FILES:
        if room(place(path)) in ("sources", "standin", "settings"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Compare | ast.MatchValue):
                said = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)} & names
                wrong += [f"{place(path)}:{node.lineno}: {name}" for name in said]
    assert not wrong, "\n".join(wrong)


def test_heavy_things_are_imported_late() -> None:
    """At the top of a file only where that file is itself loaded late: the adapters and the screen."""
    late = (
        "tui/",
        "sources/",
        "formats/",
        "standin/",
        "matching/",
        "library/migrations.py",
        "library/backup.py",
    )
    wrong = [
        f"{one.file}:{one.line} imports {one.name}"
        for one in imports()
        if one.early and one.name.split(".")[0] in HEAVY and not one.file.startswith(late)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["list", "--help"], ["list"]], ids=" ".join)
def test_light_commands_load_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    library = tmp_path / "library.sqlite"
    if words == ["list"]:
        _run(["import", "-", "--library", str(library)], "@book{a, title={One}, author={Two, Three}}")
        words = ["list", "--library", str(library)]
    loaded = set(_run(words))
    assert not loaded & SLOW
    assert words != ["--version"] or "click" not in loaded


def _run(words: list[str], given: str = "") -> list[str]:
    """Run a command in a Python of its own; the modules it loaded come back."""
    code = (
        "import json, sys\nfrom litreview.cli.main import run\ncode = run(sys.argv[1:])\n"
        "print(json.dumps(sorted({n.split('.')[0] for n in sys.modules})), file=sys.stderr)\nsys.exit(code)"
    )
    path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    ended = subprocess.run(
        [sys.executable, "-c", code, *words],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert ended.returncode == 0, ended.stderr
    loaded: list[str] = json.loads(ended.stderr.splitlines()[-1])
    return loaded


def test_files_keep_their_size() -> None:
    sizes = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    wrong = {f: n for f, n in sizes.items() if n > SMALL.get(f, LINES) and f not in LARGER}
    for file, reason in LARGER.items():
        assert sizes.get(file, 0) > LINES, f"{file} needs no exemption any more"
        print(f"exempt: {file}, {sizes[file]} lines: {reason}")
    assert not wrong


def test_functions_keep_their_size() -> None:
    sizes = {
        f"{place(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {name: size for name, size in sizes.items() if size > LONGEST}
    long = [name for name, size in sizes.items() if size >= USUAL]
    assert len(long) * 10 <= len(sizes), long


def test_no_text_is_built_as_markup_for_the_screen() -> None:
    """Textual reads ``[brackets]`` in what it is handed as str: built texts go in as Text or Content."""
    wrong = []
    for path in FILES:
        if room(place(path)) != "tui":
            continue
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.JoinedStr):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            plain = any(k.arg == "markup" and ast.unparse(k.value) == "False" for k in node.keywords)
            if name in ("Static", "Label", "notify", "update", "Button") and not plain:
                wrong.append(f"{place(path)}:{node.lineno}: {name}(f...)")
    assert not wrong, "\n".join(wrong)


def test_public_things_say_what_they_are() -> None:
    bare = [
        f"{place(path)}:{getattr(node, 'lineno', 1)} {getattr(node, 'name', 'the file')}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef)
        and not getattr(node, "name", "").startswith("_")
        and place(path) not in PLAIN_VALUES
        and "Protocol" not in [ast.unparse(base) for base in getattr(node, "bases", [])]
        and not ast.get_docstring(node)
    ]
    assert not bare, bare


def test_every_act_has_a_body_and_its_arguments() -> None:
    for act in ACTS:
        taken = dict(inspect.signature(act.load()).parameters)
        assert next(iter(taken)) == "desk", act.name
        for argument in act.arguments:
            default = taken.pop(argument.name).default
            assert argument.required or default is not inspect.Parameter.empty, (act.name, argument.name)
        del taken["desk"]
        assert all(one.default is not inspect.Parameter.empty for one in taken.values()), act.name


def test_banned_words_are_not_names() -> None:
    banned = re.compile(r"(?:^|_)(?:process|manage|manager|scrape|crawl|util|utils|helper|ingest)(?:_|$)")
    wrong = []
    for path in FILES:
        for node in ast.walk(tree(path)):
            name = getattr(node, "name", None) or getattr(node, "arg", None) or getattr(node, "id", None)
            if isinstance(name, str) and banned.search(name):
                wrong.append(f"{place(path)}:{getattr(node, 'lineno', 0)} {name}")
    assert not wrong, "\n".join(wrong)
