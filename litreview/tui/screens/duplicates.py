"""Questions on duplicates, one by one: two records side by side, the evidence, a ruling."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from litreview.model.text import fold, printable
from litreview.tui import keys, outcomes
from litreview.tui.describe import where
from litreview.tui.text import DIM, Part, content, fitted, line, lines, listed
from litreview.tui.widgets.doors import Doors
from litreview.tui.widgets.status import KeyLine, StatusLine, TopLine

if TYPE_CHECKING:
    from litreview.acts.results import Changed, Question, Questions, RecordView
    from litreview.tui.app import LitreviewApp

_LABEL = 9
_VERDICTS = {
    "same": "Probably one work twice.",
    "version": "Probably two versions of one text. Nothing is joined; they would be linked.",
    "different": "Probably two works.",
    "maybe": "Maybe the same work; the evidence does not decide.",
}
_PROPOSED = {"same": "s same", "version": "v version", "different": "d different"}


class DuplicatesScreen(Screen[None]):
    """Nothing is joined before a person says so, and u takes every ruling back."""

    app: LitreviewApp
    BINDINGS: ClassVar[list[BindingType]] = [
        keys.own("v", "rule('version')", "versions of one text", id="duplicates.version"),
        keys.own("s", "rule('same')", "same work", id="duplicates.same"),
        keys.own("d", "rule('different')", "different works", id="duplicates.different"),
        keys.own("l", "rule('later')", "later", id="duplicates.later"),
        keys.own("right,n", "step(1)", "next question", id="duplicates.next"),
        keys.own("left,p", "step(-1)", "the one before", id="duplicates.before"),
        keys.own("u", "app.undo", "undo", id="act.undo"),
        keys.own("U", "app.redo", "redo", id="act.redo"),
        keys.own("enter", "read", "read both", id="duplicates.read"),
        keys.own("j,down", "scroll(1)", "down", id="list.down"),
        keys.own("k,up", "scroll(-1)", "up", id="list.up"),
        keys.own("q,escape,D", "dismiss", "back", id="screen.back"),
        keys.own("question_mark,f1", "app.keys", "keys", id="app.help"),
    ]
    key_line = (
        "duplicates.version",
        "duplicates.same",
        "duplicates.different",
        "duplicates.later",
        "act.undo",
        "screen.back",
    )

    def __init__(self) -> None:
        super().__init__()
        self.top = TopLine()
        self.doors = Doors(id="doors")
        self._text = Static("", id="question")
        self._scroll = VerticalScroll(self._text, id="question-scroll")
        self._questions: tuple[Question, ...] = ()
        self._total = 0
        self._place = 0

    def compose(self) -> ComposeResult:
        yield self.top
        yield self._scroll
        yield self.doors
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.doors.display = False
        self.top.say("Duplicates")
        self.set_focus(self._scroll)
        self.reload()

    def on_resize(self) -> None:
        self._show()

    def reload(self) -> None:
        """Read the open questions again."""
        self.app.ask(
            "open-questions", lambda desk: self.app.calls.duplicates(desk, 100), self._take, newest=True
        )

    def _take(self, found: Questions) -> None:
        here = self._question()
        self._questions, self._total = found.questions, found.total
        ids = [question.id for question in found.questions]
        if here is not None and here.id in ids:
            self._place = ids.index(here.id)
        self._place = max(0, min(self._place, len(ids) - 1))
        self._show()

    def _question(self) -> Question | None:
        return self._questions[self._place] if self._place < len(self._questions) else None

    def _show(self) -> None:
        question = self._question()
        self._scroll.display = question is not None
        self.doors.display = question is None
        if question is None:
            self.top.say("Duplicates")
            self.doors.say(
                "No open questions.",
                line(("Joined works can be taken apart: litreview rule A B different", DIM)),
            )
            return
        shown = f"{self._place + 1:,} of {self._total:,}"
        of = f"   the first {len(self._questions):,} are listed" if self._total > len(self._questions) else ""
        self.top.say(
            "Duplicates  ", (shown, "bold"), (f" {'question' if self._total == 1 else 'questions'}{of}", DIM)
        )
        self._text.update(lines(question_lines(question, max(20, self.size.width - 6))))

    def action_rule(self, word: str) -> None:
        """Say what the two are."""
        question = self._question()
        if question is not None:
            one, other = question.left.name, question.right.name
            self.app.ask(
                "rule",
                lambda desk: self.app.calls.rule(desk, one, other, word),
                partial(self._ruled, word),
            )

    def _ruled(self, word: str, changed: Changed) -> None:
        if word == "later":
            self.action_step(1)
        self.app.say(outcomes.changed(changed))
        self.app.reload()

    def action_step(self, by: int) -> None:
        """Another question; this one stays open."""
        if self._questions:
            self._place = (self._place + by) % len(self._questions)
            self._scroll.scroll_home(animate=False)
            self._show()

    def action_read(self) -> None:
        """The left work whole."""
        if (question := self._question()) is not None:
            self.app.open_work(question.left_row.id)

    def action_scroll(self, by: int) -> None:
        """Scroll."""
        self._scroll.scroll_relative(y=by, animate=False)


def question_lines(question: Question, width: int) -> list[Content]:
    """A question side by side, differences marked, the evidence under each field."""
    proposed = _PROPOSED.get(question.verdict)
    out = [content(_VERDICTS.get(question.verdict, question.verdict), "bold"), Content("")]
    side = max(8, (width - _LABEL - 3) // 2)
    heads = (f"A  {question.left.record.source}", f"B  {question.right.record.source}")
    out += _side_by_side("", heads[0], heads[1], side, "bold $text-primary", marked=False)
    for name, left, right, evidence, says in _fields(question):
        out += _side_by_side(name, left, right, side)
        if evidence:
            style = {"agrees": "$text-success", "conflicts": "$text-warning"}.get(says, DIM)
            out.append(
                line(
                    " " * _LABEL,
                    (f"{says}: " if says != "silent" else "", f"bold {style}"),
                    (evidence, style),
                )
            )
    out += _side_by_side(
        "yours", _words(question, left=True), _words(question, left=False), side, marked=False
    )
    said = {view.sentence for view in question.fields}
    out += [Content(""), *(line(("· ", DIM), reason) for reason in question.reasons if reason not in said)]
    if proposed:
        out.append(line(("proposed: ", DIM), (proposed, "bold $text-accent")))
    out.append(line(("A is ", DIM), question.left.name, (" of ", DIM), question.left_row.key or "?"))
    out.append(line(("B is ", DIM), question.right.name, (" of ", DIM), question.right_row.key or "?"))
    return out


def _fields(question: Question) -> list[tuple[str, str, str, str, str]]:
    told = {view.field: view for view in question.fields}
    out = []
    shown = {"authors": _authors, "title": _title, "year": _year, "venue": _where, "doi": _doi}
    for name, reader in shown.items():
        view = told.pop(name, None) or told.pop({"authors": "author"}.get(name, name), None)
        left, right = reader(question.left), reader(question.right)
        sentence = "only one has it" if view is None and (left == "-") != (right == "-") else ""
        out.append((name, left, right, view.sentence if view else sentence, view.says if view else "silent"))
    rest = [view for view in told.values() if view.left or view.right]
    return out + [(v.field, v.left or "-", v.right or "-", v.sentence, v.says) for v in rest]


def _authors(view: RecordView) -> str:
    return "; ".join(str(author) for author in view.record.authors) or "-"


def _title(view: RecordView) -> str:
    return view.record.full_title or "-"


def _year(view: RecordView) -> str:
    return str(view.record.year) if view.record.year is not None else "-"


def _where(view: RecordView) -> str:
    return where(view.record) or "-"


def _doi(view: RecordView) -> str:
    return view.record.identifier("doi") or "-"


def _words(question: Question, left: bool) -> str:
    row = question.left_row if left else question.right_row
    parts = [f"tag {tag}" for tag in row.tags] + ([f"{row.notes} notes"] if row.notes else [])
    return listed(parts) or "-"


def _side_by_side(
    name: str, left: str, right: str, side: int, style: str = "", marked: bool = True
) -> list[Content]:
    one, other = printable(left, 2000), printable(right, 2000)
    pieces = (
        _wrapped(_marked(one, other, marked, style), side),
        _wrapped(_marked(other, one, marked, style), side),
    )
    out = []
    for place in range(max(len(pieces[0]), len(pieces[1]))):
        first = pieces[0][place] if place < len(pieces[0]) else Content("")
        second = pieces[1][place] if place < len(pieces[1]) else Content("")
        label = fitted(name if not place else "", _LABEL)
        gap = " " * max(0, side - first.cell_length)
        out.append(line((label, DIM), first, gap, "  ", second))
    return out


def _marked(text: str, other: str, marked: bool, style: str) -> Content:
    """A text with the words marked that the other side has not; the sign is brackets and bold."""
    if not marked or text == "-" or other == "-":
        return content(text, style)
    mine, theirs = text.split(), other.split()
    if len(mine) < 2 or len(theirs) < 2:
        return content(text, style)
    matcher = SequenceMatcher(None, [_bare(w) for w in mine], [_bare(w) for w in theirs], autojunk=False)
    parts: list[Part] = []
    for kind, start, end, _, _ in matcher.get_opcodes():
        if start == end:
            continue
        words = " ".join(mine[start:end])
        parts += [" " if parts else "", words if kind == "equal" else (f"‹{words}›", "bold $text-warning")]
    return line(*parts)


def _bare(word: str) -> str:
    return fold(word).strip(".,;:()[]\"'")


def _wrapped(text: Content, width: int) -> list[Content]:
    return list(text.wrap(width))
