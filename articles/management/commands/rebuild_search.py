from django.core.management.base import BaseCommand

from articles.search import index
from articles.search.tasks import fill_search


class Command(BaseCommand):
    help = (
        "Put into the search index what it lacks; the worker does it. May be stopped and begun "
        "again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="Do it here and wait for it.")
        parser.add_argument(
            "--all",
            action="store_true",
            help="Begin with an empty index: nothing is found a while.",
        )

    def handle(self, *args, now, **options):
        if options["all"]:
            index.begin_anew()
        if not now:
            if index.lacking().exists():
                fill_search.enqueue()
                self.stdout.write("The worker will fill the search index.")
            return
        filled, last = index.fill_batch()
        while last is not None:
            done, last = index.fill_batch(last)
            filled += done
            self.stdout.write(f"{filled} editions …")
        while index.remove_ended():
            pass
        self.stdout.write(f"{filled} editions put into the search index.")
