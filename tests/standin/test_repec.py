"""IDEAS, EconPapers, CitEc and the archives as repec.org's documents have them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote
from xml.etree import ElementTree

from litreview.model.identifiers import repec_handle
from litreview.standin.sample import sample
from litreview.standin.views import view
from tests.standin.client import Answer

Ask = Callable[..., Answer]
LARSSON = "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305"


def metas(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, content in re.findall(r'<meta name="([^"]+)" content="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(content))
    return found


def test_the_item_page_of_the_documents(ideas: Ask) -> None:
    page = ideas("/a/inm/ororsc/v9y1998i3p285-305.html")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    said = metas(page.text)
    assert said["handle"] == [LARSSON]
    assert said["citation_authors"] == ["Rikard Larsson; Lars Bengtsson; Kristina Henriksson; Judith Sparks"]
    assert len(said["author"]) == 2, "the maintainer stands before the authors"
    assert (said["citation_volume"], said["citation_firstpage"]) == (["9"], ["285"])
    assert f'Handle: <i style="word-break:break-all">{LARSSON}</i><br>DOI: 10.1287/orsc.9.3.285' in page.text
    assert "</li>" not in page.text, "the service closes no list item"


def test_the_page_lists_its_references(ideas: Ask) -> None:
    page = ideas("/a/inm/ororsc/v9y1998i3p285-305.html").text
    refs = page.split('<div id="refs">')[1].split("</ol>")[0]
    assert refs.count("<li ") == 9
    assert ">9 References</a>" in page
    address = re.findall(r'href="(/[ap]/sample/[^"]+)"', refs)[0]
    listed = ideas(address)
    assert listed.status == 200
    assert "handle" not in metas(listed.text), "no handle is invented for it"


def test_hidden_handles_are_the_citing_items(ideas: Ask) -> None:
    key = "chellappa2010alliances"
    path = "/a/inm/orisre/v21y2010i4p849-871.html"
    cites = ideas(path).text.split('<div id="cites">')[1]
    assert cites.split("</ol>")[0].count("<li ") == len(view("repec").cited_by(key))


def test_many_citations_have_a_page_of_their_own(ideas: Ask) -> None:
    page = ideas("/a/sample/cohen1990absorptive.html").text
    address = re.findall(r'id="cites-tab" href="([^"]+)">22 Citations', page)[0]
    assert '<div id="cites">' not in page
    listed = ideas(address)
    assert (listed.status, listed.text.count("<li ")) == (200, 22)


def test_every_handle_leads_to_its_page(ideas: Ask, econpapers: Ask, citec: Ask) -> None:
    for work in view("repec").works.values():
        moved = ideas("/cgi-bin/h.cgi?h=" + quote(work.repec_handle or ""))
        assert moved.status == 302
        page = ideas(moved.headers["location"].removeprefix("/ideas"))
        assert metas(page.text)["handle"] == [work.repec_handle]
        permanent = econpapers(f"/{work.repec_handle}")
        shown = econpapers(permanent.headers["location"].removeprefix("/econpapers"))
        assert metas(shown.text)["DC.Identifier"] == [f"https://EconPapers.repec.org/{work.repec_handle}"]
        counts = ElementTree.fromstring(citec(f"/api/plain/{work.repec_handle}").text)
        assert (counts.tag, counts.get("id")) == ("citationData", work.repec_handle)


def test_an_unknown_address_is_the_404_page(ideas: Ask) -> None:
    for path in ("/a/inm/ororsc/v1y1.html", "/cgi-bin/h.cgi?h=RePEc:inm:ororsc:x", "/s/inm/none.html"):
        answer = ideas(path)
        assert (answer.status, "<h1>404!</h1>" in answer.text) == (404, True)


def test_the_paper_names_its_publication(ideas: Ask) -> None:
    page = ideas("/p/unm/unumer/2018022.html").text
    published = page.split('<div class="publishedas">')[1].split("</div>")[0]
    assert "Business Research Quarterly" in published


def test_names_stand_as_the_archive_writes_them(ideas: Ask, archive: Ask) -> None:
    assert metas(ideas("/p/unm/unumer/2018022.html").text)["citation_authors"] == [
        "Martinez-Noya, Andrea; Narula, Rajneesh"
    ]
    file = archive("/RePEc/unm/unumer/unumer2010.redif").text
    assert file.startswith("Template-type: ReDIF-Paper 1.0\nAuthor-Name: Martinez-Noya, Andrea\n")


def test_a_series_lists_its_items(ideas: Ask) -> None:
    page = ideas("/s/inm/orisre.html").text
    assert page.count("<li ") == sum(":orisre:" in (w.repec_handle or "") for w in sample().values())


def test_ideas_search_pages_by_ten(ideas: Ask) -> None:
    def links(page: str) -> list[str]:
        return re.findall(r'<li [^>]*>.*?<a href="(/[^"]+)"', page)

    first = ideas("/cgi-bin/htsearch2", method="POST", body=b"q=trust", headers=_form()).text
    total = int(re.findall(r"(\d+) results", first)[0])
    assert len(links(first)) == 10 < total
    second = ideas("/cgi-bin/htsearch2", q="trust", np=1).text
    assert len(links(first) + links(second)) == len(set(links(first) + links(second))) == total
    assert links(ideas("/cgi-bin/htsearch2", q="trust", np=2).text) == []


def test_no_hits_and_no_answer_are_told_apart(ideas: Ask) -> None:
    none = ideas("/cgi-bin/htsearch2", q="zebras").text
    assert "Sorry, no results" in none
    form = ideas("/cgi-bin/htsearch", q="trust").text
    assert "results" not in form and "<form" in form


def test_ideas_exports_a_list_of_handles(ideas: Ask) -> None:
    handles = quote(f"{LARSSON}#repec:unm:unumer:2018022")
    answer = ideas("/cgi-bin/refs.cgi", method="POST", body=f"handle={handles}&output=2".encode())
    assert answer.text.count("@") == 2


def test_econpapers_search_pages(econpapers: Ask) -> None:
    def links(page: str) -> list[str]:
        return re.findall(r'<a href="(/(?:article|paper)/[^"]+)"', page)

    first = econpapers("/scripts/search.pf?ft=trust;art=on").text
    assert len(links(first)) == 10
    more = unescape(re.findall(r'<a href="(/scripts/search[^"]+)">Next', first)[0])
    second = econpapers(more).text
    assert links(second) and not set(links(first)) & set(links(second))
    assert ">Next<" not in second
    both = econpapers("/scripts/search.pf?kw=trust&aus=Gefen").text
    assert links(both) and all(":" not in link for link in links(both))
    assert "No documents matched" in econpapers("/scripts/search.pf?ft=zebras").text
    assert "No documents matched" in econpapers("/scripts/search.pf?ft=trust+zebras;lgc=AND").text
    assert links(econpapers("/scripts/search.pf?ft=trust+zebras&lgc=OR").text) == links(first)


def test_citec_says_unknown_in_a_root_element(citec: Ask) -> None:
    answer = citec("/api/plain/RePEc:inm:ororsc:none")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/xml")
    assert ElementTree.fromstring(answer.text).tag == "errorString"


def test_citec_lists_what_it_counts(citec: Ask) -> None:
    for handle in ("RePEc:inm:orisre:v:21:y:2010:i:4:p:849-871", LARSSON):
        counts = ElementTree.fromstring(citec(f"/api/plain/{handle}").text)
        listed = ElementTree.fromstring(citec(f"/api/citedby/{handle}/someone").text)
        assert int(counts.findtext("citedBy") or -1) == len(listed)
    assert counts.findtext("cites") == "9"


def test_the_archive_holds_every_handle_once(archive: Ask) -> None:
    found: list[str] = []
    waiting = ["/RePEc/"]
    while waiting:
        folder = waiting.pop()
        listing = archive(folder)
        assert listing.status == 200
        for name in re.findall(r'<td><a href="([^".?][^"]*)">', listing.text):
            if name.endswith("/"):
                waiting.append(folder + name)
            elif name.endswith((".rdf", ".redif")):
                body = archive(folder + name).body
                found += re.findall(r"(?m)^Handle: (RePEc:\w{3}:\w{6}:\S+)", body.decode("cp1252"))
    assert sorted(found) == sorted(work.repec_handle or "" for work in view("repec").works.values())
    assert all(repec_handle(value) for value in found)


def test_archive_files_differ_in_encoding(archive: Ask) -> None:
    assert archive("/RePEc/inm/orisre/orisre2000.rdf").body.startswith(b"\xef\xbb\xbf")
    assert "’".encode() not in archive("/RePEc/inm/orisre/orisre1990.rdf").body
    assert archive("/RePEc/inm").headers["location"] == "/repec_archive/RePEc/inm/"
    assert archive("/RePEc/inm/orisre/none.rdf").status == 404


def test_an_unchanged_file_is_not_sent_again(archive: Ask) -> None:
    first = archive("/RePEc/inm/inmarch.rdf")
    again = archive("/RePEc/inm/inmarch.rdf", headers={"if-modified-since": first.headers["last-modified"]})
    assert (again.status, again.body) == (304, b"")


def _form() -> dict[str, str]:
    return {"content-type": "application/x-www-form-urlencoded"}
