"""Types of RIS (``TY``) and ours."""

from __future__ import annotations

READ = {
    "JOUR": "article", "JFULL": "article", "MGZN": "article", "NEWS": "article", "EJOUR": "article",
    "INPR": "article", "ABST": "article", "RVEW": "book_review", "CHAP": "chapter", "ECHAP": "chapter",
    "ENCYC": "reference_entry", "DICT": "reference_entry", "BOOK": "book", "EBOOK": "book", "EDBOOK": "edited_book",
    "CONF": "conference_paper", "CPAPER": "conference_paper", "THES": "thesis", "RPRT": "report",
    "GOVDOC": "report", "STAND": "report", "UNPB": "working_paper", "MANSCPT": "working_paper", "DATA": "dataset",
    "AGGR": "dataset", "COMP": "software", "ELEC": "web_page", "ICOMM": "web_page", "BLOG": "web_page",
    "WEB": "web_page",
}  # fmt: skip
"""Ours by RIS; any other word is ``other``."""

WRITTEN = {
    "article": "JOUR", "book_review": "JOUR", "notice": "JOUR", "working_paper": "RPRT", "report": "RPRT",
    "preprint": "UNPB", "chapter": "CHAP", "reference_entry": "ENCYC", "book": "BOOK", "edited_book": "EDBOOK",
    "conference_paper": "CPAPER", "proceedings": "CONF", "thesis": "THES", "dataset": "DATA", "software": "COMP",
    "web_page": "ELEC",
}  # fmt: skip
"""RIS by ours; any other type is ``GEN``."""

JOURNALS = frozenset(("article", "book_review"))
"""Types that appear in a journal."""

PAPERS = frozenset(("report", "working_paper", "preprint"))
"""Types whose number is a report number."""
