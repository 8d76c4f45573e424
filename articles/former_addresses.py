"""What stood where before this site: which former addresses there may be, and where they lead.

A row leads to a story, wherever that stands by then, or to one other address. Readers are led on by
articles/former_views.py, and only where nothing else answers, or the front page with a query.
"""

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from articles.internal_links import State, own_path, place_of, states_of_pages
from articles.models import Article, FormerAddress
from articles.pages import as_of, editions_at
from newsroom.address_keys import (
    FRONT,
    BadAddress,
    bare_host,
    is_possible,
    keys_of,
    read_address,
)

_is_web_address = URLValidator(schemes=["http", "https"])


class Leads(NamedTuple):
    """Where a former address leads: a story, with the address it is live at, or elsewhere."""

    path: str
    article_id: int | None
    section_slug: str | None
    slug: str | None
    target: str


def where(keys: Collection[str], at: datetime | None = None) -> list[Leads]:
    """Which of these are former addresses, and where each leads as of an instant. One query."""
    moment = as_of(at)
    live = editions_at(moment.at, moment.still).filter(article=OuterRef("article")).order_by()
    rows = FormerAddress.objects.filter(path__in=keys).order_by()
    found = rows.values_list(
        "path",
        "article_id",
        Subquery(live.values("section__slug")[:1]),
        Subquery(live.values("slug")[:1]),
        "target",
    )
    return [Leads(*row) for row in found]


def read_former(text: str, *, hosts: Collection[str] = ()) -> str:
    """A former address in its one spelling. Raises ValidationError.

    A full one has to be on a host of this site, or on one of ``hosts``: no reader could come here
    by another.
    """
    try:
        host, key = read_address(text)
    except BadAddress as error:
        raise ValidationError(str(error)) from None
    ours = {bare_host(one) for one in (*own_hosts(), *hosts)}
    if host and "*" not in settings.ALLOWED_HOSTS and bare_host(host) not in ours:
        raise ValidationError(
            _("%(host)s is no host of this site. Write the path alone: %(path)s"),
            params={"host": host, "path": key},
        )
    return key


def own_hosts() -> set[str]:
    """The hosts at which this site answers, as far as its settings name them."""
    site = urlsplit(settings.SITE_URL)
    hosts = (*settings.ALLOWED_HOSTS, site.netloc, site.hostname or "")
    return {host.lower().lstrip(".") for host in hosts} - {"", "*"}


def refuse_answered(key: str) -> None:
    """Raises ValidationError where the site itself answers, so that nobody would be led on."""
    path = unquote(key.partition("?")[0])
    if path == FRONT and is_possible(key):
        return
    place = place_of(path)
    if place.name in {"desk", "file", "articles:preview_link"}:
        raise ValidationError(_("%s belongs to this site itself.") % path)
    # With the slash at the end that the one spelling leaves out, and without.
    states = {state.state for state in states_of_pages([path, f"{path.rstrip('/')}/"]).values()}
    answers = {State.LIVE, State.WITHDRAWN}
    if place.name != "articles:article":
        # A story is found by its number, and the rest of its address may be another's.
        answers.add(State.MOVED)
    if states & answers:
        raise ValidationError(
            _("Nobody can be led on from %s: the site itself answers there.")
            % (key if path == FRONT else path)
        )


def read_target(text: str, *, key: str = "") -> tuple[int | None, str]:
    """Where an address leads: the id of the story that stands there, or else what to keep of it.

    ``key`` is the former address it is for. What is one itself leads where that leads, so that no
    reader is sent on twice. Raises ValidationError.
    """
    text = text.strip()
    path = own_path(text, hosts=own_hosts())
    if path is None or re.fullmatch(r"(?:https?:)?//", text, re.IGNORECASE):
        _is_web_address(text)
        return None, text
    kept = _local(text)
    place = place_of(path)
    if place.name == "articles:article":
        article_id = place.values["article_id"]
        if Article.objects.filter(pk=article_id).exists():
            return article_id, ""
    keys = keys_of(unquote_to_bytes(urlsplit(kept).path), urlsplit(kept).query)
    # The front page with a query of an older site's is asked about before it answers.
    is_page = place.name != "desk" and not (path == FRONT and keys)
    if is_page and states_of_pages([path])[path].state != State.MISSING:
        return None, kept
    return _onwards(keys, key, told=read_address(kept).key if path == FRONT else path)


def _onwards(keys: list[str], key: str, *, told: str) -> tuple[int | None, str]:
    """Where another former address leads, ``told`` as it is; for the one by ``key``.

    Raises ValidationError.
    """
    if key in keys:
        raise ValidationError(_("This leads back to itself."))
    rows = {row.path: row for row in FormerAddress.objects.filter(path__in=keys)}
    former = next((rows[one] for one in keys if one in rows), None)
    if former is None:
        raise ValidationError(_("There is no page at %(path)s.") % {"path": told})
    if former.target.startswith("/") and read_address(former.target).key == key:
        raise ValidationError(
            _("This leads in a circle: %(path)s leads to %(target)s.")
            % {"path": told, "target": former.target}
        )
    return former.article_id, former.target


def _local(text: str) -> str:
    """A link to this site as a path with its query and place, which no browser takes for a host."""
    url = urlsplit(text)
    kept = "/" + url.path.lstrip("/\\")
    kept += f"?{url.query}" if url.query else ""
    return kept + (f"#{url.fragment}" if url.fragment else "")


def claim(article: Article, keys: Iterable[str]) -> tuple[int, list[str]]:
    """Have former addresses lead to a story: how many are new, and a sentence on each that cannot.

    None is taken from another story, nor from where the desk has led it.
    """
    keys = list(dict.fromkeys(keys))
    taken = (
        FormerAddress.objects.filter(path__in=keys)
        .select_related("article")
        .in_bulk(field_name="path")
    )
    new, sentences = [], []
    for key in keys:
        if row := taken.get(key):
            if row.article_id != article.pk:
                sentences.append(
                    _("Left out, for %(path)s leads to “%(other)s” already.")
                    % {"path": key, "other": row.article or row.target}
                )
            continue
        try:
            refuse_answered(key)
        except ValidationError as error:
            sentences.append(_("Left out: %s") % " ".join(error.messages))
            continue
        new.append(FormerAddress(path=key, article=article))
    FormerAddress.objects.bulk_create(new)
    return len(new), sentences
