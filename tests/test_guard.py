"""The guard that keeps tests on this machine."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest


def test_no_test_leaves_this_machine() -> None:
    with pytest.raises(RuntimeError, match="stay on this machine"):
        socket.create_connection(("api.crossref.org", 443), timeout=1)
    with socket.socket() as one, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        one.connect(("192.0.2.1", 80))


def test_loopback_is_free() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as one,
    ):
        assert one.getpeername() == server.getsockname()


def test_pythons_that_tests_start_are_guarded_too() -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "stay on this machine" in ended.stderr
