from django.core.management.base import BaseCommand

from articles.unused_files import (
    remove,
    remove_folder,
    unused_clips,
    unused_folders,
    unused_narrations,
)


class Command(BaseCommand):
    help = (
        "Delete files of pictures, clips and narrations that nothing of the library, author, "
        "revision, edition or preview link names."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say which.")

    def handle(self, *args, dry_run, **options):
        words = "would be deleted" if dry_run else "deleted"
        for unused, delete, what in (
            (unused_folders, remove_folder, "The files of %d pictures %s."),
            (unused_clips, remove, "%d files of clips %s."),
            (unused_narrations, remove_folder, "The files of %d narrations %s."),
        ):
            count = 0
            for name in unused():
                count += 1
                self.stdout.write(name)
                if not dry_run:
                    delete(name)
            self.stdout.write(what % (count, words))
