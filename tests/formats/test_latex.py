"""LaTeX values become plain text, and plain text becomes LaTeX that BibTeX cannot break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.formats.latex import decode, encode, is_balanced
from litreview.model.text import clean

READINGS = [
    (r"M{\"u}ller", "Müller"),
    (r"Vall{\'e}e and Garc{\'\i}a", "Vallée and García"),
    (r"{\c{S}}ahin, \v{S}koda, \v S", "Şahin, Škoda, Š"),
    (r"{\L}{\'o}d{\'z}, \O ster, stra{\ss}e", "Łódź, Øster, straße"),
    (r"50\% R\&D \#1 a\_b \$5", "50% R&D #1 a_b $5"),
    (r"one --- two -- three", "one — two – three"),
    (r"a ``view'' of {Foo {B}ar}", "a “view” of Foo Bar"),
    (r"$\alpha$ and $x^2$", "α and x^2"),
    (r"at $-$50 dB", "at -50 dB"),
    (r"costs $5 million and $7", "costs $5 million and $7"),
    (r"\emph{Homo} \textbf{economicus}", "Homo economicus"),
    (r"\href{http://a.b/c}{text}", "text"),
    (r"{\noopsort{1973b}}1973", "1973"),
    (r"{\textless}i{\textgreater}", "<i>"),
    (r"see http://a.b/%20~x", "see http://a.b/%20~x"),
    (r"a \unknownmacro{thing} stays", "a thing stays"),
    (r"\"{\i}\^{\i}", "ïî"),
    ("no macro at all", "no macro at all"),
]


@pytest.mark.parametrize(("latex", "plain"), READINGS)
def test_macros_are_undone(latex: str, plain: str) -> None:
    assert clean(decode(latex)) == plain


@pytest.mark.parametrize(
    "text", ["{" * 500, "\\", "$", "\\begin{", "{\\" * 300, "\\input{/etc/passwd}", "%" * 50]
)
def test_no_text_makes_the_reader_fail(text: str) -> None:
    assert isinstance(decode(text), str)
    assert "root:" not in decode(text)


WRITINGS = [
    ("Özgür Şahin", r"{\"O}zg{\"u}r {\c{S}}ahin"),
    ("García, Łódź, ß, å", r"Garc{\'\i}a, {\L}{\'o}d{\'z}, {\ss}, {\aa}"),
    ("R&D 50% #1 a_b $5", r"R\&D 50\% \#1 a\_b \$5"),
    ("a \\ b ~ c ^ d", r"a \textbackslash{} b \textasciitilde{} c \textasciicircum{} d"),
    ("“view” – it’s", "``view'' -- it's"),
    ("{balanced}", r"\{balanced\}"),
    ("open { brace", r"open \textbraceleft{} brace"),
    ("x--y", "x-{}-y"),
    ("α-stable", r"{\ensuremath{\alpha}}-stable"),
    ("Ελλάδα 李明", "Ελλάδα 李明"),
]


@pytest.mark.parametrize(("plain", "latex"), WRITINGS)
def test_text_is_escaped_for_classic_bibtex(plain: str, latex: str) -> None:
    assert encode(plain, ascii_letters=True) == latex


def test_biblatex_gets_its_letters_as_they_are() -> None:
    assert encode("Özgür “view” – R&D", ascii_letters=False) == r"Özgür “view” – R\&D"


@given(st.text(max_size=80))
def test_what_is_written_has_balanced_braces_and_reads_back_the_same(text: str) -> None:
    plain = clean(text) or ""
    latex = encode(plain, ascii_letters=False)
    assert is_balanced(latex)
    assert (clean(decode(latex)) or "") == plain


@given(st.text(alphabet="aé{}\\$%&#_^~\"'`-– ßıøÅ<>", max_size=30))
def test_ascii_letters_read_back_but_for_typographic_quotes(text: str) -> None:
    plain = clean(text) or ""
    latex = encode(plain, ascii_letters=True)
    assert is_balanced(latex)
    assert (clean(decode(latex)) or "") == plain
