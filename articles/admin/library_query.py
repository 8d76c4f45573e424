"""What is sought in the library: an address read into a value, and the pictures that fit it.

Whatever an address says is no error: what cannot be read is as if it were not there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, TextChoices
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from articles.admin.library_uses import tell_use, unused
from articles.models import Image
from articles.models.image import MADE_BY_AI, PARTLY_BY_AI, ImageQuerySet
from articles.picture_search import containing

ENDS_SOON = timedelta(days=30)
BY_AI = (*MADE_BY_AI, *PARTLY_BY_AI)
LONGEST_TEXT, MOST_WORDS = 200, 8
_WORD = re.compile(r'"([^"]+)"|(\S+)')


class Facet(TextChoices):
    """What is missing from a picture, or to be known of it before it is used."""

    NO_ALT = "no-alt", _("No alt text")
    NO_CREDIT = "no-credit", _("No credit")
    ENDING = "ending", _("Rights end soon")
    ENDED = "ended", _("Rights ended")
    EMBARGO = "embargo", _("Under embargo")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNUSED = "unused", _("Unused")
    AI = "ai", _("AI-made")


# Of these a picture has one at most: choosing another takes its place.
_EITHER = (Facet.ENDING, Facet.ENDED)


class Order(TextChoices):
    NEWEST = "newest", _("Newest first")
    TAKEN = "taken", _("Taken last")


class Dated(TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    TAKEN = "taken", _("Taken")


@dataclass(frozen=True, slots=True)
class Sought:
    """Everything an address of the library can ask for."""

    text: str = ""
    facets: tuple[str, ...] = ()
    creator: str = ""
    dated: str = Dated.UPLOADED
    since: date | None = None
    until: date | None = None
    order: str = Order.NEWEST
    after: str = ""

    @classmethod
    def read(cls, asked: QueryDict) -> "Sought":
        return cls(
            text=_line(asked.get("q", "")),
            facets=tuple(one for one in Facet.values if one in asked.getlist("is")),
            creator=_line(asked.get("creator", "")),
            dated=_one_of(Dated, asked.get("dated")),
            since=_day(asked.get("since", "")),
            until=_day(asked.get("until", "")),
            order=_one_of(Order, asked.get("order")),
            after=_line(asked.get("after", "")),
        )

    @property
    def narrows(self) -> bool:
        """Whether this asks for less than the whole library."""
        return bool(self.text or self.facets or self.creator or self.since or self.until)

    @property
    def narrows_further(self) -> bool:
        """Whether something is asked for that stands behind “More filters”."""
        return bool(self.creator or self.since or self.until)

    def toggled(self, facet: str) -> "Sought":
        """This with one facet more, or without it."""
        others = [one for one in self.facets if one != facet]
        if facet not in self.facets:
            others = [one for one in others if not (facet in _EITHER and one in _EITHER)]
            others.append(facet)
        return replace(self, facets=tuple(others), after="")

    def address(self) -> str:
        """This as an address says it, from its question mark on."""
        parts = [("q", self.text), *(("is", facet) for facet in self.facets)]
        parts += [("creator", self.creator)]
        if self.since or self.until:
            parts += [("dated", self.dated), ("since", self.since), ("until", self.until)]
        if self.order != Order.NEWEST:
            parts.append(("order", self.order))
        parts.append(("after", self.after))
        return f"?{urlencode([(name, value) for name, value in parts if value])}"


def matching(sought: Sought, *, now: datetime | None = None) -> ImageQuerySet:
    """The pictures that are sought, in no order. An order of its own goes with ``page_of``."""
    now = now or timezone.now()
    images = Image.objects.all()
    for facet in sought.facets:
        images = _FACETS[Facet(facet)](images, now)
    if sought.creator:
        images = images.filter(creator__icontains=sought.creator)
    images = _within(images, sought)
    for word in _words(sought.text):
        images = images.filter(_containing(word))
    return images


def page_of(sought: Sought, size: int) -> tuple[list[Image], str]:
    """Some pictures with ``is_used``, and the cursor to go on from: empty at the end.

    A page begins where the last one ended. Nothing is counted and nothing is skipped.
    """
    images = matching(sought)
    name, is_descending = _order_of(sought)
    if sought.after:
        images = _after(images, name, sought.after, is_descending)
    sign = "-" if is_descending else ""
    names = dict.fromkeys([f"{sign}{name}", f"{sign}pk"])
    found = list(images.order_by(*names)[: size + 1])
    page = found[:size]
    if Facet.UNUSED in sought.facets:
        for image in page:
            image.is_used = False
    else:
        tell_use(page)
    return page, _cursor(page[-1], name) if len(found) > size else ""


def _order_of(sought: Sought) -> tuple[str, bool]:
    """The column that pictures are ordered by, and whether downwards."""
    if Facet.ENDING in sought.facets:
        return "rights_until", False
    return ("date_created" if sought.order == Order.TAKEN else "pk"), True


def _cursor(image: Image, name: str) -> str:
    value = getattr(image, name)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"{text}~{image.pk}"


def _after(images: QuerySet, name: str, cursor: str, is_descending: bool) -> QuerySet:
    text, _tilde, pk = cursor.rpartition("~")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return images
    step = "lt" if is_descending else "gt"
    if name == "pk":
        return images.filter(**{f"pk__{step}": int(pk)})
    value = _moment(text) if name == "rights_until" else text
    if value is None:
        return images
    # The first condition says again what the second implies, in a form an index can seek.
    beyond = Q(**{f"{name}__{step}": value}) | Q(**{name: value, f"pk__{step}": int(pk)})
    return images.filter(beyond, **{f"{name}__{step}e": value})


# Facets


_FACETS: dict[Facet, Callable[[ImageQuerySet, datetime], QuerySet]] = {
    # Said twice: an index of its own holds the unfinished.
    Facet.NO_ALT: lambda images, now: images.unfinished().filter(alt="", is_decorative=False),
    Facet.NO_CREDIT: lambda images, now: images.unfinished().filter(credit=""),
    Facet.ENDING: lambda images, now: images.ending(now, now + ENDS_SOON),
    Facet.ENDED: lambda images, now: images.filter(rights_until__lte=now),
    Facet.EMBARGO: lambda images, now: images.filter(embargo_until__gt=now),
    Facet.WITHDRAWN: lambda images, now: images.filter(withdrawn_at__isnull=False),
    Facet.UNUSED: lambda images, now: unused(images),
    Facet.AI: lambda images, now: images.filter(digital_source_type__in=BY_AI),
}


def _within(images: QuerySet, sought: Sought) -> QuerySet:
    """Between two days, both of them included."""
    for day, is_first in ((sought.since, True), (sought.until, False)):
        if day is None:
            continue
        if sought.dated == Dated.TAKEN:
            images = images.filter(_taken_from(day) if is_first else _taken_until(day))
        else:
            start = timezone.make_aware(datetime(day.year, day.month, day.day))
            images = images.filter(
                **({"uploaded_at__gte": start} if is_first else {"uploaded_at__lt": _next(start)})
            )
    return images


def _next(start: datetime) -> datetime:
    # On the clock of this place: a day in spring has 23 hours.
    naive = timezone.make_naive(start) + timedelta(days=1)
    return timezone.make_aware(naive)


def _taken_from(day: date) -> Q:
    # A picture's date may be no more than a year or a month: it may have been that day.
    year, month = f"{day}"[:4], f"{day}"[:7]
    known = Q(date_created__gte=f"{day}") | Q(date_created__in=[year, month])
    # Implied by the other, in a form an index can seek.
    return Q(date_created__gte=year) & known


def _taken_until(day: date) -> Q:
    # After the “T” of any hour of that day, and before the next day, month or year.
    return Q(date_created__gt="", date_created__lt=f"{day}U")


# Words


def _words(text: str) -> list[str]:
    """What is sought word by word; words between quotation marks are one."""
    words = (phrase.strip() or word.strip('"') for phrase, word in _WORD.findall(text))
    return [word for word in words if word][:MOST_WORDS]


def _containing(word: str) -> Q:
    matches = containing(word)
    number = word.removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) < 19:
        matches |= Q(pk=int(number))
    return matches


# Reading


def _line(text: str) -> str:
    """One line that any database can take: no NUL, which PostgreSQL has none of, no half letter."""
    text = text.replace("\0", " ").encode(errors="ignore").decode()
    return " ".join(text.split())[:LONGEST_TEXT]


def _one_of(choices: type[TextChoices], value: str | None) -> str:
    return value if value in choices.values else choices.values[0]


def _day(text: str) -> date | None:
    try:
        day = parse_date(text.strip())
    except ValueError:
        return None
    return day if day and 1800 <= day.year <= 2999 else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None
