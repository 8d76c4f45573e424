from django.core.management.base import BaseCommand

from articles.retracing import retrace, untraced


class Command(BaseCommand):
    help = (
        "Note who wrote what in revisions that an earlier Newsroom saved. "
        "May be stopped and begun again."
    )

    def handle(self, *args, **options):
        stories = untraced()
        done = 0
        for place, article_id in enumerate(stories, 1):
            done += retrace(article_id)
            if place % 100 == 0:
                self.stdout.write(f"{place} of {len(stories)} stories …")
        self.stdout.write(f"{done} revisions of {len(stories)} stories traced.")
