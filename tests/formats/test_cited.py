"""The keys that a chapter cites, in the order of first citation."""

from __future__ import annotations

from pathlib import Path

import pytest

from litreview.formats.cited import EVERYTHING, cited_keys, included_files

SHARED = Path(__file__).parents[3] / "shared" / "formats"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (r"\cite{a} \citep[see][p.~3]{b, c} \citet*{a}", ("a", "b", "c")),
        (r"\parencite[cf.][12]{a:b/c+d.1}", ("a:b/c+d.1",)),
        (r"\autocites(pre)(post)[1]{a}[2]{b,c}. {not}", ("a", "b", "c")),
        (r"\textcites{a}{b}", ("a", "b")),
        (r"\volcite[pre]{2}[34]{a} \citeauthor{b}", ("a", "b")),
        ("\\cite [\\emph{x} 3]\n {a}", ("a",)),
        (r"\nocite{*} \cite{a}", (EVERYTHING, "a")),
        (r"\citestyle{nature} \bibcite{x}{1} \citetext{see \citealp{a}} \setcitestyle{authoryear}", ("a",)),
        (r"\newcommand{\mine}[1]{\cite{#1}} \cite{a}", ("a",)),
        ("50\\% \\cite{a} % \\cite{b}\n\\cite{c}", ("a", "c")),
        ("\\begin{verbatim}\\cite{b}\\end{verbatim}\\verb|\\cite{d}|\\cite{a}", ("a",)),
        ("\\cite{a}\\end{document}\\cite{b}", ("a",)),
        ("no citation, someone@example.org", ()),
    ],
)
def test_latex(text: str, keys: tuple[str, ...]) -> None:
    assert cited_keys(text, "chapter.tex") == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("\\relax\n\\citation{a,b}\n\\citation{a}", ("a", "b")),
        ("\\abx@aux@cite{a}\n\\abx@aux@cite{0}{b}\n\\abx@aux@segm{0}{0}{b}", ("a", "b")),
        ("\\citation{*}", (EVERYTHING,)),
    ],
)
def test_aux(text: str, keys: tuple[str, ...]) -> None:
    assert cited_keys(text, "chapter.aux") == keys


def test_bcf() -> None:
    text = '<bcf:controlfile><bcf:citekey order="1" intorder="1">a&amp;b</bcf:citekey><bcf:citekey order="2">c</bcf:citekey>'
    assert cited_keys(text, "chapter.bcf") == ("a&b", "c")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("As @larsson1998 and [@kale2002; -@b_c, p. 3] say.", ("larsson1998", "kale2002", "b_c")),
        ("@{odd key}, @{https://a.b/c}, @doi:10.1/x.", ("https://a.b/c", "doi:10.1/x")),
        ("see @fig-one, @sec-two and \\@ref(three), mail me@example.org", ()),
        ("`@code` and\n```\n@block\n```\n<!-- @hidden --> @a", ("a",)),
        ("---\ntitle: x\nnocite: '@*'\n---\n@a", ("a", EVERYTHING)),
        ("---\nauthor: me@x\nnocite: |\n  @b, @c\nother: '@d'\n---\n\n[@a]", ("a", "b", "c")),
        ("first @a then \\citep{b} then @c.", ("a", "b", "c")),
        ('(@a) "@b" *@c* [see @d]', ("a", "b", "c", "d")),
    ],
)
def test_markdown(text: str, keys: tuple[str, ...]) -> None:
    assert cited_keys(text, "chapter.qmd") == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [("\\documentclass{book}\\cite{a}", ("a",)), ("\\relax \n\\citation{a}", ("a",)), ("Only @a.", ("a",))],
)
def test_without_a_telling_name_the_text_tells(text: str, keys: tuple[str, ...]) -> None:
    assert cited_keys(text, "chapter") == keys


def test_files_that_a_chapter_pulls_in() -> None:
    text = "\\input{one} \\include{two.tex} % \\input{no}\n\\import{parts/}{three}"
    assert included_files(text, "a.tex") == ("one.tex", "two.tex", "parts/three.tex")
    assert included_files("{{< include _one.qmd >}}", "a.qmd") == ("_one.qmd",)
    assert included_files("\\@input{one.aux}", "a.aux") == ("one.aux",)


EXPECTED = {
    "tex/jabref_paper.tex": ("Einstein1920", "Darwin1888"),
    "tex/jabref_crossref.aux": ("Einstein1920a", "Einstein1920b", "Einstein1920c", "UnresolvedKey"),
    "tex/biblatex_01-introduction.tex": ("companion", "knuth:ct"),
    "md/bookdown_04-citations.Rmd": ("R-bookdown", "xie2015"),
    "md/colrev_paper.md": ("WagnerPrester2024",),
    "qmd/quarto_cite-as-only.qmd": (),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_chapters_of_other_projects(name: str) -> None:
    path = SHARED / name
    if not path.is_file():
        pytest.skip("../shared/formats is not here")
    assert cited_keys(path.read_bytes().decode("utf-8", "replace"), path.name) == EXPECTED[name]


def test_a_long_chapter_is_read_in_time() -> None:
    text = "\\cite[" * 20_000 + "\\begin{verbatim}" * 1000 + "[" * 20_000 + "`" * 999
    assert cited_keys(text, "a.tex") == ()
    assert cited_keys(text, "a.md") == ()
