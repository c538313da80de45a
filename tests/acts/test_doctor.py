"""What `litreview doctor` says beyond the file: backups, sources, a library that cannot be opened."""

from __future__ import annotations

from pathlib import Path

from litreview.acts import looking_after
from litreview.acts.results import Diagnosis
from litreview.desk import Desk
from litreview.settings import BackupSettings, Settings


def named(diagnosis: Diagnosis, name: str) -> list[tuple[str, str]]:
    return [(one.level, one.sentence) for one in diagnosis.findings if one.name == name]


def test_the_age_of_the_last_backup_is_told(desk: Desk, tmp_path: Path) -> None:
    ((level, sentence),) = named(looking_after.doctor(desk), "backups")
    assert level == "note" and "none yet" in sentence
    folder = tmp_path / "cloud"
    with_folder = Desk(
        desk.settings._replace(backup=BackupSettings(folder)), desk.library_path, clock=desk.clock
    )
    ((level, sentence),) = named(looking_after.doctor(with_folder), "backups")
    assert level == "warning" and "not there" in sentence
    folder.mkdir()
    with_folder.library.safe_keeping.daily()
    ((level, sentence),) = named(looking_after.doctor(with_folder), "backups")
    assert level == "ok" and desk.today() in sentence
    with_folder.close()


def test_a_damaged_library_is_a_finding_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.litreview"
    with Desk.open(Settings(), library=path).library as library:
        library.works.count()
    path.write_bytes(path.read_bytes()[:6000])
    desk = Desk.open(Settings(), library=path)
    found = looking_after.doctor(desk)
    desk.close()
    assert [(one.level, "restore" in one.fix) for one in found.findings if one.name == "library"] == [
        ("error", True)
    ]
    assert named(found, "Python")


def test_a_fix_is_told_and_what_is_left_is_shown(desk: Desk) -> None:
    connection = desk.library._door.connection()
    connection.execute("INSERT INTO cube (kept, year, type, sources, tags, decision, read_state, works)"
                       " VALUES (1, 2000, 'article', '', '', '', '', 5)")  # fmt: skip
    assert any(level == "warning" for level, _ in named(looking_after.doctor(desk), "derived"))
    fixed = looking_after.doctor(desk, fix=True)
    assert fixed.mended == ("The works were counted again.",)
    assert [level for level, _ in named(fixed, "derived")] == ["ok"]


def test_sources_are_asked_only_when_a_person_says_so(desk: Desk) -> None:
    assert named(looking_after.doctor(desk), "Crossref") == []
    reached = looking_after.doctor(desk, online=True)
    assert [level for level, _ in named(reached, "Crossref")] == ["ok"], reached
    assert [level for level, _ in named(reached, "Semantic Scholar")] == ["ok"], reached


def test_a_source_that_is_away_is_a_warning(desk: Desk) -> None:
    away = {name: one._replace(url="http://127.0.0.1:9") for name, one in desk.settings.sources.items()}
    there = Desk(desk.settings._replace(sources=away), desk.library_path)
    found = looking_after.doctor(there, online=True)
    there.close()
    assert [level for level, _ in named(found, "Crossref")] == ["warning"]
