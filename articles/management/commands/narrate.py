from django.core.management.base import BaseCommand

from articles.models import Edition, Narration
from articles.narration.binding import awaited, speak_story
from articles.narration.making import NotMade, make
from articles.tasks import make_narrations
from newsroom.turns import Turn


class Command(BaseCommand):
    help = (
        "Have awaited narrations made; the worker does it. With --newest, also those of stories "
        "that were published before there were any."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--newest",
            type=int,
            default=0,
            metavar="N",
            help="Also speak the N newest live stories.",
        )
        parser.add_argument("--now", action="store_true", help="Do it here and wait for it.")

    def handle(self, *args, newest, now, **options):
        stories = Edition.objects.live().newest_first().values_list("article", flat=True)
        for article_id in stories[: max(newest, 0)]:
            speak_story(article_id, Turn.LATER)
        waiting = awaited()
        if now:
            for edition_id in waiting.order_by("-pk").values_list("pk", flat=True):
                self._make(edition_id)
        elif waiting.exists():
            make_narrations.enqueue()
        ready = Narration.objects.ready().count()
        self.stdout.write(f"{ready} narrations are ready, {waiting.count()} are awaited.")

    def _make(self, edition_id: int) -> None:
        try:
            make(edition_id)
        except NotMade as failure:
            self.stderr.write(f"Edition {edition_id}: {failure}")
