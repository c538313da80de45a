"""Archives of RePEc: folders of ReDIF files, the way to whole series that RePEc wants people to take.

An archive stands at ``.../RePEc/aaa/``: ``aaaarch.rdf``, ``aaaseri.rdf``, a folder a series (the
Guildford protocol). The listing of a folder is read first, then its files, one page each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote, urljoin, urlsplit

from litreview.errors import NothingFound, SourceFault
from litreview.model.record import Failure, Page, Said
from litreview.sources.html_page import parse_page
from litreview.sources.repec.redif import read_all
from litreview.sources.repec.redif_text import ITEM_KINDS, decode, read_lines
from litreview.sources.repec.series import Series
from litreview.sources.repec.values import HOME, TERMS, TRUST
from litreview.sources.source import Answer, Declared, Net

_FILE = re.compile(r"\.(?:rdf|redif)$", re.I)
_HANDLE = re.compile(r"^repec:([a-z]{3})(?::([a-z0-9]{4,8}))?:?$", re.I)
_IDEAS_SERIES = re.compile(r"^https?://ideas\.repec\.org\.?/+s/(\w{3})/(\w{6})\d*\.html", re.I)
_ECONPAPERS_SERIES = re.compile(
    r"^https?://econpapers\.repec\.org\.?/(?:paper|article|bookchap|software)/(\w{3})(\w{6})/?(?:default\d*\.htm)?$",
    re.I,
)
_OF_ARCHIVE = re.compile(r"^\w{3}(?:arch|seri|mirr)\.(?:rdf|redif)$", re.I)
_DEEPEST = 3
_MOST_FOLDERS = 200


class RepecArchive:
    """The folders in which archives and mirrors of RePEc keep their files.

    The address is that of RePEc's own mirror, not tried yet; a setting points to any other archive.
    Remembers listings and series names from the first page of a folder to its last.
    """

    declared = Declared(
        name="repec_archive",
        title="RePEc archive",
        url="https://ftp.repec.org/RePEc",
        hosts=("ftp.repec.org",),
        group="repec",
        home=HOME,
        terms=TERMS,
        pace={"list": 1.0, "file": 0.5},
        trust=TRUST,
        trust_default=55,
    )

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._listings: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, dict[str, Series]] = {}
        self._failed = 0

    def address_of(self, text: str) -> str | None:
        """A folder, a file or a series: ``RePEc:inm:ororsc``, ``.../RePEc/inm/ororsc/``, ``.../x.rdf``,
        or the page of a series at IDEAS or EconPapers."""
        value = text.strip()
        if found := _HANDLE.match(value) or _IDEAS_SERIES.match(value) or _ECONPAPERS_SERIES.match(value):
            return ":".join(("RePEc", *(part.lower() for part in found.groups() if part)))
        if not re.match(r"^https?://\S+$", value, re.I):
            return None
        path = urlsplit(value).path
        return value if _FILE.search(path) or re.search(r"/RePEc/\w{3}(?:/|$)", path, re.I) else None

    def fetch_page(self, net: Net, address: str, after: str | None = None) -> Page:
        """The works of one file of a folder; ``next`` is the file after it.

        Raises `NothingFound` where there is no such folder, `SourceFault` for an archive elsewhere.
        """
        if after is None:
            self._forget()
        wanted = self.address_of(address) or address
        files, prefix = self._files(net, wanted)
        if not files:
            raise NothingFound(f"No ReDIF files at {address}.", "The folder is empty or hides its listing.")
        url = after if after in files else files[0]
        position = files.index(url) + 1
        page = self._read(net, url, prefix)
        return replace(page, next=files[position] if position < len(files) else None)

    def _files(self, net: Net, wanted: str) -> tuple[tuple[str, ...], str]:
        """The files to read, and the handle that their items must begin with ("" for any)."""
        root = self._root(net)
        found = _HANDLE.match(wanted)
        if not found:
            self._reachable(net, wanted)
            if _FILE.search(urlsplit(wanted).path):
                return (wanted,), ""
            return self._listing(net, wanted.rstrip("/") + "/") or (), ""
        archive = f"{root}/{found[1]}/"
        if not found[2]:
            return self._listing(net, archive) or (), ""
        if files := self._listing(net, f"{archive}{found[2]}/"):
            return files, ""
        return self._listing(net, archive) or (), f"RePEc:{found[1]}:{found[2]}:"

    def _root(self, net: Net) -> str:
        """The folder that holds the archives; ``/RePEc`` is added where the address leaves it out."""
        base = net.base(self.declared)
        return base if re.search(r"/RePEc$", base, re.I) else f"{base}/RePEc"

    def _reachable(self, net: Net, url: str) -> None:
        host = urlsplit(url).netloc.lower()
        if host not in (urlsplit(net.base(self.declared)).netloc.lower(), *self.declared.hosts):
            raise SourceFault(
                f"The archive at {host[:80]} is not the one that is set.",
                "Set LITREVIEW_REPEC_ARCHIVE_URL to its folder, or save its files and import them.",
            )

    def _listing(self, net: Net, folder: str) -> tuple[str, ...] | None:
        """The ReDIF files of a folder and the folders below it, in order; None where there is none."""
        if folder not in self._listings:
            files: list[str] = []
            queue = [(folder, 0)]
            seen = {folder}
            while queue and len(seen) <= _MOST_FOLDERS:
                url, depth = queue.pop(0)
                answer = net.get(self.declared, url, route="list")
                if answer.status != 200:
                    if url == folder:
                        return None
                    continue
                below, here = _links(answer, url)
                files += [f for f in here if not _OF_ARCHIVE.match(f.rsplit("/", 1)[1])]
                fresh = [f for f in below if f not in seen and depth < _DEEPEST]
                seen.update(fresh)
                queue += [(f, depth + 1) for f in fresh]
            self._listings[folder] = tuple(dict.fromkeys(files))
        return self._listings[folder]

    def _read(self, net: Net, url: str, prefix: str) -> Page:
        try:
            answer = net.get(self.declared, url, route="file")
        except SourceFault as fault:
            self._failed += 1
            if self._failed > 1:  # not one bad file but an archive that is down
                raise
            return Page(failures=(Failure(url, fault.sentence, hint=fault.hint),), asked=f"GET {url}")
        self._failed = 0
        if answer.status != 200:
            failure = Failure(url, f"the file cannot be had (status {answer.status})")
            return Page(failures=(failure,), asked=f"GET {url}", day=answer.day)
        said, failures, hidden = self._sorted(net, answer, url, prefix)
        return Page(
            said=tuple(said), failures=tuple(failures), asked=f"GET {url}", hidden=hidden, day=answer.day
        )

    def _sorted(
        self, net: Net, answer: Answer, url: str, prefix: str
    ) -> tuple[list[Said], list[Failure], int]:
        said: list[Said] = []
        failures: list[Failure] = []
        hidden = 0
        for template, found in read_all(answer.body, self.declared.name, self._series(net, url)):
            if isinstance(found, Said):
                if found.about.startswith(f"{self.declared.name}:{prefix}"):
                    said.append(found)
                else:
                    hidden += 1
            elif template.kind and template.kind not in ITEM_KINDS:
                hidden += 1
            else:
                failures.append(replace(found, where=url))
        if not (said or failures or hidden):
            failures.append(Failure(url, "a file without a template"))
        return said, failures, hidden

    def _series(self, net: Net, url: str) -> Mapping[str, Series]:
        """The names of the series of the archive that a file belongs to, from its ``aaaseri.rdf``."""
        found = re.match(r"^(.*/RePEc/(\w{3})/)", url, re.I)
        if not found:
            return {}
        archive = found[1]
        if archive not in self._names:
            self._names[archive] = {}
            for ending in ("rdf", "redif"):
                answer = net.get(self.declared, f"{archive}{found[2].lower()}seri.{ending}", route="file")
                if answer.status == 200:
                    self._names[archive] = dict(_series_names(answer.body))
                    break
        return self._names[archive]


def _series_names(data: bytes) -> Iterator[tuple[str, Series]]:
    for template in read_lines(decode(data)):
        handle = _HANDLE.match(re.sub(r"\s", "", template.first("handle") or ""))
        name = template.first("name")
        if template.kind == "series" and handle and handle[2] and name:
            key = f"RePEc:{handle[1]}:{handle[2]}".lower().replace("repec", "RePEc", 1)
            kind = re.sub(r"^redif-", "", (template.first("type") or "paper").lower()).split()[0]
            yield key, Series(key, kind, name, template.first("issn") or "")


def _links(answer: Answer, folder: str) -> tuple[list[str], list[str]]:
    """The folders and the ReDIF files that a listing links to, only those below it."""
    root = parse_page(answer.text)
    folders: list[str] = []
    files: list[str] = []
    for href in root.xpath("//a/@href") if root is not None else ():
        url = urljoin(folder, re.split(r"[?#]", href.strip())[0])
        if not url.startswith(folder) or url == folder:
            continue
        last = unquote(url.rstrip("/").rsplit("/", 1)[1])
        if _FILE.search(last):
            files.append(url)
        elif re.fullmatch(r"index\.html?", last, re.I):
            folders.append(url[: -len(last)])
        elif "." not in last:
            folders.append(url.rstrip("/") + "/")
    return [f for f in folders if f != folder], files
