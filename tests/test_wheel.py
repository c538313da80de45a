"""What a person installs: the wheel is whole, and the demo runs from it in an empty environment."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without asking anybody for anything."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not here")
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=100)
    (found,) = folder.glob("litreview-*.whl")
    return found


def test_everything_that_is_needed_is_inside(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "litreview").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert "litreview/py.typed" in needed
    assert "litreview/standin/sample.csv" in needed
    assert needed <= inside
    assert not [name for name in inside if name.startswith(("tests", "fixtures", "docs"))]


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment that has the wheel; what it depends on is lent by this one."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, timeout=100)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    words = [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(words, check=True, capture_output=True, timeout=100)
    # Lent only now: pip would take a litreview found among what is lent for this wheel, and install nothing.
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site, "lent.pth").write_text("\n".join(lent) + "\n", encoding="utf-8")
    return scripts / ("litreview.exe" if os.name == "nt" else "litreview")


def run(program: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command far from the clone."""
    return subprocess.run(
        [program, *words], cwd=cwd, capture_output=True, text=True, check=False, timeout=100, encoding="utf-8"
    )


def test_the_installed_program_is_the_one_of_the_wheel(program: Path, tmp_path: Path) -> None:
    python = program.with_name("python.exe" if os.name == "nt" else "python")
    words = [python, "-c", "import litreview; print(litreview.__file__)"]
    where = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert str(program.parents[1]) in where
    assert run(program, "--version", cwd=tmp_path).stdout.startswith("litreview ")


def test_the_demo_runs_from_it(program: Path, tmp_path: Path) -> None:
    library = str(tmp_path / "sample.sqlite")
    ran = run(program, "demo", "--library", library, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    rows = run(program, "list", "--json", "--library", library, cwd=tmp_path)
    assert rows.returncode == 0, rows.stderr
    works = [json.loads(line) for line in rows.stdout.splitlines()]
    assert len(works) >= 150
    assert {source for work in works for source in work["sources"]} >= {"crossref", "semantic_scholar"}


def test_the_screen_has_its_styles(program: Path, tmp_path: Path) -> None:
    python = program.with_name("python.exe" if os.name == "nt" else "python")
    code = "from litreview.tui.app import LitreviewApp as App; import pathlib, sys, inspect\n"
    code += "here = pathlib.Path(inspect.getfile(App)).parent; print(here / App.CSS_PATH, (here / App.CSS_PATH).is_file())"
    ran = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stdout.strip().endswith("True"), ran.stderr
