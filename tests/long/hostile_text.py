"""Text that means harm: for terminals, screens, databases, searches, numbers. Quick, by a seed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable

HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""What must never reach a terminal; line ends and tabs part rows and columns."""

PIECES = (
    "\x1b]0;owned\x07", "\x1b[2J", "\x1b]52;c;cm0gLXJm\x07", "\x9b31m", "\x9d0;x\x9c", "\x07", "\x08\x08\x08", "\r", "\x0b", "\x0c",
    "\x00", "\x7f", "\x85", "\u2028", "\u2029", "\x1c", "\x1a",
    "[b]bold[/b]", "[/nope]", "[@click=app.quit]go[/]", "[link=file:///etc/passwd]", "[", "]]", "<script>alert(1)</script>",
    "<i>it</i>", "<jats:p>x", "&lt;b&gt;", "&#27;[2J", "&#x202e;", "&amp;amp;amp;", "<math><mi>x", "</", "<!--",
    "\u202e", "\u2066", "\u2069", "\u200f", "\u061c", "\ufeff", "\u200b", "\u200d", "\u2060", "\U000e0041", "\ufff9",
    "a" + "\u0301" * 60, "e\u0301", "ﬁ", "ß", "İ", "ı", "ǅ", "Å", "𝔘𝔫𝔦", "組織学習", "한국어", "العربية", "नमस्ते", "👩‍👩‍👧", "\U0010ffff", "\ufffd",
    "'; DROP TABLE works; --", "\" OR 1=1 --", "') OR ('1'='1", "x' UNION SELECT * FROM kept --", "%", "_", "?", ":name", "@p1",
    "\"", "*", "^", "NEAR(a b, 5)", "AND", "OR", "NOT", "title:", "{title byline}: x", "+", "-", "- -", "(", ")", "((((", "~", "t1", "~t1~", "@y2000",
    "99999999999999999999999", "-1", "0", "1e999", "NaN", "Infinity", "٣٤", "½", "²", "1" * 400, "0x7fffffffffffffff", "9223372036854775808",
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "$(rm -rf ~)", "`id`", "../../etc/passwd", "file.bib", "\\", "\\\\", "\\textbf", "\\'{e}", "\\\"{", "$x^2$", "$",
    "#", "&", "~", "%%", "{}", "{", "}", "@article{", "@comment", "@string{x = \"y\"}", "TY  - JOUR", "ER  -", "AU  - ", "\n\n", "\n",
    "et al.", "and others", " and ", ",", ",,", ";", "...", "“", "’", "–", "—", "‐", "\u00a0", "\u3000", "\u00ad",
    "learning", "alliance", "trust", "the", "a", "O'Brien", "C++", "inter-organizational", "10.1234/x", "https://doi.org/10.1/%00", "RePEc:a:b",
)  # fmt: skip
SURROGATES = ("\ud800", "\udfff", "\udc80\udcff")


def text(chance: random.Random, most: int = 6, pieces: tuple[str, ...] = PIECES) -> str:
    """Some of the pieces, with and without blanks between."""
    parts = chance.choices(pieces, k=chance.randint(1, most))
    if chance.random() < 0.01:
        parts.append(chance.choice(parts).replace("\x00", "") * 2000)  # thousands of NULs make no text file
    return chance.choice((" ", "", " ")).join(parts)


def bib_entry(chance: random.Random, number: int, sound: bool) -> str:
    """An entry of BibTeX. A sound one is well-formed whatever its values are."""
    names = ("title", "author", "journal", "year", "volume", "number", "pages", "doi", "keywords", "note", "abstract", "url", "booktitle", "editor", "month", "isbn", "groups", "crossref", "x-y")  # fmt: skip
    fields = []
    for name in chance.sample(names[:4], 3) + chance.sample(names, chance.randint(1, 6)):
        value = text(chance)
        if sound and name != "crossref":
            fields.append(f"  {name} = {{{_balanced(value)}}}")
        elif not sound:
            fields.append(f"  {name} = {chance.choice(('{%s}', chr(34) + '%s' + chr(34), '%s')) % value}")
    key = f"k{number}" if sound or chance.random() < 0.7 else text(chance, 2)
    kind = chance.choice(("article", "book", "misc", "incollection", "techreport", "phdthesis"))
    return f"@{kind}{{{key},\n" + ",\n".join(dict.fromkeys(fields)) + "\n}\n"


