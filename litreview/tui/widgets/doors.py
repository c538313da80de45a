"""What an empty list says: what is the case, and the next key to press."""

from __future__ import annotations

from textual.content import Content

from litreview.tui.text import DIM, button, content, line, lines
from litreview.tui.widgets.pressable import Pressable


class Doors(Pressable):
    """The place of the table while there is nothing to list."""

    def first_run(self, path: str) -> None:
        """An empty library: four doors, and where it will be kept."""
        doors = (
            (button("I", "import a file", "app.import_file"), ".bib, .ris, a saved page"),
            (button("S", "search the sources", "app.search"), "Crossref, Semantic Scholar, RePEc"),
            (button("a", "add one", "app.add"), "paste a DOI, a RePEc handle or an address"),
            (
                content("litreview demo", "bold $text-accent"),
                "in a terminal: a sample of real works, offline",
            ),
        )
        self.update(
            lines(
                (
                    content("Your library is empty. Four doors lead in:", "bold"),
                    Content(""),
                    *(line("   ", door, " " * (24 - door.cell_length), (told, DIM)) for door, told in doors),
                    Content(""),
                    line(("It is kept in ", DIM), path),
                    content("Another place: litreview --library FILE", DIM),
                )
            )
        )

    def nothing_found(self, query: str, outside: bool) -> None:
        """A query that nothing answers: offer its words to the sources."""
        where = "outside works" if outside else "your library"
        other = "your library" if outside else "the outside works"
        self.update(
            lines(
                (
                    line(
                        ("Nothing in ", "bold"),
                        (where, "bold"),
                        (" answers ", "bold"),
                        (query, "bold $text-accent"),
                    ),
                    Content(""),
                    line("   ", button("S", "ask the sources for these words", "app.search")),
                    line("   ", button("O", f"look among {other}", "screen.outside")),
                    line("   ", button("q", "show everything again", "screen.back")),
                )
            )
        )

    def nothing_outside(self) -> None:
        """No outside works at all."""
        self.update(
            lines(
                (
                    line(("Nothing stands outside your library.", "bold")),
                    Content(""),
                    line(("Hits of a search and listed references that you do not keep come here.", DIM)),
                    line("   ", button("S", "search the sources", "app.search")),
                    line("   ", button("O", "back to your library", "screen.outside")),
                )
            )
        )

    def say(self, first: str, *more: Content) -> None:
        """Any other state."""
        self.update(lines((line((first, "bold")), Content(""), *more)))
