"""Which works a chapter cites: the citation keys in LaTeX, its helper files, Markdown and Quarto."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import PurePath

EVERYTHING = "*"
"""The key that ``\\nocite{*}`` and ``nocite: "@*"`` give: every work of the library."""

_TEX = frozenset((".tex", ".ltx", ".latex", ".rnw", ".snw"))
_MARKDOWN = frozenset((".md", ".markdown", ".qmd", ".rmd", ".txt"))
_COMMAND = re.compile(r"\\([A-Za-z]*[cC]ite[A-Za-z]*)\*?")
_NO_CITATION = re.compile(
    r"^(?:citation|bibcite|citestyle|setcitestyle|citereset|citetext|defcitealias|citationstyle|"
    r"DeclareCite\w*|DeclareMultiCite\w*|DeclareAutoCite\w*|\w*citecount\w*|citesetup\w*|citedash|citepunct)$"
)
_MANY = re.compile(r"^(?:\w*cites|\w*cites(?:text|title|author|year))$")
_AFTER_VOLUME = re.compile(r"^[A-Za-z]*vol(?:cite|cites)$", re.I)
_OPTIONAL = re.compile(r"\s*(?:\[(?:[^\[\]{}]|\{[^{}]*\})*\]|\((?:[^(){}]|\{[^{}]*\})*\)|<[^<>{}]*>)")
_GROUP = re.compile(r"\s*\{([^{}]*)\}")
_KEY = re.compile(r"[^\s{}\\#%~,\"]+")
_TEX_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
_TEX_VERBATIM = re.compile(
    r"\\begin\{(verbatim\*?|lstlisting|comment|minted|Verbatim|filecontents\*?)\}.*?\\end\{\1\}"
    r"|\\verb\*?([^A-Za-z\s]).*?\2",
    re.S,
)
_AUX = re.compile(r"\\(?:citation|abx@aux@cite|abx@aux@nociteall|abx@aux@segm)((?:\{[^{}]*\})+)")
_BCF = re.compile(r"<bcf:citekey\b[^<>]*>([^<]*)</bcf:citekey>")
_MD_CODE = re.compile(
    r"^(```+|~~~+)[^\n]*\n.*?^\1[ \t]*$|<!--.*?-->|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.S | re.M
)
_MD_HEAD = re.compile(r"^---[ \t]*\n(?=[\w-]+:)(.*?)\n(?:---|\.\.\.)[ \t]*$", re.S | re.M)
_MD_NOCITE = re.compile(r"^nocite:(.*(?:\n[ \t]+.*|\n[ \t]*$|\n-.*)*)", re.M)
_MD_KEY = re.compile(
    r"(?<![\w\\@/.:])-?@(?:\{([^{}\s]+)\}|(\*)|((?:[^\W]|_)(?:[\w]|[:.#$%&+?<>~/-](?=\w))*))"
)
_CROSS_REFERENCE = re.compile(
    r"^(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|rem|sol|alg|tip|nte|wrn|imp|cau|vid|suppfig)-"
)
_INCLUDED = re.compile(
    r"\\(?:input|include|subfile|@input)\s*\{([^{}]+)\}|\\(?:import|subimport)\s*\{([^{}]*)\}\s*\{([^{}]+)\}"
)
_MD_INCLUDED = re.compile(r"\{\{<\s*include\s+(\S+)\s*>\}\}")


def cited_keys(text: str, name: str) -> tuple[str, ...]:
    """The citation keys of a chapter in the order of first citation, each once.

    ``name`` tells the kind by its ending (.tex, .aux, .bcf, .md, .qmd, .Rmd), else the text does.
    Comments, code and verbatim parts cite nothing. `EVERYTHING` stands for the whole library.
    """
    kind = _kind(text, name)
    keys = {"aux": _aux_keys, "bcf": _bcf_keys, "tex": _tex_keys, "markdown": _markdown_keys}[kind](text)
    return tuple(dict.fromkeys(key for key in keys if key))


def included_files(text: str, name: str) -> tuple[str, ...]:
    """The files a chapter pulls in (``\\input``, ``\\include``, ``\\import``, Quarto's include), as written.

    A LaTeX name without an ending means .tex. They are relative to the chapter's folder.
    """
    kind = _kind(text, name)
    if kind == "markdown":
        return tuple(dict.fromkeys(_MD_INCLUDED.findall(text)))
    if kind == "bcf":
        return ()
    found: dict[str, None] = {}
    for whole, folder, file in _INCLUDED.findall(_without_comments(text)):
        path = whole.strip() or str(PurePath(folder.strip()) / file.strip())
        found[path if PurePath(path).suffix else f"{path}.tex"] = None
    return tuple(found)


def _kind(text: str, name: str) -> str:
    ending = PurePath(name).suffix.lower()
    if ending in (".aux", ".bcf"):
        return ending[1:]
    if ending in _TEX:
        return "tex"
    if ending in _MARKDOWN:
        return "markdown"
    if "<bcf:controlfile" in text[:2000]:
        return "bcf"
    if text.lstrip().startswith("\\relax") or "\\citation{" in text:
        return "aux"
    return "tex" if "\\documentclass" in text or "\\begin{" in text else "markdown"


def _without_comments(text: str) -> str:
    return _TEX_COMMENT.sub(r"\1", _TEX_VERBATIM.sub(" ", text))


def _tex_keys(text: str) -> Iterator[str]:
    for _, keys in _tex_citations(_without_comments(text).partition("\\end{document}")[0]):
        yield from keys


def _tex_citations(text: str) -> Iterator[tuple[int, list[str]]]:
    """Where a command of the ``\\cite`` family stands, and its keys."""
    for found in _COMMAND.finditer(text):
        command, at = found[1], found.end()
        if _NO_CITATION.match(command):
            continue
        groups: list[str] = []
        wanted = 2 if _AFTER_VOLUME.match(command) else 1
        while group := _next_group(text, at):
            groups.append(group[0])
            at = group[1]
            if len(groups) == wanted and not _MANY.match(command):
                break
        keys = groups[wanted - 1 :: wanted]
        yield found.start(), [key for part in keys for key in _listed(part)]


def _next_group(text: str, at: int) -> tuple[str, int] | None:
    while optional := _OPTIONAL.match(text, at):
        at = optional.end()
    group = _GROUP.match(text, at)
    return (group[1], group.end()) if group else None


def _listed(text: str) -> list[str]:
    keys = [key.strip() for key in text.split(",")]
    return [key for key in keys if _KEY.fullmatch(key)]


def _aux_keys(text: str) -> Iterator[str]:
    """Keys of an .aux file; newer biblatex puts the number of its refsection in a group before the key."""
    for groups in _AUX.findall(text):
        yield from _listed(re.findall(r"\{([^{}]*)\}", groups)[-1])


def _bcf_keys(text: str) -> Iterator[str]:
    for key in _BCF.findall(text):
        yield html.unescape(key).strip()


def _markdown_keys(text: str) -> Iterator[str]:
    heads = _MD_HEAD.findall(text)
    body = _MD_CODE.sub(" ", _MD_HEAD.sub(" ", text))
    cited = list(_tex_citations(_without_comments(body)) if "\\" in body else ())
    cited += [(found.start(), [key]) for found in _MD_KEY.finditer(body) if (key := _markdown_key(found))]
    for _, keys in sorted(cited):
        yield from keys
    for block in _MD_NOCITE.findall("\n".join(heads)):
        for found in _MD_KEY.finditer(block):
            yield _markdown_key(found)


def _markdown_key(found: re.Match[str]) -> str:
    """The key of one ``@key``; "" for Quarto's cross-references, which look the same."""
    key = found[1] or found[2] or found[3]
    return "" if found[3] and _CROSS_REFERENCE.match(key) else key
