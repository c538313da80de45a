"""Deduplicate labelled sets and print how well, as the scorer beside the sets judges it.

    python -m tests.bench.bench_dedupe --data DIR [--only SET ...] [--predictions DIR] [--json FILE]
    python -m tests.bench.bench_dedupe --generated 1000 10000 50000

DIR holds ``data/<set>/`` (``records.csv`` with ``clusters.csv`` or ``pairs.csv``) and ``score.py``.
Each set runs in a process of its own, so that CPU seconds and the peak of memory are the set's.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import multiprocessing
import re
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from litreview.matching.compare import compare
from litreview.matching.decide import decide
from litreview.matching.group import Grouped, group
from litreview.matching.keys import blocking_keys
from litreview.matching.prepare import Prepared, prepare
from litreview.model import identifiers, people
from litreview.model.record import TYPES, Record
from litreview.model.text import from_markup
from tests.bench import generated

csv.field_size_limit(2**31 - 1)

TYPE_WORDS = {
    "paper": "working_paper", "techreport": "working_paper", "inproceedings": "conference_paper",
    "proceedings-article": "conference_paper", "conference": "conference_paper", "incollection": "chapter",
    "inbook": "chapter", "book-chapter": "chapter", "journal-article": "article", "posted-content": "preprint",
    "reference-entry": "reference_entry", "phdthesis": "thesis", "mastersthesis": "thesis", "collection": "edited_book",
}  # fmt: skip


def authors_of(text: str) -> tuple[tuple[people.Author, ...], bool]:
    """Read an author column: names apart by " and ", ";" or "," - or run together, as one name."""
    cleaned = from_markup(text) or ""
    bare = re.sub(r",?\s*\bet\.?\s*al\b\.?|\band others\b", "", cleaned, flags=re.I)
    others = bare != cleaned
    if ";" in bare:
        parts = bare.split(";")
    elif " and " in bare:
        parts = re.split(r"\s+and\s+", bare)
    elif bare.count(",") and all(len(p.split()) > 1 for p in bare.split(",")):
        parts = bare.split(",")
    elif re.search(r"[a-z.][A-Z]", bare) and bare.count(",") == 0:
        return (people.Author(family=bare, as_given=bare),), others
    else:
        parts = [bare]
    return tuple(author for part in parts if (author := people.parse_name(part))), others


def record_of(row: Mapping[str, str], name: str) -> Record:
    """A row of a set as a record. An id ``side:rest`` names the source; others know of none."""
    source, _, rest = name.partition(":")
    kind = (row.get("type") or "").strip().lower()
    kind = TYPE_WORDS.get(kind, kind if kind in TYPES else "other")
    authors, others = authors_of(row.get("author") or row.get("authors") or "")
    doi_text = row.get("doi") or ""
    dois = dict.fromkeys(
        i for part in re.findall(r"10\.\d{4,}[^\s;]*", doi_text) if (i := identifiers.doi(part))
    )
    handle = identifiers.repec_handle(row.get("repec_handle"))
    isbn = identifiers.isbn(row.get("isbn"))
    year = re.search(r"\d{4}", row.get("year") or "")
    issue = row.get("number") or row.get("issue") or None
    return Record(
        source=source if rest else f"one-{name}",
        source_id=rest or name,
        type=kind,
        title=from_markup(row.get("title")),
        authors=authors,
        others=others,
        venue=from_markup(row.get("journal") or row.get("venue") or row.get("booktitle")),
        volume=row.get("volume") or None,
        issue=None if kind == "working_paper" else issue,
        report_number=issue if kind == "working_paper" else None,
        pages=(row.get("pages") or "").replace("--", "-") or None,
        year=int(year[0]) if year else None,
        identifiers=(*dois, *(i for i in (handle, isbn) if i)),
    )


def deduplicate(ready: Mapping[str, Prepared]) -> tuple[Grouped, dict[tuple[str, str], tuple[str, int]]]:
    """Block, compare, decide and group prepared records by name. Of the verdicts word and strength are kept."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for name, prepared in ready.items():
        for key in blocking_keys(prepared):
            blocks[key].append(name)
    pairs = {
        (one, other) if one < other else (other, one)
        for members in blocks.values()
        if len(members) > 1
        for place, one in enumerate(members)
        for other in members[place + 1 :]
    }
    del blocks
    verdicts = {}
    while pairs:
        one, other = pairs.pop()
        verdict = decide(compare(ready[one], ready[other]))
        verdicts[one, other] = (verdict.word, verdict.strength if verdict.word != "different" else 0)
    return group(list(ready), verdicts), verdicts


