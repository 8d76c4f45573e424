from django.core.management.base import BaseCommand

from articles.tasks import refresh_batch, refresh_pages


class Command(BaseCommand):
    help = "Make anew the stored pages that older templates made; the worker does it."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="Do it here and wait for it.")

    def handle(self, *args, now, **options):
        if not now:
            refresh_pages.enqueue()
            self.stdout.write("The worker will make stale pages anew.")
            return
        total, last = refresh_batch()
        while last is not None:
            stored, last = refresh_batch(last)
            total += stored
        self.stdout.write(f"{total} pages made anew.")
