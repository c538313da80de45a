"""LaTeX in reference files: to plain text when read, and back when written.

Most values need none of it and pass untouched. Known macros are undone by one scan; only a value
with a macro unknown here goes to pylatexenc, which is forty times slower and is never shown an
address, since it takes ``%`` for a comment.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ",
}  # fmt: skip
_SYMBOLS = {
    "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "SS": "SS",
    "textbackslash": "\\", "backslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<",
    "textgreater": ">", "textbar": "|", "textbraceleft": "{", "textbraceright": "}", "lbrace": "{", "rbrace": "}",
    "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—", "textquotesingle": "'",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "textquotedbl": '"',
    "textasciigrave": "`", "textdollar": "$", "textunderscore": "_", "textregistered": "®", "copyright": "©",
    "textcopyright": "©", "texttrademark": "™", "textdegree": "°", "pounds": "£", "textsterling": "£", "euro": "€",
    "texteuro": "€", "S": "§", "textsection": "§", "P": "¶", "dag": "†", "textbullet": "•", "cdot": "·", "times": "×",
    "texttimes": "×", "pm": "±", "leq": "≤", "geq": "≥", "neq": "≠", "sim": "∼", "approx": "≈", "to": "→",
    "rightarrow": "→", "textrightarrow": "→", "infty": "∞", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "slash": "/", "space": " ", "newline": " ", "quad": " ", "textquestiondown": "¿", "textexclamdown": "¡",
    "guillemotleft": "«", "guillemotright": "»", "flqq": "«", "frqq": "»", "glqq": "„", "grqq": "“", "langle": "⟨",
    "rangle": "⟩", "textordfeminine": "ª", "textordmasculine": "º", "textmu": "µ", "textasteriskcentered": "*",
}  # fmt: skip
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega".split()
)

for _name in _GREEK:
    _known = {"lambda": "lamda"}.get(_name, _name)
    _SYMBOLS[_name] = unicodedata.lookup(f"GREEK SMALL LETTER {_known}")
    _SYMBOLS[_name.capitalize()] = unicodedata.lookup(f"GREEK CAPITAL LETTER {_known}")
_DROPPED = frozenset(
    "emph textit textbf textsc textrm textsf texttt textsl textup textmd textnormal text mathrm "
    "mathit mathbf mbox hbox em it bf sc rm tt sl sf itshape bfseries scshape upshape small large "
    "url path nolinkurl textsuperscript textsubscript underline uline ensuremath relax protect "
    "noindent mkbibemph mkbibitalic mkbibbold enquote uppercase lowercase MakeUppercase "
    "MakeLowercase natexlab citenamefont bibinfo bibnamefont urlprefix nocase textquotedblbase "
    "selectfont sffamily rmfamily ttfamily".split()
)
_TOKEN = r"""[-\\{}~`'%s](?:
 (?<=\\)(?:(?P<accent>[`'^"~=.])\s*(?:\{\s*(?P<a1>\\?[^\W\d_])\s*\}|(?P<a2>\\[ij](?![A-Za-z])|[^\W\d_]))
  |(?P<mark>[uvHcdbkr])(?:\s*\{\s*(?P<m1>\\?[^\W\d_])\s*\}|\s+(?P<m2>\\?[^\W\d_])(?![A-Za-z]))
  |(?P<word>[A-Za-z]+)\*?(?:\{\}|\s+|)
  |(?P<symbol>.))
 |(?<=[{}~])|(?<=-)-{1,2}|(?<=`)`|(?<=')'%s)"""
_TOKENS = re.compile(_TOKEN % ("", ""), re.S | re.X)
_TOKENS_AND_ADDRESSES = re.compile(_TOKEN % ("h", r"|(?<=h)(?P<address>ttps?://[^\s{}\\]+)"), re.S | re.X)
"""All that is not plain text. Both begin with one set of signs, so that the search leaps from sign to sign."""
_UNSEEN = re.compile(r"\\(?:noopsort|phantom|label|vspace|hspace|citep?|cite|footnotemark)\s*\{[^{}]*\}")
_LINK = re.compile(r"\\href\s*\{[^{}]*\}\s*(?=\{)")
_MATH = re.compile(r"(?<!\\)\$([^$]{1,200}?)(?<!\\)\$")
_FORMULA = re.compile(r"[\\^_{}=<>]|^\s*[-+]\s*$|^\s*[A-Za-z][A-Za-z0-9+*/(),.-]{0,9}\s*$")
_PLAIN = {"--": "–", "---": "—", "``": "“", "''": "”", "~": "\u00a0", "{": "", "}": ""}
_AFTER_BACKSLASH = {"\\": " ", " ": " ", "\n": " ", "-": "", "/": "", ",": " ", "@": ""}
_WORDS = dict.fromkeys(_DROPPED, "") | _SYMBOLS | _LETTERS
"""What each macro that is known here becomes."""
_SLOW_LIMIT = 5000


def decode(text: str) -> str:
    """Plain text of a LaTeX value; braces that only group are dropped, unbalanced ``$`` is kept."""
    if "\\" in text or "$" in text or "~" in text or "://" in text:
        return _decode(text)
    return _without_braces(text)


def decode_roughly(text: str) -> str:
    """As `decode`, but what is not known here stays as written: for long texts such as abstracts."""
    if "\\" in text or "$" in text or "~" in text or "://" in text:
        return _scan(text)[0]
    return _without_braces(text)


def _without_braces(text: str) -> str:
    """What `_scan` makes of a text without macros: dashes, quotes and grouping braces alone."""
    before = text
    if "-" in text:
        text = text.replace("---", "—").replace("--", "–")
    if "'" in text:
        text = text.replace("''", "”")
    if "`" in text:
        text = text.replace("``", "“")
    if "{" in text or "}" in text:
        text = text.replace("{", "").replace("}", "")
    return text if text is before else unicodedata.normalize("NFC", text)


@lru_cache(maxsize=4096)
def _decode(text: str) -> str:
    found, unknown = _scan(text)
    return _by_pylatexenc(text, found) if unknown else found


def _scan(text: str) -> tuple[str, bool]:
    """The text with all known macros undone, and whether an unknown one was met."""
    unknown = False

    def one(found: re.Match[str]) -> str:
        nonlocal unknown
        kind = found.lastgroup
        if kind is None:
            return _PLAIN[found[0]]
        if kind == "word":
            word = found[kind]
            known = _WORDS.get(word)
            if known is None:
                unknown = True
                return found[0]
            return known
        if kind == "symbol":
            return _AFTER_BACKSLASH.get(found[kind], found[kind])
        if kind == "address":
            return found[0]
        return _accented(found["accent" if kind[0] == "a" else "mark"], found[kind])

    if "\\" in text:
        text = _LINK.sub("", _UNSEEN.sub("", text))
    if "$" in text:
        text = _MATH.sub(lambda found: found[1] + "{}" if _FORMULA.search(found[1]) else found[0], text)
    tokens = _TOKENS_AND_ADDRESSES if "://" in text else _TOKENS
    return unicodedata.normalize("NFC", tokens.sub(one, text)), unknown


def _accented(mark: str, letter: str) -> str:
    base = {"\\i": "i", "\\j": "j"}.get(letter, letter.lstrip("\\"))
    return unicodedata.normalize("NFC", base + _MARKS[mark])


def _by_pylatexenc(text: str, otherwise: str) -> str:
    """The long tail of macros; whatever goes wrong there leaves the text as it was read here."""
    if len(text) > _SLOW_LIMIT or text.count("{") > 200:
        return otherwise
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]  # comes with bibtexparser

    if len(re.findall(r"(?<!\\)\$", text)) % 2:
        text = re.sub(r"(?<!\\)\$", r"\\$", text)
    try:
        found: str = LatexNodes2Text(keep_comments=True).latex_to_text(_LINK.sub("", _UNSEEN.sub("", text)))
    except Exception:
        # Foreign text: a reader of LaTeX may stumble over anything, and no entry is worth less for it.
        return otherwise
    return unicodedata.normalize("NFC", found)


_MACROS = {mark: macro for macro, mark in _MARKS.items()}
_LETTER_MACROS = {letter: "{\\" + name + "}" for name, letter in _LETTERS.items() if name not in ("j",)}
_ALWAYS = {
    "\\": "\\textbackslash{}", "&": "\\&", "%": "\\%", "$": "\\$", "#": "\\#", "_": "\\_",
    "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}", "\u00a0": "~",
}  # fmt: skip
_TYPESET = {
    "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "…": "\\ldots{}", "\u2010": "-", "\u2011": "-",
    "€": "\\texteuro{}", "£": "\\pounds{}", "©": "\\copyright{}", "®": "\\textregistered{}",
    "™": "\\texttrademark{}", "°": "\\textdegree{}", "§": "\\S{}", "×": "$\\times$", "¿": "\\textquestiondown{}",
    "¡": "\\textexclamdown{}",
}  # fmt: skip
_SPECIAL = re.compile(
    "(?P<greek>(?<![\u0370-\u03ff])[\u0391-\u03c9](?![\u0370-\u03ff]))"
    "|[-\u2010-\u2014]{2,}|[`'\u2018\u2019\u201c\u201d]{2,}"
    r"|[^A-Za-z0-9 ,.;:()\[\]/?!*+=@'`\"|-]"
)
"""What needs a look: lone Greek letters, runs that LaTeX would join to one sign, anything unusual."""


_ORDINARY = re.compile(r"[A-Za-z0-9 ,.;:()\[\]/?!*+=@'\"|-]*+")
"""Texts of these signs alone stand in LaTeX as they are, but for runs of hyphens or quotes."""


def encode(text: str, *, ascii_letters: bool) -> str:
    """Plain text as a LaTeX value with balanced braces.

    With ``ascii_letters`` the accents and signs of Latin scripts become macros, each in one pair of
    braces, so that classic BibTeX, which works on bytes, cannot cut a letter in two; other scripts
    stay as they are. Literal braces are escaped, and named where they do not balance: BibTeX counts
    an escaped brace all the same.
    """
    if _ORDINARY.fullmatch(text) and "--" not in text and "''" not in text:
        return text
    balanced = is_balanced(text)

    def one(found: re.Match[str]) -> str:
        char = found[0]
        if len(char) > 1:
            return "{}".join(_TYPESET.get(c, c) if ascii_letters else c for c in char)
        if char in "{}":
            return "\\" + char if balanced else ("\\textbraceleft{}" if char == "{" else "\\textbraceright{}")
        if char in _ALWAYS:
            return _ALWAYS[char]
        if not ascii_letters or char.isascii():
            return char
        return _greek(char) if found["greek"] else _letter(char)

    return _SPECIAL.sub(one, text)


def is_balanced(text: str) -> bool:
    """Whether the braces of a text open and close in order, counted as BibTeX counts them."""
    if "{" not in text and "}" not in text:
        return True
    depth = 0
    for char in re.findall(r"[{}]", text):
        depth += 1 if char == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _greek(char: str) -> str:
    """A lone Greek letter, as in a formula; Greek words stay Greek."""
    name = next((n for n in (*_GREEK, *(g.capitalize() for g in _GREEK)) if _SYMBOLS[n] == char), "")
    return f"{{\\ensuremath{{\\{name}}}}}" if name else char


@lru_cache(maxsize=2048)
def _letter(char: str) -> str:
    """One letter or sign outside ASCII as a macro; itself where LaTeX has no common one."""
    if char in _TYPESET:
        return _TYPESET[char]
    if char in _LETTER_MACROS:
        return _LETTER_MACROS[char]
    parts = unicodedata.normalize("NFD", char)
    base, marks = parts[0], parts[1:]
    if marks not in _MACROS or not base.isascii():
        return char
    macro = _MACROS[marks]
    if macro.isalpha():
        return f"{{\\{macro}{{{base}}}}}"
    return f"{{\\{macro}{chr(92) + base if base in 'ij' else base}}}"
