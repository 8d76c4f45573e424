"""One line of an archive file, read and checked: the format of docs/import.md.

Nothing here touches the database. What is wrong with a line is said in a BadLine.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from articles.models import Article, Byline, Edition, Tag
from articles.models.imported import KEY_LENGTH, SOURCE_LENGTH
from articles.snapshot import canonical_json
from authors.models import Author
from newsroom.address_keys import Address, BadAddress, bare_host, read_address

DEFAULT_SOURCE = "archive"
# Before printing there was no press; such a year is a typing error that no page should carry.
EARLIEST_YEAR = 1450
# XML 1.0 §2.2: what no document can hold; NUL is also what PostgreSQL refuses.
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DATE_IN_PATH = re.compile(r"(?:.*/)?(\d{4})-(\d{1,2})-(\d{1,2})[-_.]")
_PICTURE = re.compile(r"<img\b", re.IGNORECASE)

HEADLINE_LENGTH = Article._meta.get_field("headline").max_length
TAG_LENGTH = Tag._meta.get_field("name").max_length
AUTHOR_LENGTH = Author._meta.get_field("name").max_length


class BadLine(ValueError):
    """Why a line cannot become a story, as a sentence for whoever made the file."""


@dataclass(frozen=True, slots=True)
class Credit:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class LineRevision:
    """The whole text of a story as it stood from ``date`` on, and who changed it, how and why."""

    date: datetime
    title: str
    standfirst: str
    body_html: str
    tags: tuple[str, ...]
    authors: tuple[Credit, ...]
    note: str = ""
    by: str = ""
    change: str = ""
    notice: str = ""
    # Whether no more than the day of ``date`` is told.
    is_dated_by_day: bool = False

    @property
    def sha256(self) -> str:
        """Equal where nothing of the revision changed from one file to the next."""
        data = {**asdict(self), "date": self.date.isoformat()}
        # The day is in the date.
        del data["is_dated_by_day"]
        return hashlib.sha256(canonical_json(data).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story as its line tells it: what holds for all of it, and its revisions, oldest first."""

    source: str
    key: str
    sha256: str
    section: str
    section_name: str
    kind: str
    language: str
    slug: str
    first_published: datetime
    # Whether the line tells no more of that than the day.
    is_dated_by_day: bool
    updated: datetime | None
    is_updated_by_day: bool
    revisions: tuple[LineRevision, ...]
    long_tags: tuple[str, ...] = field(default=())
    # Where it stood before.
    addresses: tuple[Address, ...] = field(default=())

    @property
    def sha256s(self) -> list[str]:
        """The hash of what holds for all of the story, then one for each revision."""
        whole = canonical_json([self.section, self.kind, self.language, self.slug])
        return [
            hashlib.sha256(whole.encode()).hexdigest(),
            *(revision.sha256 for revision in self.revisions),
        ]

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of its former addresses, as far as they are full ones."""
        return frozenset(bare_host(one.host) for one in self.addresses if one.host)

    @property
    def pictures(self) -> int:
        """How many pictures the present text had; a line carries no files to show them."""
        return len(_PICTURE.findall(self.revisions[-1].body_html))


def read_line(raw: bytes) -> StoryLine:
    """The story on one line of a file. Raises BadLine."""
    data = _read_object(raw)
    source = _text(data, "source") or DEFAULT_SOURCE
    section, section_name = _section(data)
    revisions = _revisions(data)
    first_published = _first_published(data) or revisions[0].date
    return StoryLine(
        source=_no_longer_than(source, SOURCE_LENGTH, "source"),
        key=_key(data),
        sha256=hashlib.sha256(raw.strip()).hexdigest(),
        section=section,
        section_name=section_name,
        kind=_choice(data, "kind", Article.Kind),
        language=_language(data),
        slug=_text(data, "slug"),
        first_published=first_published,
        is_dated_by_day=_is_dated_by_day(data),
        updated=_date(data, "updated"),
        is_updated_by_day=_is_day(data, "updated"),
        revisions=revisions,
        long_tags=_long_tags(data),
        addresses=_addresses(data),
    )


def _read_object(raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine(_("It is not UTF-8.")) from None
    except RecursionError:
        raise BadLine(_("It is nested too deeply to be read.")) from None
    except ValueError as error:
        raise BadLine(_("It is not JSON: %s.") % error) from None
    if not isinstance(data, dict):
        raise BadLine(_("It is not a JSON object."))
    return data


def _revisions(data: dict[str, Any]) -> tuple[LineRevision, ...]:
    told = data.get("revisions")
    if not told:
        return (_revision(data, data, date=_first_published(data, required=True)),)
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise BadLine(_("“revisions” is not a list of objects."))
    revisions: list[LineRevision] = []
    for number, one in enumerate(told, 1):
        try:
            date = _date(one, "date")
            if date is None:
                raise BadLine(_("It has no date."))
            if revisions and date < revisions[-1].date:
                raise BadLine(_("It is dated before the one above it; the oldest comes first."))
            revisions.append(_revision(one, data, date=date))
        except BadLine as error:
            raise BadLine(
                _("Revision %(number)d: %(reason)s") % {"number": number, "reason": error}
            ) from None
    return tuple(revisions)


def _revision(one: dict[str, Any], line: dict[str, Any], *, date: datetime) -> LineRevision:
    """A revision; what it does not say itself, apart from its text, the line says for it."""
    title = " ".join(_text({**line, **one}, "title").split())
    if not title:
        raise BadLine(_("It has no title."))
    body_html = _text(one, "body_html")
    if not body_html.strip():
        raise BadLine(_("It has no body_html."))
    own = one if one is not line else {}
    return LineRevision(
        date=date,
        title=_no_longer_than(title, HEADLINE_LENGTH, "title"),
        standfirst=_text({**line, **one}, "standfirst").strip(),
        body_html=body_html,
        tags=tuple(tag for tag in _tags({**line, **one}) if len(tag) <= TAG_LENGTH),
        authors=_authors({**line, **one}),
        note=_text(own, "note").strip(),
        by=" ".join(_text(own, "by").split()),
        change=_choice(own, "change", Edition.Change),
        notice=_text(own, "notice").strip(),
        is_dated_by_day=_is_dated_by_day(line) if one is line else _is_day(one, "date"),
    )


def _key(data: dict[str, Any]) -> str:
    key = data.get("path") if data.get("id") is None else data["id"]
    if isinstance(key, int) and not isinstance(key, bool):
        key = str(key)
    key = _text({"id": key}, "id").strip()
    if not key:
        raise BadLine(_("It has neither id nor path, by which the story is known again."))
    return _no_longer_than(key, KEY_LENGTH, "id")


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(_("“%s” is not a text.") % name)
    return _CONTROL.sub("", value)


def _no_longer_than(value: str, most: int, name: str) -> str:
    if len(value) > most:
        raise BadLine(
            _("“%(name)s” has %(length)d characters; it may have %(most)d.")
            % {"name": name, "length": len(value), "most": most}
        )
    return value


def _choice(data: dict[str, Any], name: str, choices) -> str:
    value = _text(data, name).strip().lower()
    if value and value not in choices.values:
        raise BadLine(
            _("“%(value)s” is no %(name)s; there are %(choices)s.")
            % {"value": value, "name": name, "choices": ", ".join(choices.values)}
        )
    return value


def _language(data: dict[str, Any]) -> str:
    """A language of the site, the narrowest there is: ``en-US`` is ``en`` where no other."""
    value = _text(data, "language").strip()
    code = value.lower().replace("_", "-")
    known = dict(settings.LANGUAGES)
    for candidate in (code, code.partition("-")[0]):
        if candidate in known or not candidate:
            return candidate
    raise BadLine(_("“%s” is no language this site knows.") % value)


def _section(data: dict[str, Any]) -> tuple[str, str]:
    """Slug or name as told, and the name for a section that is new."""
    value = data.get("section")
    if not isinstance(value, dict):
        return _text(data, "section").strip(), ""
    return _text(value, "slug").strip() or _text(value, "name").strip(), _text(
        value, "name"
    ).strip()


def _list(data: dict[str, Any], name: str) -> list:
    value = data.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadLine(_("“%s” is not a list.") % name)
    return value


def _tags(data: dict[str, Any]) -> tuple[str, ...]:
    """Each tag once, whatever its case, in the spelling that comes first."""
    tags: dict[str, str] = {}
    for value in _list(data, "tags"):
        tag = " ".join(_text({"tags": value}, "tags").split())
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())


def _long_tags(data: dict[str, Any]) -> tuple[str, ...]:
    told = data.get("revisions")
    present = {**data, **told[-1]} if told else data
    return tuple(tag for tag in _tags(present) if len(tag) > TAG_LENGTH)


def _authors(data: dict[str, Any]) -> tuple[Credit, ...]:
    credits: dict[str, Credit] = {}
    for value in _list(data, "authors"):
        value = value if isinstance(value, dict) else {"name": value}
        name = " ".join(_text(value, "name").split())
        if not name:
            raise BadLine(_("An author has no name."))
        _no_longer_than(name, AUTHOR_LENGTH, "author")
        role = _choice(value, "role", Byline.Role) or Byline.Role.BY.value
        credits.setdefault(name, Credit(name, role))
    return tuple(credits.values())


def _addresses(data: dict[str, Any]) -> tuple[Address, ...]:
    """Each former address once, in one spelling; ``url`` before those of ``urls``."""
    told = [_text(data, "url").strip()]
    told += (_text({"urls": value}, "urls").strip() for value in _list(data, "urls"))
    try:
        found = [read_address(address) for address in told if address]
    except BadAddress as error:
        raise BadLine(_("“url” or “urls”: %s") % error) from None
    return tuple(dict.fromkeys(found))


def _first_published(data: dict[str, Any], *, required: bool = False) -> datetime | None:
    """The line's date, or the one its path begins with: ``posts/2014-03-12-coming-soon.md``."""
    date = _date(data, "date")
    if date is None and (match := _DATE_IN_PATH.match(str(data.get("path") or ""))):
        date = _read_date("{:0>4}-{:0>2}-{:0>2}".format(*match.groups()), "path")
    if date is None and required:
        raise BadLine(_("It has no date."))
    return date


