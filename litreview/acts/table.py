"""Every act of litreview, declared once. Light: importing it loads no act."""

from __future__ import annotations

from litreview.acts.act import Act, Argument
from litreview.model.decision import DECISIONS
from litreview.model.ruling import RULINGS

_QUERY = Argument("query", "words, \"phrases\", a:author t:title y:1990-2005 j:venue tag:trust list:core search:NAME is:included has:doi -not", positional=True, many=True)  # fmt: skip
_WORKS = Argument("works", "citation keys, DOIs, handles or record names", positional=True, many=True, required=True)  # fmt: skip
_LIST = Argument("name", "the reading list", positional=True, required=True)
_SOURCES = Argument("source", "sources by name, with commas: crossref,semantic_scholar,repec")
_SETTING = Argument("setting", "its name, as in backup.folder", positional=True, required=True)
_SAVED = Argument("search", "its name", positional=True, required=True)
_DRY = Argument("dry_run", "say what would happen, change and send nothing", "flag", default=False)
_LIMIT = Argument("limit", "at most so many", "integer")
_SORTS = ("fit", "year", "author", "title", "venue", "cited", "added", "key")

ACTS: tuple[Act, ...] = (
    Act(
        "search", "Search the sources", "Ask the catalogues; hits are stored as outside works, with --yes they are kept. (For what you have: list.)",
        "searching:search",
        (
            Argument("text", "what to look for", positional=True, many=True),
            _SOURCES,
            Argument("limit", "at most so many from each source; 20 if not said", "integer"),
            Argument("years", "from-to, both included: 1990-2005"),
            Argument("save", "a name for this search"),
            Argument("saved", "run the search of that name again, and say what is new"),
            Argument("yes", "keep every hit in the library", "flag", default=False),
            _DRY,
        ),
        ("litreview search learning alliances --source crossref,repec --limit 50", "litreview search \"absorptive capacity\" --years 1990-2005 --save absorb", "litreview search --saved absorb --yes"),
        shortcut="S", undoable=True, makes=True,
    ),
    Act("saved-search list", "List saved searches", "The searches that have a name: what they ask, when they ran last, how many works they found.", "saved_searches:saved", (), ("litreview saved-search list",)),
    Act("saved-search rename", "Rename a saved search", "Give a saved search another name; search:NAME finds its works under it.", "saved_searches:rename", (_SAVED, Argument("name", "its new name", positional=True, required=True)), ("litreview saved-search rename absorb capacity",), undoable=True),
    Act("saved-search drop", "Drop a saved search", "Forget a saved search; the works that it found stay.", "saved_searches:drop", (_SAVED,), ("litreview saved-search drop absorb",), undoable=True),
    Act(
        "add", "Add by identifier", "Look up and keep: a DOI, RePEc handle, IDEAS or EconPapers address, Semantic Scholar id, or a saved page.",
        "adding:add",
        (Argument("what", "identifiers, addresses or saved pages", positional=True, many=True, required=True), _SOURCES, _DRY),
        ("litreview add 10.1287/orsc.9.3.285", "litreview add RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305"),
        shortcut="a", undoable=True, makes=True,
    ),
    Act(
        "import", "Import files", "Take in reference files (BibTeX, RIS, ReDIF) and saved pages, known by their content; the same file again brings nothing new.",
        "importing:import_files",
        (Argument("files", "files to read; - for standard input", "files", positional=True, many=True, required=True), _DRY),
        ("litreview import chapter.bib", "litreview import downloads/*.ris page.html"),
        shortcut="I", undoable=True, makes=True,
    ),
    Act(
        "list", "List the library", "What you have, or what of it answers a query. (To ask the catalogues: search.)",
        "reading:list_works",
        (
            _QUERY,
            Argument("sort", "order", "choice", choices=_SORTS, default="fit"),
            Argument("reverse", "the other way round", "flag", default=False),
            _LIMIT,
            Argument("outside", "the works outside the library instead", "flag", default=False),
            Argument("explain", "say how the query was understood", "flag", default=False),
            Argument("after", "the works that follow this one in the list: the next page"),
        ),
        ("litreview list trust y:1995-2005 --sort cited", "litreview list tag:\"learning dilemma\" --json"),
        shortcut="slash",
    ),
    Act(
        "show", "Show a work", "One work whole: its fields with who said them, versions, tags, notes, counts, lists.",
        "reading:show",
        (Argument("work", "a citation key, DOI, handle or record name", positional=True, required=True), Argument("records", "every record behind it", "flag", default=False)),
        ("litreview show larsson1998interorganizational --records",),
        shortcut="enter",
    ),
    Act("keep", "Keep", "Put outside works into the library.", "keeping:keep", (_WORKS,), ("litreview keep 10.1287/orsc.9.3.285",), shortcut="plus", undoable=True),
    Act("remove", "Remove from the library", "Take works out of the library; their records, tags and notes stay, undo brings them back.", "keeping:remove", (_WORKS,), ("litreview remove larsson1998interorganizational",), shortcut="d", undoable=True),
    Act("tag add", "Tag", "Put a tag on works.", "tagging:add", (Argument("tag", "the tag", positional=True, required=True), _WORKS), ("litreview tag add trust gulati1995does", "litreview list a:kale --json | ... | litreview tag add \"alliance capability\" -"), shortcut="t", undoable=True),
    Act("tag remove", "Take a tag off", "Take a tag off works.", "tagging:remove", (Argument("tag", "the tag", positional=True, required=True), _WORKS), ("litreview tag remove trust gulati1995does",), undoable=True),
    Act("tag list", "List tags", "All tags: parent, colour, meaning, and how many works carry them, themselves and with the tags below.", "tagging:list_tags", (), ("litreview tag list",)),
    Act("tag rename", "Rename a tag", "Give a tag another name; every work keeps it.", "tagging:rename", (Argument("tag", "the tag", positional=True, required=True), Argument("name", "its new name", positional=True, required=True)), ("litreview tag rename trust \"relational trust\"",), undoable=True),
    Act("tag merge", "Merge tags", "Put the works of several tags under the last one named; the others go.", "tagging:merge", (Argument("tags", "the tags, last the one that stays", positional=True, many=True, required=True),), ("litreview tag merge alliances \"strategic alliances\" alliance",), undoable=True),
    Act(
        "tag describe", "Describe a tag", "Say what a tag means; give it a colour, a parent, a digit key. The word none takes one away.",
        "tagging:describe",
        (
            Argument("tag", "the tag", positional=True, required=True),
            Argument("text", "what it means", positional=True, many=True),
            Argument("colour", "red, orange, yellow, green, cyan, blue, purple, pink, brown, grey or #rrggbb"),
            Argument("parent", "the tag above it: tag:PARENT finds the works of both"),
            Argument("digit", "the key 1 to 9 that puts it on works on the screen"),
            Argument("new", "make it, if there is none yet", "flag", default=False),
        ),
        ("litreview tag describe trust \"expectation of goodwill\" --colour blue --digit 3", "litreview tag describe \"calculative trust\" --new --parent trust"),
        undoable=True,
    ),
    Act("tag drop", "Drop a tag", "Take a tag away that no work carries; with --force also off the works that do.", "tagging:drop", (Argument("tag", "the tag", positional=True, required=True), Argument("force", "also where works carry it", "flag", default=False)), ("litreview tag drop alliances",), undoable=True),
    Act(
        "note", "Write a note", "Add a note to a work, or change one by its number.",
        "noting:note",
        (
            Argument("work", "the work", positional=True, required=True),
            Argument("text", "the note", positional=True, many=True),
            Argument("edit", "write the note of this number anew", "integer"),
            Argument("remove", "take the note of this number away", "integer"),
        ),
        ("litreview note gulati1995does \"repeated ties, trust\"", "litreview note gulati1995does --edit 3 \"repeated ties make trust\""),
        shortcut="w", undoable=True,
    ),
    Act(
        "decide", "Decide", "Include, exclude or maybe include works, as in a screening; undecided takes your decision back.",
        "deciding:decide",
        (
            Argument("word", "include, exclude, maybe or undecided", "choice", positional=True, required=True, choices=(*DECISIONS, "undecided")),
            _WORKS,
            Argument("stage", "title-abstract (where none is said) or full-text", "choice", choices=("title-abstract", "full-text")),
            Argument("reason", "why, in few words"),
        ),
        ("litreview decide include gulati1995does", "litreview decide exclude kale2000learning --stage full-text --reason \"no firms\""),
        undoable=True,
    ),
    Act("read", "Mark as read", "Say how far you are with works: reading, read or unread.", "deciding:read", (_WORKS, Argument("state", "how far", "choice", choices=("reading", "read", "unread"), default="read")), ("litreview read gulati1995does", "litreview read kale2000learning --state reading"), undoable=True),
    Act(
        "correct", "Correct a field", "Give a field of a work your own value, which wins over every source; '' says that there is none.",
        "correcting:correct",
        (
            Argument("work", "the work", positional=True, required=True),
            Argument("field", "title, authors, year, venue, pages, doi ...; a wrong one lists them all", positional=True, required=True),
            Argument("value", "as in: \"Gulati, Ranjay; Singh, Harbir\"", positional=True, many=True),
            Argument("clear", "take your correction back", "flag", default=False),
        ),
        ("litreview correct gulati1995does year 1995", "litreview correct gulati1995does pages --clear"),
        undoable=True,
    ),
    Act("reading-list list", "List reading lists", "All reading lists and how many works are in them.", "listing:all_lists", (), ("litreview reading-list list",)),
    Act("reading-list show", "Show a reading list", "The works of a reading list, in its order.", "listing:show", (_LIST,), ("litreview reading-list show core",)),
    Act("reading-list add", "Put into a reading list", "Put works at the end of a reading list, which is made if it is new.", "listing:add", (_LIST, Argument("works", "citation keys, DOIs, handles or record names", positional=True, many=True)), ("litreview reading-list add core gulati1995does",), undoable=True),
    Act("reading-list remove", "Take out of a reading list", "Take works out of a reading list; they stay in the library.", "listing:remove", (_LIST, _WORKS), ("litreview reading-list remove core gulati1995does",), undoable=True),
    Act("reading-list move", "Move in a reading list", "Let works stand at another place of a reading list.", "listing:move", (_LIST, _WORKS, Argument("to", "the place, 1 for the first", "integer", default=1)), ("litreview reading-list move core gulati1995does --to 3",), undoable=True),
    Act("reading-list rename", "Rename a reading list", "Give a reading list another name.", "listing:rename", (_LIST, Argument("other", "its new name", positional=True, required=True)), ("litreview reading-list rename core \"chapter 3\"",), undoable=True),
    Act("reading-list describe", "Describe a reading list", "Say what a reading list is for; no text takes that away.", "listing:describe", (_LIST, Argument("text", "what it is for", positional=True, many=True)), ("litreview reading-list describe core \"before the proposal\"",), undoable=True),
    Act("reading-list drop", "Drop a reading list", "Take a reading list away; its works stay in the library.", "listing:drop", (_LIST,), ("litreview reading-list drop core",), undoable=True),
    Act(
        "trace", "Trace citations", "What a work cites and what cites it, in the library or not; --fetch asks the sources.",
        "tracing:trace",
        (
            Argument("work", "the work", positional=True, required=True),
            Argument("direction", "references, cited-by or both", "choice", choices=("both", "references", "cited-by"), default="both"),
            Argument("fetch", "ask the sources for the lists", "flag", default=False),
            _SOURCES, _LIMIT, _DRY,
        ),
        ("litreview trace larsson1998interorganizational", "litreview trace gulati1995does --direction cited-by --fetch"),
        shortcut="r",
    ),
    Act(
        "export", "Export", "Write works to a file, each under its stored key: .bib, .ris; - for standard output.",
        "exporting:export",
        (
            Argument("file", "where to; the ending says the format", "file", positional=True, required=True),
            Argument("query", "only the works that answer this", positional=True, many=True),
            Argument("works", "only these, keys with commas"),
            Argument("cited_in", "only the works cited in this .tex, .aux or .md chapter"),
            Argument("format", "bibtex, biblatex or ris, where the ending does not say", "choice", choices=("bibtex", "biblatex", "ris")),
            Argument("prefer_published", "take the published version where a work has a later one", "flag", default=False),
            Argument("abstracts", "with abstracts", "flag", default=False),
            Argument("notes", "with notes", "flag", default=False),
            Argument("force", "overwrite the file", "flag", default=False),
            _DRY,
        ),
        ("litreview export chapter.bib tag:trust", "litreview export chapter.bib --cited-in chapter.tex --force"),
        shortcut="E",
    ),
    Act(
        "refresh", "Refresh counts", "Ask the sources for today's citation counts; each is kept with its source and day.",
        "refreshing:refresh",
        (Argument("works", "only these works", positional=True, many=True), _SOURCES, Argument("due", "only works whose counts are older than so many days", "integer"), _LIMIT, _DRY),
        ("litreview refresh --due 30", "litreview refresh larsson1998interorganizational --source crossref"),
        shortcut="R",
    ),
    Act("schedule show", "Show the schedule", "The line for cron (or Task Scheduler) that refreshes counts regularly.", "refreshing:schedule", (Argument("every", "day, week or month", "choice", choices=("day", "week", "month"), default="week"),), ("litreview schedule show --every month",)),
    Act("duplicates", "Questions on duplicates", "Pairs that may be one work, or versions of one text, with the evidence; rule answers them.", "deduplicating:duplicates", (_LIMIT,), ("litreview duplicates",), shortcut="D"),
    Act("rule", "Rule on two records", "Say that two works or records are the same, versions of one text, or different.", "deduplicating:rule", (Argument("one", "a key or record name", positional=True, required=True), Argument("other", "a key or record name", positional=True, required=True), Argument("word", "same, version, different or later", "choice", positional=True, required=True, choices=RULINGS)), ("litreview rule crossref:10.1287/orsc.9.3.285 ideas:repec:inm:ororsc:v:9:y:1998:i:3:p:285-305 same",), undoable=True),
    Act("undo", "Undo", "Take back your last act.", "undoing:undo", (), ("litreview undo",), shortcut="u"),
    Act("redo", "Redo", "Do again what undo took back.", "undoing:redo", (), ("litreview redo",), shortcut="U"),
    Act("history", "History", "What was done, newest first.", "undoing:history", (Argument("limit", "at most so many", "integer", default=50),), ("litreview history",), shortcut="H"),
    Act(
        "rebuild", "Rebuild", "Derive works, links and indexes again from the records, and show what changes; your words stay, a backup is made first.",
        "looking_after:rebuild", (Argument("yes", "go straight on, without asking", "flag", default=False), _DRY), ("litreview rebuild --dry-run", "litreview rebuild --yes"), asks=True,
    ),
    Act(
        "backup", "Back up", "Copy the library, verified, into a file or folder: all of it and your settings, keys left out. With `restore` the whole move to another computer.",
        "safe_keeping:backup",
        (Argument("file", "where to; a folder gets a dated name; without: the folder of the settings", "file", positional=True, default=""), Argument("force", "replace whatever is there, unless it is the library itself", "flag", default=False)),
        ("litreview backup /media/stick", "litreview backup chapter.backup"),
    ),
    Act(
        "restore", "Restore", "Put a backup in the place of the library; what is there now is kept as a dated copy. Settings are restored where there are none.",
        "safe_keeping:restore",
        (Argument("file", "the backup", "file", positional=True, required=True), Argument("to", "another place than your library's", "file", default="")),
        ("litreview restore /media/stick/library-2026-11-24.backup", "litreview restore chapter.backup --to chapter-2.litreview"),
        makes=True,
    ),
    Act("doctor", "Look after the library", "Check the library, the settings and this machine, and say what to do.", "looking_after:doctor", (Argument("online", "ask each source whether it is reachable", "flag", default=False), Argument("fix", "mend indexes, counts and leftovers; never a word of yours", "flag", default=False)), ("litreview doctor", "litreview doctor --fix --online")),
    Act(
        "archive export", "Export an archive", "Write the whole library, your words included, as text into a folder: the same content gives the same bytes, made for git.",
        "archiving:export_archive",
        (Argument("folder", "where to; made if need be", positional=True, required=True), Argument("works", "with works and links too, for DuckDB, Spark, Polars", "flag", default=False)),
        ("litreview archive export ~/review-archive", "litreview archive export shared --works"),
    ),
    Act(
        "archive import", "Import an archive", "Take an archive in beside what is here: nobody's words are lost, and where two people differ both stay and are told.",
        "archiving:import_archive",
        (Argument("folder", "the folder of the archive", positional=True, required=True), Argument("edited", "take files that were changed since the export as they are", "flag", default=False), _DRY),
        ("litreview archive import shared", "litreview archive import shared --dry-run"),
        undoable=True, makes=True,
    ),
    Act("config show", "Show the settings", "Every setting as it holds now; --origin says which flag, variable or line of the file it comes from.", "configuring:show", (Argument("origin", "where each comes from", "flag", default=False),), ("litreview config show --origin",), mends=True),
    Act("config get", "Show a setting", "One setting as it holds now; keys and mail addresses are only said to be set.", "configuring:get", (_SETTING,), ("litreview config get library",), mends=True),
    Act("config set", "Change a setting", "Write one setting into the file; its comments and layout stay. - reads the value, so that a key stands in no history.", "configuring:put", (_SETTING, Argument("value", "its value", positional=True, many=True, required=True)), ("litreview config set backup.folder ~/Sync/litreview", "litreview config set sources.semantic_scholar.key -"), mends=True),
    Act("config unset", "Take a setting out", "Take one setting out of the file, a mistyped one too.", "configuring:unset", (_SETTING,), ("litreview config unset backup.folder",), mends=True),
    Act("config path", "Where the settings are", "The settings file, whether it is there or not.", "configuring:path", (), ("litreview config path",), mends=True),
    Act("library list", "List libraries", "The libraries of this machine, the latest opened first; the present one is marked.", "libraries:recent", (), ("litreview library list",)),
    Act(
        "library use", "Use a library", "Choose the library of the commands to come; --library and LITREVIEW_LIBRARY go before it.",
        "libraries:use",
        (Argument("which", "its path, or its name as library list has it", positional=True), Argument("new", "make it", "flag", default=False), Argument("none", "take the choice back", "flag", default=False)),
        ("litreview library use chapter-2", "litreview library use ~/thesis/chapter-3.litreview --new"),
    ),
    Act("completion", "Complete words in a shell", "Print the script with which a shell completes commands, options, keys and tags.", "completing:completion", (Argument("shell", "the shell", "choice", positional=True, required=True, choices=("bash", "zsh", "fish")),), ("litreview completion bash", "litreview completion zsh --quiet"), mends=True),
    Act("demo", "Demo", "The whole job offline on a sample of real works, then the screen on the result.", "demonstrating:demo", (Argument("screen", "the report alone: no screen afterwards", "flag", default=True),), ("litreview demo",)),
    Act("standin", "Stand-in server", "Serve the sample on this machine as the services would, faults and limits included.", "demonstrating:standin", (Argument("port", "the port; 0 for any", "integer", default=8765), Argument("limits", "keep the services' real limits", "flag", default=False), Argument("fault", "switch on a fault, as 429, crossref:503 or timeoutx2 (twice); may be repeated; a wrong name lists them all", many=True)), ("litreview standin --port 8765 --fault 429",)),
)  # fmt: skip


def act(name: str) -> Act:
    """One act by its name. Raises KeyError where there is none."""
    return _BY_NAME[name]


_BY_NAME = {one.name: one for one in ACTS}
