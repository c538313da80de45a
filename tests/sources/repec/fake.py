"""A net that answers from a table, and the places of test data."""

# ruff: noqa: ARG002 - the arguments of `Net`

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest

from litreview.errors import SourceFault
from litreview.sources.source import Answer, Declared

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "fixtures" / "repec"
SHARED = ROOT.parent / "shared"
RECORDED = SHARED / "recorded" / "repec"


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def recorded(*parts: str) -> Path:
    """A path below the recorded answers; the test is skipped where they are not here."""
    found = RECORDED.joinpath(*parts)
    if not found.exists():
        pytest.skip("../shared/recorded is not here")
    return found


class FakeNet:
    """Answers by path and query; what is not in the table is a 404. Keeps what it was asked."""

    def __init__(
        self, table: Mapping[str, bytes | int | Exception], base: str = "http://127.0.0.1:1"
    ) -> None:
        self.table, self.root, self.asked = dict(table), base, []

    def base(self, source: Declared) -> str:
        return self.root

    def secret(self, name: str) -> str | None:
        return None

    def get(self, source: Declared, url: str, **options: object) -> Answer:
        self.asked.append(url)
        return self._answer(url)

    def form(self, source: Declared, url: str, *, fields: Mapping[str, str], route: str = "list") -> Answer:
        self.asked.append(f"{url} {urlencode(fields)}")
        return self._answer(url)

    def post(self, source: Declared, url: str, **options: object) -> Answer:
        raise AssertionError("no source of RePEc posts JSON")

    def _answer(self, url: str) -> Answer:
        found = self.table.get(url.removeprefix(self.root), 404)
        if isinstance(found, Exception):
            raise found
        status, body = (found, b"<html><h1>404!</h1></html>") if isinstance(found, int) else (200, found)
        return Answer(status, {"content-type": "text/html; charset=utf-8"}, body, url, "2026-11-24")


DOWN = SourceFault("The service does not answer.")
