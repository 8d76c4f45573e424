from django.core.management.base import BaseCommand

from articles.models import PictureFiles
from articles.picture_files import finish_batch
from articles.tasks import finish_pictures

BATCH = 50


class Command(BaseCommand):
    help = "Make the sizes that pictures lack; the worker does it. May be stopped and begun again."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="Do it here and wait for it.")

    def handle(self, *args, now, **options):
        count = PictureFiles.objects.waiting().count()
        if not now:
            if count:
                finish_pictures.enqueue()
            self.stdout.write(f"{count} pictures lack sizes; the worker will make them.")
            return
        done, last = 0, ""
        while last is not None:
            finished, last = finish_batch(last, BATCH)
            done += finished
            self.stdout.write(f"{done} of {count} pictures …")
        left = PictureFiles.objects.waiting().count()
        self.stdout.write(f"{done} pictures have all their sizes now, {left} still lack some.")
