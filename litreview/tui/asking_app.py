"""What every screen asks of the program: run an act, say a sentence, show again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import App

from litreview.errors import LitreviewError
from litreview.model.text import printable
from litreview.tui import outcomes
from litreview.tui.asking import Answer, Asking, Job
from litreview.tui.calls import Calls
from litreview.tui.state import State, from_stored
from litreview.tui.text import Part, line
from litreview.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from litreview.acts.results import Changed, Tags
    from litreview.desk import Desk


class AskingApp(App[None]):
    """Acts run in workers, on a desk each; their failures become sentences."""

    def __init__(self, desk: Desk, calls: Calls | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.calls = calls or Calls()
        self.state: State = from_stored(desk.recall(self.state_name))
        self.tags: Tags | None = None
        self.pinned: Sequence[tuple[int, str]] = ()
        self.last_tag: str | None = None
        self.drafts: dict[int, str] = {}
        self.asking = Asking(self, desk, self.present)

    @property
    def state_name(self) -> str:
        """Under which name the desk remembers where the person was in this library."""
        return f"screen:{self.desk.library_path}"

    def ask(
        self, group: str, call: Callable[[Desk], Answer], then: Callable[[Answer], object], **options: Any
    ) -> Job:
        """Run an act in a worker; see `Asking.ask`."""
        return self.asking.ask(group, call, then, **options)

    def change(self, group: str, call: Callable[[Desk], Changed]) -> None:
        """Run an act that changes a person's words, say what it did, and show it."""
        self.ask(group, call, self._changed)

    def _changed(self, changed: Changed) -> None:
        self.say(outcomes.changed(changed))
        self.reload()

    def reload(self) -> None:
        """Let every open screen read again."""
        for screen in self.screen_stack:
            again = getattr(screen, "reload", None)
            if again is not None:
                again()

    def present(self, fault: BaseException) -> None:
        """The one presenter of failures: what happened, what is safe, what to do."""
        if isinstance(fault, LitreviewError):
            said = line(("! ", "bold $text-error"), fault.sentence, "  ", fault.hint)
        else:
            self.log.error(repr(fault))
            said = line(
                ("! ", "bold $text-error"),
                f"That did not work ({type(fault).__name__}: {printable(fault, 200)}).",
                "  Your library is as it was. `litreview doctor` looks for the cause.",
            )
        self.say(said)

    def take_tags(self, tags: Tags) -> None:
        """Note the tags, and which of them have numbers."""
        self.tags = tags
        self.pinned = [(tag.pinned, tag.name) for tag in tags.tags if tag.pinned is not None]
        self.pinned.sort()

    def say(self, *parts: Part) -> None:
        """Say what happened, on the status line of every open screen; what has no room there pops up."""
        said = line(*parts)
        if said.cell_length > self.size.width - 2:
            self.notify(said.plain, markup=False, timeout=10)
        for screen in self.screen_stack:
            for status in screen.query(StatusLine):
                status.say(said)
        self.show_progress()

    def show_marked(self, count: int) -> None:
        """Show how many works are marked."""
        for status in self.screen.query(StatusLine):
            status.marked(count)

    def show_progress(self) -> None:
        """Show what is under way."""
        jobs = self.asking.long_jobs
        sentence = "  ".join(job.sentence for job in jobs)
        for screen in self.screen_stack:
            for status in screen.query(StatusLine):
                status.doing(sentence)
            told = getattr(screen, "show_progress", None)
            if told is not None:
                told(jobs)

    def copy(self, text: str) -> None:
        """Send a text to the terminal's clipboard; no terminal answers whether it took it."""
        self.copy_to_clipboard(printable(text))
        self.say("Sent to the terminal's clipboard: ", (text, "bold"), "   (Y shows it to copy by hand)")
