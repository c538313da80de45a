"""CitEc (citec.repec.org): how often an item of RePEc is cited, and by what.

Updated once a month from the texts it can read; counts may fall. A missing count is unknown, not 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote

from litreview.errors import KeyRefused, SourceMisread
from litreview.model import identifiers
from litreview.model.identifiers import Identifier
from litreview.model.record import Failure, Miss, Page, Reference, ReferenceList, Said
from litreview.model.text import from_markup
from litreview.sources.repec.redif_text import repaired
from litreview.sources.repec.values import HOME, TERMS, year_of
from litreview.sources.source import Answer, Declared, Net

_UNKNOWN = re.compile(r"not found|no data|does not exist|unknown", re.I)


class CitEc:
    """Citations in economics."""

    declared = Declared(
        name="citec",
        title="CitEc (RePEc)",
        url="https://citec.repec.org",
        hosts=("citec.repec.org",),
        group="repec",
        home=HOME,
        terms=TERMS,
        pace={"list": 2.0, "counts": 2.0},
    )
    schemes = ("repec_handle",)

    def counts(self, net: Net, identifiers: Sequence[Identifier]) -> Iterator[Page]:
        """Citations and references known of each handle, one request each.

        Raises `KeyRefused` where CitEc refuses this computer.
        """
        for identifier in identifiers:
            if identifier.scheme not in self.schemes:
                continue
            url = self._url(net, "plain", identifier)
            answer = net.get(self.declared, url, route="counts", fresh=True)
            found = read_counts(answer, identifier)
            yield Page(
                said=() if isinstance(found, Miss) else (found,),
                misses=(found,) if isinstance(found, Miss) else (),
                asked=f"GET {url}",
                day=answer.day,
            )

    def cited_by(self, net: Net, identifier: Identifier, after: str | None = None) -> Page:  # noqa: ARG002 - one page
        """What cites a handle: handles and titles, no whole records."""
        url = self._url(net, "citedby", identifier)
        answer = net.get(self.declared, url, route="list")
        found, failures = read_cited_by(answer, identifier)
        if isinstance(found, Miss):
            return Page(misses=(found,), asked=f"GET {url}", day=answer.day)
        return Page(said=(found,), failures=tuple(failures), asked=f"GET {url}", day=answer.day)

    def _url(self, net: Net, function: str, identifier: Identifier) -> str:
        return f"{net.base(self.declared)}/api/{function}/{quote(identifier.value, safe=':/')}"


def read_counts(answer: Answer, identifier: Identifier) -> Said | Miss:
    """The counts of one answer. ``about`` is the handle, since CitEc describes no work."""
    root = _root(answer)
    if isinstance(root, str):
        return Miss(identifier, root)
    cited, cites = _number(root, "citedBy"), _number(root, "cites")
    if cited is None and cites is None:
        return Miss(identifier, "CitEc gives no count for it")
    return Said(about=str(identifier), citation_count=cited, reference_count=cites, body=answer.body)


def read_cited_by(answer: Answer, identifier: Identifier) -> tuple[Said | Miss, list[Failure]]:
    """The citing works of one answer as lines; one whose handle cannot be read is a failure."""
    root = _root(answer)
    if isinstance(root, str):
        return Miss(identifier, root), []
    lines: list[Reference] = []
    failures: list[Failure] = []
    for text in (node for node in root.iter() if _local(node) == "text"):
        handle = identifiers.repec_handle(
            re.sub(r"^.*?(?=repec:|relis:)", "", unquote(text.get("ref") or ""), flags=re.I)
        )
        title = from_markup(repaired(_inner(text, "title") or ""))
        if not handle and not title:
            failures.append(Failure(answer.url, "a citing work with neither a handle nor a title"))
            continue
        lines.append(
            Reference(
                position=len(lines) + 1,
                text=title,
                title=title,
                year=year_of(_inner(text, "date") or _inner(text, "year")),
                identifiers=(handle,) if handle else (),
            )
        )
    state = "given" if lines else "none"
    cited_by = ReferenceList(state, tuple(lines), len(lines))
    return Said(about=str(identifier), cited_by=cited_by, body=answer.body), failures


def _root(answer: Answer) -> Any | str:
    """The root of an XML answer, or why there is none for this work.

    CitEc answers errors with status 200 and the root ``errorString``. Raises `SourceMisread`
    for a page that is no XML of CitEc and `KeyRefused` for a block.
    """
    from lxml import etree

    if answer.status in (404, 410):
        return "CitEc does not know it"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
    try:
        root: Any = etree.fromstring(answer.body.strip() or b" ", parser)
    except etree.XMLSyntaxError:
        root = None
    name = _local(root) if root is not None else ""
    if name == "errorString":
        said = " ".join("".join(root.itertext()).split())[:200]
        if _UNKNOWN.search(said):
            return "CitEc does not know it"
        raise KeyRefused(
            f'CitEc refuses this computer: "{said}".', "Write to the CitEc team (https://citec.repec.org)."
        )
    if answer.status != 200 or root is None or name.lower() == "html":
        raise SourceMisread("CitEc sent something else than its counts.", "Try again later.")
    return root


def _local(node: Any) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def _inner(root: Any, name: str) -> str | None:
    return next(("".join(node.itertext()).strip() for node in root.iter() if _local(node) == name), None)


def _number(root: Any, name: str) -> int | None:
    value = _inner(root, name) or ""
    return int(value) if re.fullmatch(r"\d{1,9}", value) else None
