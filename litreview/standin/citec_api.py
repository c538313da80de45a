"""CitEc's API: how often an item is cited, and by what, in XML.

As at the service an unknown handle is told in a root element ``errorString`` with status 200.
"""

from __future__ import annotations

import re
from html import escape

from litreview.standin.repec_item import citing, item
from litreview.standin.sample import SampleWork
from litreview.standin.wire import Reply, Request, text_reply

DAY = "2026-11-01T00:00:00"
"""The day of the sample's counts."""


class CitecApi:
    """Answers CitEc's API. Keeps nothing between requests."""

    def reply(self, request: Request) -> Reply:
        """Answer one request."""
        found = re.fullmatch(r"/api/(plain|citedby)/(.+)", request.plain_path)
        if not found:
            return text_reply("<html><body><h1>Not Found</h1></body></html>", 404, "text/html")
        kind, repec_handle = found[1], found[2]
        work = item(repec_handle)
        if not work and kind == "citedby":
            # A user's name may follow the handle; a slash may also belong to the handle itself.
            work = item(repec_handle.rpartition("/")[0])
        if not work:
            return _xml("<errorString>Requested document not found</errorString>\n")
        return _xml(_plain(work) if kind == "plain" else _cited_by(work))


def _xml(text: str) -> Reply:
    return text_reply(text, kind="text/xml")


def _plain(work: SampleWork) -> str:
    repec_handle = escape(work.repec_handle or "")
    return (
        f'<citationData id="{repec_handle}">\n<date>{DAY}</date>\n'
        f"<uri>http://citec.repec.org/{repec_handle}</uri>\n"
        f"<citedBy>{len(citing(work))}</citedBy>\n<cites>{len(work.cites)}</cites>\n</citationData>\n"
    )


def _cited_by(work: SampleWork) -> str:
    """The citing works; one whose handle was not read has no ``ref``."""
    lines = []
    for other in citing(work):
        ref = f' ref="http://citec.repec.org/{escape(other.repec_handle)}"' if other.repec_handle else ""
        lines.append(f"<text{ref}><title>{escape(other.title)}</title></text>\n")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="/citedby.xsl"?>\n'
    return f'{head}<amf xmlns="http://amf.openlib.org">\n{"".join(lines)}</amf>\n'
