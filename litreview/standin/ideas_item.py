"""An item page of IDEAS, with every hook that readers hold on to.

As at the service ``li`` is never closed, ``author`` is given twice, the date is no date of
publication, and the JSON-LD breaks at a quotation mark.
"""

from __future__ import annotations

from html import escape

from litreview.standin.repec_item import (
    REDIF_TYPE,
    citation_line,
    citing,
    found,
    ideas_address,
    names_as_given,
    references,
    series_of,
    versions,
)
from litreview.standin.sample import SampleWork

MANY = 10
"""From so many citing works on the page of an item only links to a page of citations."""

NO_ABSTRACT = "No abstract is available for this item."


def item_page(work: SampleWork) -> str:
    """The whole page of a work."""
    title = escape(work.title)
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title><meta charset="utf-8">\n'
        + _metas(work)
        + _json_ld(work)
        + f'</head><body><div id="main"><div id="content-block"><div id="title"><h1>{title}</h1></div>\n'
        + _tabs(work)
        + _authors(work)
        + f'<h2>Abstract</h2><div id="abstract-body">{NO_ABSTRACT}</div>\n'
        + _suggested(work)
        + _download(work)
        + _versions(work)
        + _references(work)
        + _cited_by(work)
        + _more(work)
        + f'<div id="correct"><h2>Corrections</h2>When requesting a correction, please mention this '
        f"item's handle: <i>{escape(work.repec_handle or '')}</i>.</div></div></div></body></html>\n"
    )


def missing_page() -> str:
    """The page of the service for an address that it does not know (status 404)."""
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Sorry...</title><meta charset="utf-8"></head>'
        "<body><h1>404!</h1><p>Sorry, there is nothing at this address.</p></body></html>\n"
    )


def _meta(name: str, content: str | int | None) -> str:
    return f'<meta name="{name}" content="{escape(str(content or ""))}">\n'


def _metas(work: SampleWork) -> str:
    series = series_of(work)
    page = f"https://ideas.repec.org{ideas_address(work)}"
    kind = REDIF_TYPE[work.type]
    pairs: list[tuple[str, str | int | None]] = [
        ("author", "you@example.org"),
        ("handle", work.repec_handle),
        ("description", f"Downloadable (with restrictions)! {NO_ABSTRACT}"),
        ("keywords", ""),
        ("jel_code", ""),
        ("author", " & ".join(names_as_given(work))),
        ("author_shortid", ""),
        ("title", work.title),
        ("download", "1" if work.doi else "0"),
        ("date", f"{work.year}-02-02" if work.year else ""),
        ("citation_publication_date", work.year),
        ("citation_authors", "; ".join(names_as_given(work))),
        ("citation_title", work.title),
        ("citation_abstract", NO_ABSTRACT),
        ("citation_abstract_html_url", page),
        ("citation_publisher", series.provider if series else ""),
        ("citation_journal_title", series.name if series else work.venue),
        ("citation_keywords", ""),
        ("redif-type", kind),
        ("citation_type", f"redif-{kind}"),
        ("citation_year", work.year),
    ]
    if work.type == "paper":
        pairs.append(("citation_technical_report_number", work.issue))
    else:
        pairs += [("citation_volume", work.volume), ("citation_issue", work.issue)]
        pairs += [("citation_firstpage", work.first_page), ("citation_lastpage", work.last_page)]
    if not work.repec_handle:
        pairs = [pair for pair in pairs if pair[0] != "handle"]
    return '<meta name="freedownload" content="0">\n' + "".join(_meta(*pair) for pair in pairs)


def _json_ld(work: SampleWork) -> str:
    """As at the service the texts are put in without care for quotation marks."""
    names = " & ".join(names_as_given(work))
    return (
        '<script type="application/ld+json">{"@context":"http://schema.org","@graph":['
        f'{{"@id":"#periodical","@type":"Periodical","name":"{work.venue or ""}"}},'
        f'{{"@id":"#article","@type":"ScholarlyArticle","name":"{work.title}","author":"{names}",'
        f'"pagination":"{work.pages or ""}"}}]}}</script>\n'
    )


def _tabs(work: SampleWork) -> str:
    cited, cites = citing(work), references(work)
    where = citations_address(work) if len(cited) >= MANY else "#cites"
    return (
        '<ul id="myTab"><li><a id="author-abstract-tab" href="#author-abstract">Author</a>'
        '<li><a id="download-tab" href="#download">Download</a>'
        + (f'<li><a id="refs-tab" href="#refs">{len(cites)} References</a>' if cites else "")
        + (f'<li><a id="cites-tab" href="{where}">{len(cited)} Citations</a>' if cited else "")
        + '<li><a id="more-tab" href="#more">More</a></ul>\n'
    )


def _authors(work: SampleWork) -> str:
    listed = "".join(f'<li class="authorname">{escape(name)}\n' for name in names_as_given(work))
    return (
        '<div id="author-abstract"><div id="author-body"><div id="listed-authors">Listed:'
        f'<ul id="authorlist">{listed}</ul></div></div></div>\n'
    )


