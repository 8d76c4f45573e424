"""bin/bench: measures, prints a table, and writes the figures into docs/performance.md."""

import argparse
import os
import platform
import re
from datetime import date

from tests.bench import ROOT, measures

DOCUMENT = ROOT / "docs" / "performance.md"
PARTS = (
    "pages",
    "publishing",
    "desk",
    "pictures",
    "library",
    "importing",
    "starting",
    "comparing",
    "reviewing",
    "narration",
    "search",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this part")
    parser.add_argument(
        "--stories",
        type=int,
        nargs="+",
        default=[500, 1_000, 100_000],
        help="the sizes of the archives the pages are measured in",
    )
    parser.add_argument("--requests", type=int, default=1500, help="requests a round")
    parser.add_argument("--no-write", action="store_true", help="leave docs/performance.md alone")
    options = parser.parse_args()
    for part in options.only or PARTS:
        rows = (
            measures.pages(options.stories, options.requests)
            if part == "pages"
            else getattr(measures, part)()
        )
        print(f"\n{part}\n" + table(rows))
        if not options.no_write:
            write(part, table(rows))


def table(rows: list[measures.Row]) -> str:
    lines = ["| what | measured | at most |", "| --- | ---: | ---: |"]
    return "\n".join(lines + [f"| {what} | {figure} | {goal} |" for what, figure, goal in rows])


def write(part: str, text: str) -> None:
    """Put a table between its part's marks in the document."""
    machine = f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    document = DOCUMENT.read_text(encoding="utf-8")
    begin, end = f"<!-- bench:{part} -->", f"<!-- /bench:{part} -->"
    block = f"{begin}\n\nMeasured {machine}.\n\n{text}\n\n{end}"
    pattern = re.escape(begin) + ".*?" + re.escape(end)
    replaced, count = re.subn(pattern, lambda _: block, document, flags=re.S)
    if count != 1:
        raise SystemExit(f"docs/performance.md has no marks for {part}.")
    DOCUMENT.write_text(replaced, encoding="utf-8")


if __name__ == "__main__":
    main()
