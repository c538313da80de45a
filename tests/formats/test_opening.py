"""The encoding of a file is found by a rule, and a guess is said."""

from __future__ import annotations

import pytest

from litreview.formats.opening import decode, head_text

TEXT = "title = {Łódź – naïve}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_are_read_whatever_their_mark(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "x.bib") == (TEXT, None)


def test_all_line_ends_become_one() -> None:
    assert decode(b"a\r\nb\rc\n", "x")[0] == "a\nb\nc\n"


def test_jabref_may_declare_the_encoding_if_the_bytes_agree() -> None:
    declared = "% Encoding: ISO8859_2\n" + "Łódź\n"
    assert decode(declared.encode("iso8859-2"), "x") == (declared, None)


def test_a_false_declaration_is_not_believed() -> None:
    text, warning = decode(b"% Encoding: UTF-8\ncaf\xe9\n", "x")
    assert text.endswith("café\n")
    assert warning is not None


def test_a_guess_is_said_with_its_first_line() -> None:
    text, warning = decode(b"one\ntwo\nM\xfcller \x81\n", "old.bib")
    assert text.splitlines()[2].startswith("Müller")
    assert warning is not None
    assert (warning.where, warning.line) == ("old.bib", 3)
    assert "Windows-1252" in warning.what


def test_a_head_cut_inside_a_letter_can_still_be_looked_at() -> None:
    assert head_text("Łódź".encode()[:-1]).startswith("Łód")
