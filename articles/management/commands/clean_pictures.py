from django.core.management.base import BaseCommand

from articles.unused_files import remove, unused_folders


class Command(BaseCommand):
    help = (
        "Delete files of pictures that no picture, author, revision, edition or preview link names."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say which.")

    def handle(self, *args, dry_run, **options):
        count = 0
        for folder in unused_folders():
            count += 1
            self.stdout.write(folder)
            if not dry_run:
                remove(folder)
        words = "would be deleted" if dry_run else "deleted"
        self.stdout.write(f"The files of {count} pictures {words}.")
