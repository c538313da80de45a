"""A file is read alike however it falls into pieces, and never held whole."""

from __future__ import annotations

import io
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from litreview.formats.bibtex_cut import cut
from litreview.formats.bibtex_read import read
from litreview.model.record import Entry
from tests.bench import bib_files

_BITS = st.sampled_from(
    [
        "@article{a,\n", "  @Book (b,\n", "title = {T},\n", "note = {an {inner} pair},", "}\n", ")\n", "{", "}", "\n",
        "@comment{ x }", "@string{s = {S}}\n", "} @misc{c, title={x}}", "@", "  ", ", ", "\\}", "@online\n{d,", "é", "word ",
    ]
)  # fmt: skip


@given(st.lists(_BITS, max_size=40), st.integers(1, 50))
def test_the_same_blocks_are_cut_whatever_the_pieces(bits: list[str], size: int) -> None:
    text = "".join(bits) + " " * 2_500 + "\n@misc{last, title = {Last}}\n"
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert list(cut(pieces)) == list(cut([text]))


@given(st.lists(_BITS, max_size=40))
def test_a_block_begins_on_its_line(bits: list[str]) -> None:
    lines = "".join(bits).split("\n")
    for block in cut(["".join(bits)]):
        assert block.text.split("\n")[0] in lines[block.line - 1]


def test_an_entry_longer_than_many_pieces_is_one_entry() -> None:
    long = "word " * 20_000
    text = (
        f"@article{{a,\n title = {{T}},\n abstract = {{{long}}}\n}}\n@article{{b, title = {{U}}}}\n".encode()
    )
    got = list(read(io.BytesIO(text), "x", piece=1_000))
    assert [item.key for item in got if isinstance(item, Entry)] == ["a", "b"]
    assert len(got) == 2


def test_macros_and_parents_behind_the_entries_that_use_them_are_found_in_later_pieces() -> None:
    filler = "".join(f"@misc{{f{n}, title = {{Filler {n}}}}}\n" for n in range(200))
    text = (
        "@incollection{child, title = {C}, publisher = pub, crossref = {parent}}\n"
        f"{filler}@book{{parent, title = {{The book}}, year = 1999}}\n@string{{pub = {{Late Press}}}}\n"
    )
    first = next(iter(read(io.BytesIO(text.encode()), "x", piece=500)))
    assert isinstance(first, Entry) and first.said.record is not None
    assert (first.said.record.venue, first.said.record.year) == ("The book", 1999)
    assert first.said.record.publisher == "Late Press"


def test_a_stream_that_can_be_read_only_once_is_read_too() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_where: int) -> int:
            raise OSError("a pipe")

    text = b"@misc{a, title = one}\n@string{one = {The first}}\n"
    (entry,) = read(Pipe(text), "x")
    assert isinstance(entry, Entry) and entry.said.record is not None
    assert entry.said.record.title == "The first"


def test_reading_a_file_four_times_as_long_takes_no_more_memory() -> None:
    peaks = []
    for copies in (1, 4):
        data = io.BytesIO("".join(bib_files.entries(300)).encode() * copies)
        for _ in read(data, "x", piece=20_000):
            pass  # once, so that what is loaded late is there
        tracemalloc.start()
        for _ in read(data, "x", piece=20_000):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        data.close()
    assert peaks[1] < peaks[0] * 1.2