def _is_dated_by_day(data: dict[str, Any]) -> bool:
    """Whether what tells the first publication (``_first_published``, ``_revisions``) is a day."""
    if _text(data, "date").strip():
        return _is_day(data, "date")
    if _DATE_IN_PATH.match(str(data.get("path") or "")):
        return True
    return bool(data.get("revisions")) and _is_day(data["revisions"][0], "date")


def _is_day(data: dict[str, Any], name: str) -> bool:
    """Whether a date is a day alone."""
    return parse_date(_text(data, name).strip()) is not None


def _date(data: dict[str, Any], name: str) -> datetime | None:
    value = _text(data, name).strip()
    return _read_date(value, name) if value else None


def _read_date(value: str, name: str) -> datetime:
    """ISO 8601. A day alone is its first instant, and a time without offset is local, both here."""
    try:
        day = parse_date(value)
        date = datetime.combine(day, time.min) if day else datetime.fromisoformat(value)
        if timezone.is_naive(date):
            date = timezone.make_aware(date)
        too_early = date.year < EARLIEST_YEAR
        too_late = date > timezone.now()
    except (ValueError, OverflowError):
        raise BadLine(
            _("“%(name)s” is no date that can be read: %(value)s.")
            % {"name": name, "value": value[:40]}
        ) from None
    if too_early or too_late:
        raise BadLine(
            (
                _("“%(name)s” lies too far back: %(value)s.")
                if too_early
                else _(
                    "“%(name)s” lies in the future: %(value)s. An archive holds what was published."
                )
            )
            % {"name": name, "value": value}
        )
    return date