def _suggested(work: SampleWork) -> str:
    repec_handle = escape(work.repec_handle or "")
    doi = f"<br>DOI: {escape(work.doi)}" if work.doi else ""
    said = f'Handle: <i style="word-break:break-all">{repec_handle}</i>{doi}\n' if repec_handle else doi
    outputs = ("0", "HTML"), ("1", "plain text"), ("2", "BibTeX"), ("4", "ReDIF")
    options = "".join(f'<option value="{value}">{name}' for value, name in outputs)
    form = (
        '<form action="/cgi-bin/refs.cgi" enctype="multipart/form-data" method="post">'
        f'<input type="hidden" name="handle" value="{repec_handle}">'
        '<input type="submit" name="ref" value="Download reference ">'
        f'<select name="output">{options}</select></form>'
    )
    return (
        '<h2>Suggested Citation</h2><div id="biblio-body">\n'
        f'<li class="list-group-item {_gate(work)}"> {citation_line(work)}\n'
        f"{said}{form if repec_handle else ''}</div>\n"
    )


def _gate(work: SampleWork) -> str:
    return "downgate" if work.doi else "downnone"


def _download(work: SampleWork) -> str:
    if not work.doi:
        return '<div id="download">No full text is listed for this item.</div>\n'
    address = escape(f"http://dx.doi.org/{work.doi}")
    return (
        '<div id="download"><form action="/cgi-bin/get_doc.pl">'
        f'<input type="HIDDEN" name="urn" value="{escape(work.repec_handle or "")}">'
        f'<input type="radio" name="url" value="{address}"><b>File URL:</b> <span>{address}</span><br>'
        "<b>Download Restriction:</b> no</form></div>\n"
    )


def _lines(works: list[SampleWork]) -> str:
    return "".join(f'<li class="list-group-item {_gate(work)}">{citation_line(work)}\n' for work in works)


def _hidden(works: list[SampleWork]) -> str:
    """The handles of a list as one hidden field, in lower case; only those that were read."""
    joined = "#".join(work.repec_handle.lower() for work in works if work.repec_handle)
    return (
        '<form action="/cgi-bin/refs.cgi" method="post">'
        f'<input type="hidden" name="handle" value="{escape(joined)}"></form>\n'
    )


def _versions(work: SampleWork) -> str:
    """Publications stand in a list of their own, apart from other working papers."""
    others = versions(work)
    papers = [other for other in others if other.type == "paper"]
    published = [other for other in others if other.type != "paper"]
    shown = ""
    if papers:
        shown += f'<h2>Other versions of this item:</h2><div class="otherversion"><ul>{_lines(papers)}</ul></div>\n'
    if published:
        shown += f'<h2>Published as:</h2><div class="publishedas"><ul>{_lines(published)}</ul></div>\n'
    return shown


def _references(work: SampleWork) -> str:
    cited = references(work)
    if not cited:
        return ""
    full = f"http://citec.repec.org/cgi-bin/get_data.pl?h={work.repec_handle or ''}&amp;o=all"
    return (
        f'<div id="refs"><h2>References listed on IDEAS</h2>{_hidden(cited)}'
        f'<ol class="list-group">{_lines(cited)}</ol>'
        f'<a href="{full}"><b>Full references</b></a> (including those not matched with items on IDEAS)</div>\n'
    )


def citations_address(work: SampleWork) -> str:
    """The path of the page that lists what cites a work."""
    return "/r" + ideas_address(work)[2:]


def citations_page(work: SampleWork) -> str:
    """The page of citations of a work that many cite."""
    title = escape(f"Citations of {work.title}")
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title><meta charset="utf-8"></head>'
        f'<body><div id="title"><h1>{title}</h1></div>{_citation_list(work)}</body></html>\n'
    )


def _cited_by(work: SampleWork) -> str:
    return _citation_list(work) if 0 < len(citing(work)) < MANY else ""


def _citation_list(work: SampleWork) -> str:
    works = citing(work)
    return (
        '<div id="cites"><h2>Citations</h2>Citations are extracted by the CitEc Project.<br>Cited by:'
        f'{_hidden(works)}<ol class="list-group">{_lines(works)}</ol></div>\n'
    )


def _more(work: SampleWork) -> str:
    """Related items share words of the title; they are no citation links."""
    near = [other for other in found(work.title, ("title",)) if other.key != work.key][:5]
    related = f'<h2>Most related items</h2><ol class="list-group">{_lines(near)}</ol>' if near else ""
    return f'<div id="related">{related}</div><div id="more"><h2>More about this item</h2><h3>Statistics</h3></div>\n'


def series_page(name: str, works: list[SampleWork]) -> str:
    """The page of a series: its items, newest first."""
    listed = sorted(works, key=lambda work: (-(work.year or 0), work.key))
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(name)} | IDEAS/RePEc</title>'
        f'<meta charset="utf-8"></head><body><div id="title"><h1>{escape(name)}</h1></div>'
        f'<div id="content"><ul class="list-group">{_lines(listed)}</ul></div></body></html>\n'
    )
