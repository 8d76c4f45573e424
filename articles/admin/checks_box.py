"""The checks' findings as pages show them: what blocks, what warns, each with its link."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from articles.assembly import snapshot_read_rows, snapshot_working_copy
from articles.checks import Context, Level, run_checks
from articles.models import Article
from articles.snapshot import ArticleSnapshot


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding: its sentence, and the link to where it is put right."""

    sentence: str
    href: str


@dataclass(frozen=True, slots=True)
class ChecksBox:
    blocking: tuple[Shown, ...]
    warnings: tuple[Shown, ...]

    @property
    def count(self) -> int:
        return len(self.blocking) + len(self.warnings)


def checks_box(
    article: Article, story: ArticleSnapshot, *, at: datetime, form_url: str = ""
) -> ChecksBox:
    """What the checks find in a story that would go live at an instant.

    ``form_url`` is the address of the story's form, where the links are not on that page itself.
    """
    found = run_checks(Context(article, story, at))

    def shown(level: Level) -> tuple[Shown, ...]:
        return tuple(
            Shown(one.sentence, one.finding.place.href(form_url))
            for one in found
            if one.level == level
        )

    return ChecksBox(shown(Level.BLOCKING), shown(Level.WARNING))


def checks_of_read(article: Article) -> ChecksBox:
    """What the checks find in a story as it is stored; ``read_rows`` has read its rows."""
    return checks_box(article, snapshot_read_rows(article), at=timezone.now())


def checks_of_form(article_id: int) -> ChecksBox | None:
    """What the checks find in the working copy as it was last saved, for its own form.

    Read anew: the row that a refused form holds carries what was typed, fit to be looked at or not.
    """
    article = Article.objects.select_related("section").filter(pk=article_id).first()
    if article is None:
        return None
    return checks_box(article, snapshot_working_copy(article), at=timezone.now())
