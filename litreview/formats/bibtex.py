"""BibTeX and biblatex files, read with what breaks them in life and written for real BibTeX and biber."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from litreview.formats.format import WriteOptions
from litreview.formats.opening import head_text
from litreview.model.record import Entry, Failure
from litreview.model.work import Work

_ENTRY = re.compile(
    r"^[ \t]*@[ \t]*(?!import\b|media\b|param|font)[A-Za-z][\w-]*[ \t\n]*[{(][^{}<>;]*?[,=}\n]", re.M
)
_OTHER = re.compile(r"\A\s*(?:<[!?a-z]|PMID-|FN |[\[{]\s*[\"{])|^\s*TY\s{1,2}-|^Template-Type:", re.I | re.M)


class Bibtex:
    """The format ``bibtex``; the dialect to write is chosen in the options."""

    name = "bibtex"
    title = "BibTeX and biblatex"
    extensions = (".bib", ".bibtex", ".biblatex")

    def sniff(self, head: bytes) -> bool:
        """Whether a file that starts so is a .bib file: an entry head, and no other format's mark."""
        text = head_text(head)
        entry, other = _ENTRY.search(text), _OTHER.search(text)
        if entry is None:
            return False
        return other is None or other.start() > entry.start()  # after an entry it stands in a value

    def read(self, stream: BinaryIO, name: str) -> Iterator[Entry | Failure]:
        """Entries and failures in file order; see `bibtex_read.read`."""
        from litreview.formats.bibtex_read import read

        return read(stream, name)

    def write(self, works: Iterable[Work], options: WriteOptions) -> Iterator[str]:
        """The works as entries; see `bibtex_write.write`."""
        from litreview.formats.bibtex_write import write

        return write(works, options)
