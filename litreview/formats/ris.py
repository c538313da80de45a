"""RIS files: read as databases really write them, written as EndNote and Zotero read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from litreview.formats.format import WriteOptions
from litreview.formats.opening import TextFile, head_text
from litreview.model.record import Entry, Failure
from litreview.model.work import Work

_TYPE_LINE = re.compile(r"^\s*TY\s{1,2}-", re.M | re.I)
_OTHER = re.compile(r"\A\s*<|^(?:FN |PT [JBSP]\s*$|PMID-|Template-Type:|@[A-Za-z]+\s*[{(])", re.M)


class Ris:
    """The format ``ris``."""

    name = "ris"
    title = "RIS"
    extensions = (".ris",)

    def sniff(self, head: bytes) -> bool:
        """Whether a file that starts so is RIS: its first line of any known kind is a ``TY`` line."""
        text = head_text(head)
        found, other = _TYPE_LINE.search(text), _OTHER.search(text)
        return found is not None and (other is None or found.start() < other.start())

    def read(self, stream: BinaryIO, name: str) -> Iterator[Entry | Failure]:
        """Entries and failures in file order; a record may lack its end line."""
        from litreview.formats.ris_read import read

        file = TextFile(stream, name)
        if file.warning:
            yield file.warning
        yield from read(file, name)

    def write(self, works: Iterable[Work], options: WriteOptions) -> Iterator[str]:
        """The works as RIS records, an empty line after each."""
        from litreview.formats.ris_write import write

        return write(works, options)
