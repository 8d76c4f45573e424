"""Preview links: showing one unpublished story to somebody without an account.

A link is a secret of 256 bits, shown once to whoever makes it; what is kept is its SHA-256. It
expires, can be revoked, and shows either the story as it stood or always the newest save. Verbs
check the actor's permission (``by=None`` is the system) and raise LinkRefused with a sentence for
the desk.
"""

import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.assembly import snapshot_working_copy
from articles.models import Article, PreviewLink, PreviewVisit
from articles.preview import preview_record
from articles.record import EditionRecord, read_record

LONGEST = timedelta(hours=max(PreviewLink.Lifetime.values))
LABEL_LENGTH = PreviewLink._meta.get_field("label").max_length
# More than one story is ever shown around to at once; the list of them stays short.
MOST_WORKING = 50
LISTED, VISITS_LISTED = 50, 20
# Within this, a page that is loaded again is the same visit.
ONE_VISIT = timedelta(minutes=1)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class LinkRefused(ValidationError):
    """Why a link was not made, by field where there is one."""


def make_link(
    article: Article, *, by, label: str, expires: datetime, frozen: bool
) -> tuple[PreviewLink, str]:
    """A new link and its secret, which nobody can find out again.

    A frozen link shows the working copy as it is stored now, whatever becomes of it; the other
    kind always the newest save. Raises LinkRefused and PermissionDenied.
    """
    _require(by)
    label = " ".join(label.split())
    now = timezone.now()
    if not label:
        raise LinkRefused({"label": _("Say for whom the link is.")})
    if len(label) > LABEL_LENGTH:
        raise LinkRefused({"label": _("Use at most %d characters.") % LABEL_LENGTH})
    if not now < expires <= now + LONGEST:
        raise LinkRefused({"lifetime": _("A link works for at most four weeks.")})
    if article.preview_links.working(now).count() >= MOST_WORKING:
        raise LinkRefused(_("This story has %d links that work. Revoke one first.") % MOST_WORKING)
    secret = secrets.token_urlsafe(32)
    link = PreviewLink.objects.create(
        article=article,
        secret_sha256=_digest(secret),
        label=label,
        is_frozen=frozen,
        document=_newest_record(article.pk).to_document() if frozen else "",
        created_by=by,
        created_at=now,
        expires_at=expires,
    )
    return link, secret


def revoke(link: PreviewLink, *, by) -> bool:
    """End a link at once. False where somebody had revoked it before."""
    _require(by)
    now = timezone.now()
    open_still = PreviewLink.objects.filter(pk=link.pk, revoked_at=None)
    done = bool(open_still.update(revoked_at=now, revoked_by=by))
    link.refresh_from_db(fields=["revoked_at", "revoked_by"])
    return done


def address_of(secret: str) -> str:
    """The path of a link. It ends in a slash: mail programs leave a last dash out of an address."""
    return reverse("articles:preview_link", args=[f"{secret}/"])


def find_link(secret: str) -> PreviewLink | None:
    """The link of a secret, working or not."""
    if not _SECRET.fullmatch(secret):
        return None
    links = PreviewLink.objects.filter(secret_sha256=_digest(secret))
    return links.select_related("article").first()


def count_visit(link: PreviewLink) -> bool:
    """Note that a link was opened; loaded again within a minute, it is the same visit."""
    now = timezone.now()
    last = Q(opened_at=None) | Q(opened_at__lte=now - ONE_VISIT)
    if not PreviewLink.objects.filter(last, pk=link.pk).update(opened_at=now):
        return False
    PreviewVisit.objects.create(link=link, opened_at=now)
    return True


def record_shown(link: PreviewLink) -> EditionRecord:
    """What a working link shows. Raises snapshot.UnreadableSnapshot."""
    return read_record(link.document) if link.is_frozen else _newest_record(link.article_id)


def links_of(article: Article) -> list[PreviewLink]:
    """Those that work first, each with its ``visit_count`` and ``latest_visits``."""
    latest = PreviewVisit.objects.order_by("-opened_at")[:VISITS_LISTED]
    own = PreviewVisit.objects.filter(link=OuterRef("pk")).order_by().values("link")
    links = (
        article.preview_links.defer("document")
        .select_related("created_by", "revoked_by")
        .annotate(visit_count=Coalesce(Subquery(own.values(number=Count("pk"))), 0))
        .prefetch_related(Prefetch("visits", latest, to_attr="latest_visits"))
        .working_first()
    )
    return list(links[:LISTED])


def _require(by) -> None:
    if by is not None and not by.has_perm("articles.share_article"):
        raise PermissionDenied


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _newest_record(article_id: int) -> EditionRecord:
    """The working copy as it is stored, whatever somebody holds in memory."""
    article = Article.objects.select_related("section").get(pk=article_id)
    return preview_record(article, snapshot_working_copy(article))
