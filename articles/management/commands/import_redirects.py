from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.interchange.redirects import Result, UnreadableList, load, read_rows


class Command(BaseCommand):
    help = "Bring former addresses in from a CSV file: the old address, then the new one."

    def add_arguments(self, parser: ArgumentParser):
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument(
            "--former-host",
            action="append",
            default=[],
            metavar="HOST",
            help="of the old site, where old addresses are full ones; may be repeated",
        )
        parser.add_argument(
            "--replace", action="store_true", help="let the file win over what is in the list"
        )
        parser.add_argument("--dry-run", action="store_true", help="check all, keep nothing")

    def handle(self, *, file, former_host, replace, dry_run, **options):
        try:
            rows = list(read_rows(file))
        except UnreadableList as error:
            raise CommandError(str(error)) from None
        outcomes = load(rows, hosts=former_host, replace=replace, dry_run=dry_run)
        for outcome in outcomes:
            if outcome.reason:
                told = {"number": outcome.number, "reason": outcome.reason}
                self.stderr.write(_("Line %(number)d: %(reason)s") % told)
        counts = Counter(outcome.result for outcome in outcomes)
        self.stdout.write(
            _("%(added)d added, %(replaced)d replaced, %(unchanged)d unchanged, %(failed)d failed.")
            % {result.value: counts[result] for result in Result}
        )
        if dry_run:
            self.stdout.write(_("This was a dry run: nothing was kept."))
        if failed := counts[Result.FAILED]:
            raise CommandError(
                ngettext("%d line was not taken.", "%d lines were not taken.", failed) % failed
            )
