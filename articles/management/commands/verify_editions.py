from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Edition
from articles.verification import Verification


class Command(BaseCommand):
    help = "Recompute the chains of all editions and name the first that was tampered with."

    def add_arguments(self, parser):
        parser.add_argument("--article", type=int, metavar="ID", help="one story only")

    def handle(self, *, article, **options):
        editions = Edition.objects.all()
        if article is not None:
            editions = editions.filter(article_id=article)
            if not editions.exists():
                raise CommandError(_("Story %d has no editions.") % article)
        verification, broken = Verification(editions), 0
        for flaw in verification:
            broken += 1
            self.stderr.write(
                _("Story %(article)d, “%(headline)s”, edition %(number)d: %(reason)s.")
                % {
                    "article": flaw.article_id,
                    "headline": flaw.headline,
                    "number": flaw.number,
                    "reason": flaw.reason,
                }
            )
        if broken:
            raise CommandError(
                ngettext(
                    "%(broken)d of %(stories)d stories has a broken record.",
                    "%(broken)d of %(stories)d stories have a broken record.",
                    broken,
                )
                % {"broken": broken, "stories": verification.stories}
            )
        editions = ngettext("%d edition", "%d editions", verification.editions)
        stories = ngettext("%d story", "%d stories", verification.stories)
        self.stdout.write(
            _("%(editions)s of %(stories)s verified.")
            % {
                "editions": editions % verification.editions,
                "stories": stories % verification.stories,
            }
        )
        self.stdout.write(_("Hash of all chains: %s") % verification.head)