def _balanced(value: str) -> str:
    return value.replace("{", "").replace("}", "").rstrip("\\") or "x"


def ris_entry(chance: random.Random, number: int, sound: bool) -> str:
    """An entry of RIS. A sound one has one line for each of its values."""
    tags = ("TI", "AU", "PY", "JO", "VL", "IS", "SP", "EP", "DO", "KW", "N1", "AB", "UR", "T2", "ED", "SN", "DA", "C7", "ID", "M3", "ZZ")  # fmt: skip
    lines = []
    for tag in ["TI", *chance.choices(tags, k=chance.randint(2, 9))]:
        value = text(chance)
        lines.append(f"{tag}  - {_one_line(value) if sound else value}")
    end = "ER  - \n" if sound or chance.random() < 0.8 else ""
    return f"TY  - {chance.choice(('JOUR', 'BOOK', 'RPRT', 'THES', 'CHAP', 'GEN'))}\nID  - r{number}\n" + "\n".join(lines) + f"\n{end}"  # fmt: skip


def _one_line(value: str) -> str:
    return " ".join(value.split()) or "x"


def item(chance: random.Random, number: int) -> object:
    """A work as Crossref's JSON has it, every value of which may be anything."""
    word: Callable[[], str] = lambda: text(chance, 4, PIECES + SURROGATES)  # noqa: E731
    made: dict[str, object] = {
        "DOI": f"10.5555/{number}" if chance.random() < 0.9 else word(),
        "type": chance.choice(("journal-article", "book", "posted-content", "component", word())),
        "title": [word()], "container-title": [word(), word()],
        "author": [{"family": word(), "given": word(), "sequence": word()} for _ in range(chance.randint(0, 4))],
        "issued": {"date-parts": [[chance.choice((1998, -1, 0, 10**30, None, word())), 13, 99]]},
        "volume": word(), "issue": word(), "page": word(), "abstract": f"<jats:p>{word()}</jats:p>",
        "is-referenced-by-count": chance.choice((3, -1, 10**25, None, word(), 1.5)),
        "reference": [{"key": word(), "unstructured": word(), "DOI": word(), "year": word()} for _ in range(chance.randint(0, 5))],
        "ISSN": [word()], "ISBN": [word()], "subject": [word()], "publisher": word(), "language": word(),
    }  # fmt: skip
    for name in chance.sample(sorted(made), chance.randint(0, 3)):
        made[name] = chance.choice(
            (None, [], {}, 7, True, word(), [[[]]], {"a": {"b": [None]}}, [word(), None, 3])
        )
    loaded: object = json.loads(json.dumps(made))
    return loaded


def query(chance: random.Random) -> str:
    """What somebody might type into the search line, in every shape that has a meaning, and none."""
    shapes = (
        "{0}", "{0} {1}", '"{0}"', "a:{0}", "t:{0} -{1}", "y:{0}", "y:{0}-{1}", "j:{0}", "k:{0}", "tag:{0}", 'tag:"{0}"', "has:{0}",
        "is:{0}", "ab:{0}", "n:{0}", "-{0}", "{0} or {1}", "or", "or or {0}", "={0}", "type:{0}", "jel:{0}", "search:{0}", "source:{0}",
        "-has:{0}", "({0}", "{0}:{1}", "list:{0}", "read:{0}", '"{0}', "{0}*", "- - {0}", "cited:{0}",
    )  # fmt: skip
    return chance.choice(shapes).format(text(chance, 3), text(chance, 2))
