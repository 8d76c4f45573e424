from django.core.management.base import BaseCommand

from articles.proving import keep_proving, prove


class Command(BaseCommand):
    help = "Have the worker keep the day's hash and verify the record, every day."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="Do it here, once, and wait for it.")

    def handle(self, *args, now, **options):
        if now:
            check = prove()
            self.stdout.write(f"{check.editions} editions verified, {check.broken} broken stories.")
        elif keep_proving():
            self.stdout.write("The worker will prove the record every day.")
        else:
            self.stdout.write("The worker proves the record every day already.")