def run_set(folder: Path, out: Path) -> dict[str, Any]:
    """Deduplicate one set; write its predictions and questions; CPU seconds without reading the CSV."""
    with (folder / "records.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    records = [(row["id"], record_of(row, row["id"])) for row in rows]
    del rows
    started = time.process_time()
    ready = {}
    while records:
        name, record = records.pop()
        ready[name] = prepare(record)
    grouped, verdicts = deduplicate(ready)
    seconds = time.process_time() - started
    with (out / f"{folder.name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "cluster"))
        writer.writerows((name, place) for place, names in enumerate(grouped.groups) for name in names)
    with (out / f"{folder.name}.questions.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id1", "id2"))
        writer.writerows(grouped.questions)
    peak = peak_mb()
    return {"cpu_s": round(seconds, 2), "peak_mb": round(peak), "compared": len(verdicts)}


def peak_mb() -> float:
    """The most memory this process held. Where Linux tells, its own figure: rusage inherits the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load_scorer(data: Path) -> Any:
    """The scorer that lies beside the sets, as a module."""
    spec = importlib.util.spec_from_file_location("score", data / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COLUMNS = (
    ("set", "set", 22), ("precision", "P", 7), ("recall", "R", 7), ("f1", "F1", 7), ("false_pairs", "false", 6),
    ("works_lost", "lost", 5), ("missed_pairs", "missed", 7), ("kept_twice", "twice", 6), ("questions", "asked", 6),
    ("questions_true", "true", 5), ("f1_if_answered", "F1 ans", 7), ("cpu_s", "CPU s", 7), ("peak_mb", "MB", 5),
)  # fmt: skip


def line_of(result: Mapping[str, Any]) -> str:
    """One row of the table."""
    return " ".join(
        f"{'-' if result.get(field) is None else result[field]!s:>{width}}" for field, _, width in COLUMNS
    )


def judge(scorer: Any, folder: Path, out: Path) -> dict[str, Any]:
    """The scorer's figures; a set of labelled pairs is judged on its test split."""
    asked, said = out / f"{folder.name}.questions.csv", out / f"{folder.name}.csv"
    if not (folder / "pairs.csv").exists():
        result: dict[str, Any] = scorer.score(str(folder), str(said), str(asked))
        return result
    with (folder / "pairs.csv").open(encoding="utf-8-sig", newline="") as stream:
        known = {
            row[name] for row in csv.DictReader(stream) if row["split"] == "test" for name in ("id1", "id2")
        }
    with asked.open(encoding="utf-8", newline="") as stream:
        header, *pairs = csv.reader(stream)
    with tempfile.TemporaryDirectory() as scratch:
        test = Path(scratch) / "questions.csv"
        with test.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *(pair for pair in pairs if known.issuperset(pair))])
        result = scorer.score(str(folder), str(said), str(test), "test")
    return {**result, "set": f"{folder.name} (test)"}


def judge_sets(data: Path, only: set[str], out: Path) -> list[dict[str, Any]]:
    """Deduplicate and judge every set of a folder, each in a process of its own."""
    out.mkdir(parents=True, exist_ok=True)
    scorer = load_scorer(data)
    print(" ".join(f"{title:>{width}}" for _, title, width in COLUMNS), flush=True)
    results = []
    for folder in sorted((data / "data").iterdir()):
        if not (folder / "records.csv").exists() or (only and folder.name not in only):
            continue
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            figures = pool.apply(run_set, (folder, out))
        results.append({**judge(scorer, folder, out), **figures})
        print(line_of(results[-1]), flush=True)
    return results


def run_generated(count: int) -> dict[str, Any]:
    """Deduplicate records made from a seed: CPU seconds without the making, and how well."""
    made = list(generated.records(count))
    truth = {record.name: record.source_id.split("-")[0] for record in made}
    started = time.process_time()
    ready = {}
    while made:
        record = made.pop()
        ready[record.name] = prepare(record)
    grouped, verdicts = deduplicate(ready)
    seconds = time.process_time() - started
    lost = sum(len({truth[name] for name in names}) - 1 for names in grouped.groups)
    twice = len(grouped.groups) + lost - len(set(truth.values()))
    return {"records": count, "cpu_s": round(seconds, 2), "peak_mb": round(peak_mb()), "compared": len(verdicts),
            "works_lost": lost, "kept_twice": twice, "questions": len(grouped.questions)}  # fmt: skip


def scale(counts: Sequence[int]) -> list[dict[str, Any]]:
    """The cost by the number of records, each run in a process of its own."""
    results = []
    print(
        f"{'records':>9} {'CPU s':>8} {'ms/record':>10} {'MB':>6} {'compared':>9} {'lost':>5} {'twice':>6} {'asked':>6}"
    )
    for count in counts:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            got = pool.apply(run_generated, (count,))
        results.append(got)
        each = 1000 * got["cpu_s"] / count
        print(f"{count:>9} {got['cpu_s']:>8} {each:>10.3f} {got['peak_mb']:>6} {got['compared']:>9} "
              f"{got['works_lost']:>5} {got['kept_twice']:>6} {got['questions']:>6}", flush=True)  # fmt: skip
    return results


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--generated", type=int, nargs="*", default=[], metavar="N")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--predictions", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    if options.data is None and not options.generated:
        parser.error("--data DIR or --generated N")
    results = scale(options.generated) if options.generated else []
    if options.data is not None:
        with tempfile.TemporaryDirectory() as scratch:
            results += judge_sets(options.data, set(options.only), options.predictions or Path(scratch))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
