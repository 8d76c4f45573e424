"""The archive of 18F and the real edits of its stories, as lines that import_archive reads.

    python -m tests.support.archive_18f OUT.jsonl.gz

Reads ``../shared/real``. A story's file was renamed and moved over the years; its edits are
found by file name, else by the name without its date, else by the headline.
"""

import gzip
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import yaml
from markdown_it import MarkdownIt

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

from articles.body import clean_body
from tests.support.real import REAL, read_json_lines

ARCHIVE = REAL / "archive" / "18f.jsonl.gz"
EDITS = REAL / "revisions" / "18f-pairs.jsonl.gz"
NO_STORIES = {"README.md"}
_HOME = ZoneInfo("America/New_York")
_SECOND = timedelta(seconds=1)
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

_FRONT_MATTER = re.compile(r"^-{3}[ \t]*\n(.*?)\n-{3}[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-?")
# What stands for a person keeps the name: {% author melody %}, {{ "melody" | team_link }}.
_NAMING = re.compile(r"\{%-?\s*author\s+([\w.-]+)\s*-?%\}|\{\{\s*[\"']([^\"'}]*)[\"'][^}]*\}\}")
_OTHER = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def lines_with_histories() -> list[dict]:
    """Every story of the archive, and those only its edits know of, each with its revisions."""
    return list(story_lines(read_json_lines(ARCHIVE), read_json_lines(EDITS)))


def bodies_of_pairs(most: int) -> Iterator[tuple[str, str]]:
    """The bodies before and after each of the first real edits, as a story would hold them."""
    for pair, _number in zip(read_json_lines(EDITS), range(most), strict=False):
        yield tuple(clean_body(_html(_split(pair[side])[1])) for side in ("before", "after"))


def story_lines(archive: Iterable[dict], edits: Iterable[dict]) -> Iterator[dict]:
    stories = list(archive)
    histories = _histories(stories, edits)
    for story in stories:
        published = story["date"] or _date_of(story["path"])
        yield _line(story, histories.pop(story["path"], []), published)
    for path, pairs in sorted(histories.items()):
        story = {"source": "18f", "path": path, "slug": "", "front_matter": {}}
        yield _line(story, pairs, _date_of(path))


def _histories(stories: list[dict], edits: Iterable[dict]) -> dict[str, list[dict]]:
    """The edits of each story, oldest first, by the path of the archive or their own newest."""
    by_name, by_stem, by_title = {}, {}, {}
    for story in stories:
        name = PurePosixPath(story["path"]).name
        by_name[name] = by_stem[_DATE.sub("", name, count=1)] = story["path"]
        by_title[story["title"].casefold()] = story["path"]
    histories = defaultdict(list)
    for pair in edits:
        name = PurePosixPath(pair["path"]).name
        if name in NO_STORIES:
            continue
        stem = _DATE.sub("", name, count=1)
        path = by_name.get(name) or by_stem.get(stem)
        path = path or by_title.get(_split(pair["after"])[0].get("title", "").casefold())
        histories[path or by_stem.setdefault(stem, pair["path"])].append(pair)
    for pairs in histories.values():
        pairs.sort(key=lambda pair: datetime.fromisoformat(pair["date"]))
    return histories


def _line(story: dict, pairs: list[dict], published: str) -> dict:
    line = {key: story[key] for key in ("source", "path", "slug")}
    line["date"] = published
    line["url"], *line["urls"] = _addresses(story, pairs, published)
    if not pairs:
        words = {key: story[key] for key in ("title", "standfirst", "tags", "authors")}
        return {**line, **words, "body_html": _html(story["body_md"])}
    line["revisions"] = list(_revisions(story, pairs, _instant(published)))
    return line


def _addresses(story: dict, pairs: list[dict], published: str) -> list[str]:
    """Where its site had a story: by its file's names, its date, and what its front matter says."""
    paths = []
    for path in [story["path"], *(pair["path"] for pair in reversed(pairs))]:
        name = PurePosixPath(path).stem
        for date in (_DATE.search(name) and _date_of(name), published[:10]):
            if date:
                paths.append("/{}/{}/{}/".format(*date.split("-")) + _DATE.sub("", name, count=1))
    front = story["front_matter"]
    told = [front.get("permalink"), front.get("redirect_from")]
    flat = [one for each in told for one in (each if isinstance(each, list) else [each]) if one]
    # An archive that was written down twice has some lists as texts: "['/2014/…/']".
    paths += [path for one in flat for path in re.findall(r"/[^'\",\]\s]+", one)]
    first, *others = dict.fromkeys(paths)
    return [f"https://18f.gsa.gov{first}/", *others]


def _revisions(story: dict, pairs: list[dict], published: datetime) -> Iterator[dict]:
    date = min(published, _instant(pairs[0]["date"]) - _SECOND)
    text = _text(story, pairs[0]["before"])
    yield {"date": date.isoformat(), "note": "", **text}
    for pair in pairs:
        # Between two edits that are known lay others that are not.
        states = [(pair["before"], "", -_SECOND), (pair["after"], pair["subject"], 0 * _SECOND)]
        for source, note, offset in states:
            found = _text(story, source)
            if found == text and not note:
                continue
            text, date = found, max(date, _instant(pair["date"]) + offset)
            yield {"date": date.isoformat(), "note": note, **text}
    if "body_md" in story:
        present = {key: story[key] for key in ("title", "standfirst", "tags", "authors")}
        present["body_html"] = _html(story["body_md"])
        if present != text:
            date = (date + _SECOND).isoformat()
            yield {"date": date, "note": "As it stands in the archive", **present}


def _text(story: dict, source: str) -> dict:
    """A file's front matter and Markdown; what a broken front matter lost, the archive tells."""
    front, body = _split(source)
    return {
        "title": str(front.get("title") or story.get("title") or "Untitled").strip(),
        "standfirst": _standfirst(front) or story.get("standfirst", ""),
        "tags": _names(front.get("tags")) or story.get("tags", []),
        "authors": _names(front.get("authors") or front.get("author"))
        or story.get("authors")
        or ["18F"],
        "body_html": _html(body),
    }


def _split(source: str) -> tuple[dict, str]:
    """Front matter, its keys in lower case, and Markdown."""
    match = _FRONT_MATTER.search(source)
    if match is None:
        return {}, source
    try:
        # Every value as a text: a date that is none must not stop the rest.
        front = yaml.load(match[1], Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError:
        front = None
    named = front.items() if isinstance(front, dict) else ()
    return {key.lower(): value for key, value in named}, source[match.end() :]


def _standfirst(front: dict) -> str:
    told = front.get("excerpt") or front.get("description") or ""
    return " ".join(told.split()) if isinstance(told, str) else ""


def _names(value) -> list[str]:
    if isinstance(value, str):
        value = value.split(",")
    return [name.strip() for name in value or [] if isinstance(name, str) and name.strip()]


@lru_cache(maxsize=64)
def _html(markdown: str) -> str:
    """Markdown as HTML, with what was meant for the site's own generator taken out."""
    markdown = _NAMING.sub(lambda match: match[1] or match[2], markdown)
    return _MARKDOWN.render(_OTHER.sub("", markdown))


def _date_of(path: str) -> str:
    year, month, day = _DATE.search(path).groups()
    return f"{year}-{month:0>2}-{day:0>2}"


def _instant(value: str) -> datetime:
    date = datetime.fromisoformat(value)
    return (date if date.tzinfo else date.replace(tzinfo=_HOME)).astimezone(UTC)


def write_lines(path, lines: Iterable[dict]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_lines(sys.argv[1], lines_with_histories())
