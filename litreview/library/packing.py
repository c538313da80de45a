"""Small forms of what is stored: packed text, digests, keys as whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_DICTIONARY = (
    b'"notices":[["correction""edition":"language":"en","remark":"series":"publisher":"Elsevier","jel":['
    b'"keywords":["abstract":"This paper "We "original_title":"subtitle":"source_type":"journal-article",'
    b'"online":["printed":["issued":["fields":[["page_addresses":["https://ideas.repec.org/'
    b'"https://www.semanticscholar.org/paper/"witnesses":{"authors":["title":["year":["venue":["record":'
    b'{"best":{"source":"crossref","id":"10.1016/j."type":"working_paper","report_number":"'
    b'"title":"The effects of inter-organizational learning and knowledge in strategic alliances: '
    b'trust, performance, governance, organization and innovation","venue":"Strategic Management Journal",'
    b'"Organization Science","Academy of Management Review","volume":"issue":"pages":"year":19 20'
    b'"authors":[["others":true,"identifiers":[["doi","10.1287/["s2_id","["repec_handle","RePEc:"]],'
)


def pack(text: str) -> bytes:
    """Text in little room. The first byte names the form, so that another may follow one day."""
    import zlib

    squeezer = zlib.compressobj(6, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, _DICTIONARY)
    return b"\x01" + squeezer.compress(text.encode("utf-8", "replace")) + squeezer.flush()


def unpack(packed: bytes) -> str:
    """The text of `pack`."""
    if packed[:1] != b"\x01":
        raise ValueError("a packed text of an unknown form")
    import zlib

    return zlib.decompressobj(-15, _DICTIONARY).decompress(packed[1:]).decode("utf-8")


def digest(text: str) -> bytes:
    """What tells one text from another: 16 bytes."""
    from hashlib import blake2b  # late: it brings all of OpenSSL, and lists do without

    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


@lru_cache(maxsize=8192)
def key_number(key: str) -> int:
    """A blocking key as a signed number of 64 bits. Two keys that fall together only cost a look."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


def key_numbers(keys: Iterable[str]) -> list[int]:
    """The numbers of keys, each once, in order of number."""
    return sorted({key_number(key) for key in keys})
