"""The encoding of a file is found by a rule, and a guess is said."""

from __future__ import annotations

import io

import pytest

from litreview.formats.opening import TextFile, decode, head_text

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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_in_pieces_is_the_same_text(encoding: str) -> None:
    text = "% Łódź\r\nnaïve – ok\rend\n" if encoding != "cp1252" else "caf\xe9 – 30 \u20ac\r\nM\xfcller\r"
    data = text.encode(encoding)
    for size in (1, 2, 3, 7):
        file = TextFile(io.BytesIO(data), "x", piece=size)
        assert "".join(file.pieces()) == text.replace("\r\n", "\n").replace("\r", "\n")
        assert "".join(file.pieces()) == decode(data, "x")[0]


def test_a_word_is_seen_across_pieces_and_in_capitals() -> None:
    file = TextFile(io.BytesIO(b"aaa @STRING{b = c} caf\xe9"), "x", (b"string", b"xdata"), piece=2)
    assert file.mentions(b"string")
    assert not file.mentions(b"xdata")


def test_the_first_line_that_is_not_utf_8_is_told_in_a_file_of_many_pieces() -> None:
    data = b"one\n" * 50 + "zwei ü".encode() + b"\nM\xfcller\n" + b"last\n" * 50
    warning = TextFile(io.BytesIO(data), "x", piece=16).warning
    assert warning is not None
    assert warning.line == 52
