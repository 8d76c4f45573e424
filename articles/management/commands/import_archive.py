import time
from argparse import ArgumentTypeError
from collections import Counter
from itertools import islice
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.interchange.archive import (
    Archive,
    Outcome,
    Result,
    UnreadableArchive,
    import_lines,
)

# Where the output is no terminal, a line after every so many stories.
REPORT_EVERY = 250
BAR_WIDTH = 30
GO_ON = gettext_lazy("What was imported stays; start again to go on.")


class Command(BaseCommand):
    help = "Import stories with their histories: one JSON object a line, as docs/import.md says."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.jsonl[.gz]")
        parser.add_argument("--section", default="", help="for lines that name no section")
        parser.add_argument(
            "--former-host",
            action="append",
            default=[],
            metavar="HOST",
            help="of the old site, if the lines' addresses do not say it; may be repeated",
        )
        parser.add_argument("--limit", type=_count, help="stop after so many lines")
        parser.add_argument("--dry-run", action="store_true", help="check all, keep nothing")

    def handle(self, *, file, section, former_host, limit, dry_run, **options):
        archive = Archive(file)
        report = Report(self, archive)
        stopped = ""
        try:
            lines = islice(archive, limit)
            outcomes = import_lines(lines, section=section, hosts=former_host, dry_run=dry_run)
            for outcome in outcomes:
                report.add(outcome)
        except UnreadableArchive as error:
            stopped = str(error)
        except OperationalError as error:
            reason = _("The database cannot be written: %s.") % str(error).strip()
            stopped = f"{reason} {GO_ON}"
        except KeyboardInterrupt:
            stopped = f"{_('Stopped.')} {GO_ON}"
        report.close(dry_run=dry_run)
        if stopped:
            raise CommandError(stopped)
        if failed := report.counts[Result.FAILED]:
            raise CommandError(
                ngettext("%d line was not imported.", "%d lines were not imported.", failed)
                % failed
            )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(_("“%s” is no number of lines.") % text)
    return int(text)


class Report:
    """What is said while an import runs, and at its end."""

    def __init__(self, command: BaseCommand, archive: Archive):
        self.out, self.err = command.stdout, command.stderr
        self.archive = archive
        self.counts: Counter[Result] = Counter()
        self.pictures = 0
        self.started = time.monotonic()
        self.drawn = 0.0

    def add(self, outcome: Outcome) -> None:
        self.counts[outcome.result] += 1
        self.pictures += outcome.pictures
        if outcome.reason:
            self._clear()
            stream = self.err if outcome.result == Result.FAILED else self.out
            stream.write(
                _("Line %(number)d: %(reason)s")
                % {"number": outcome.number, "reason": outcome.reason}
            )
        if self.out.isatty():
            self._draw()
        elif self.counts.total() % REPORT_EVERY == 0:
            self.out.write(self._sofar())

    def close(self, *, dry_run: bool) -> None:
        self._clear()
        if self.pictures:
            self.out.write(
                ngettext(
                    "%d picture left out: a line carries no picture files.",
                    "%d pictures left out: a line carries no picture files.",
                    self.pictures,
                )
                % self.pictures
            )
        self.out.write(
            _(
                "%(imported)d imported, %(updated)d updated, %(unchanged)d unchanged, "
                "%(kept)d kept as the desk has them, %(failed)d failed."
            )
            % {result.value: self.counts[result] for result in Result}
        )
        self.out.write(self._sofar())
        if dry_run:
            self.out.write(_("This was a dry run: nothing was kept."))

    def _sofar(self) -> str:
        seconds = max(time.monotonic() - self.started, 0.001)
        stories = self.counts.total()
        return _("%(stories)d stories in %(seconds).1f s, %(speed).0f a second.") % {
            "stories": stories,
            "seconds": seconds,
            "speed": stories / seconds,
        }

    def _draw(self) -> None:
        """A bar on the terminal's last line, at most ten times a second."""
        if time.monotonic() - self.drawn < 0.1:
            return
        self.drawn = time.monotonic()
        full = round(BAR_WIDTH * self.archive.share)
        bar = "█" * full + "░" * (BAR_WIDTH - full)
        self.out.write(f"\r\x1b[K{bar} {self._sofar()}", ending="")
        self.out.flush()

    def _clear(self) -> None:
        if self.drawn:
            self.out.write("\r\x1b[K", ending="")
            self.out.flush()
