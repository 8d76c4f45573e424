"""Importing an archive, story by story: docs/import.md says what a file holds.

Every story goes through the desk's own code: the sanitiser and checks of the model, revisions,
publishing. Each is one transaction, so an import that is stopped goes on where it was.
"""

import gzip
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.former_addresses import claim
from articles.interchange.lines import BadLine, StoryLine, read_line
from articles.interchange.names import Names, UnusableName
from articles.interchange.stories import add_revisions, begin_story, replace_text
from articles.models import Article
from articles.models.imported import ImportedStory
from articles.search.index import last_alone
from newsroom.address_keys import bare_host

# The longest line that is read: a small gzip file can hold one that fills the memory.
MAX_LINE_BYTES = 32 * 1024 * 1024


class UnreadableArchive(ValueError):
    """Why a file cannot be read, or not to its end."""


class Result(StrEnum):
    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    # Changed in the file and at the desk: the desk's version stands.
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line: its number in the file, and a sentence where there is one to say."""

    number: int
    result: Result
    reason: str = ""
    pictures: int = 0


class Archive:
    """A file of lines, gzipped or not; iterating gives numbers and bytes, blank ones left out.

    Raises UnreadableArchive while it is read.
    """

    def __init__(self, path: Path):
        self.path = path
        self.number = 0
        # How much of the file is read, from 0 to 1.
        self.share = 0.0

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        try:
            with self.path.open("rb") as plain:
                size = self.path.stat().st_size
                zipped = plain.read(2) == b"\x1f\x8b"
                plain.seek(0)
                for line in _lines(gzip.GzipFile(fileobj=plain) if zipped else plain):
                    self.number += 1
                    self.share = plain.tell() / size
                    if line.strip():
                        yield self.number, line
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or error
            raise UnreadableArchive(
                _("%(path)s cannot be read after line %(number)d: %(reason)s.")
                % {"path": self.path, "number": self.number, "reason": reason}
            ) from None


def _lines(file) -> Iterator[bytes]:
    """Each line, and of one that is too long its beginning, by which it is known as such."""
    while line := file.readline(MAX_LINE_BYTES + 1):
        end = line
        while end and not end.endswith(b"\n"):
            end = file.readline(MAX_LINE_BYTES)
        yield line


def import_lines(
    lines: Iterable[tuple[int, bytes]],
    *,
    section: str = "",
    hosts: Collection[str] = (),
    dry_run: bool = False,
) -> Iterator[Outcome]:
    """Bring each line in and say what became of it.

    ``section`` is for the lines that name none, ``hosts`` are those of the old site. A dry run
    does all the work and keeps nothing.
    """
    importer = _Importer(section, hosts, dry_run)
    for number, raw in lines:
        yield importer.take(number, raw)


class _Importer:
    def __init__(self, section: str, hosts: Collection[str], dry_run: bool):
        self.section = section
        self.hosts = frozenset(map(bare_host, hosts))
        self.dry_run = dry_run
        self.names = Names()
        self.seen: dict[tuple[str, str], int] = {}
        # Which line has which former address.
        self.addresses: dict[str, int] = {}

    def take(self, number: int, raw: bytes) -> Outcome:
        try:
            if len(raw) > MAX_LINE_BYTES:
                raise BadLine(_("It is longer than %d MB.") % (MAX_LINE_BYTES // 1_048_576))
            line = read_line(raw)
            self._refuse_second(line, number)
            with transaction.atomic():
                with last_alone():
                    result, sentences = self._store(line, number)
                transaction.set_rollback(self.dry_run)
        except (BadLine, UnusableName) as error:
            return self._failed(number, str(error))
        except ValidationError as error:
            return self._failed(number, " ".join(error.messages))
        except (DataError, IntegrityError) as error:
            reason = _("The database refuses it: %s") % str(error).strip()
            return self._failed(number, reason)
        if self.dry_run:
            self.names.forget()
        for address in line.addresses:
            self.addresses.setdefault(address.key, number)
        changed = result in {Result.IMPORTED, Result.UPDATED}
        pictures = line.pictures if changed else 0
        return Outcome(number, result, " ".join(filter(None, sentences)), pictures)

    def _failed(self, number: int, reason: str) -> Outcome:
        self.names.forget()
        return Outcome(number, Result.FAILED, reason)

    def _refuse_second(self, line: StoryLine, number: int) -> None:
        first = self.seen.setdefault((line.source, line.key), number)
        if first != number:
            raise BadLine(
                _("It has the same id as line %(first)d: %(key)s.")
                % {"first": first, "key": line.key}
            )

    def _store(self, line: StoryLine, number: int) -> tuple[Result, list[str]]:
        known = (
            ImportedStory.objects.select_related("article__section")
            .filter(source=line.source, key=line.key)
            .first()
        )
        if known is None:
            article = self._begin(line)
            _added, sentences = self._claim(article, line, number)
            return Result.IMPORTED, [_about_tags(line), *sentences]
        if known.line_sha256 == line.sha256:
            return Result.UNCHANGED, []
        result, sentence = self._change(known, line)
        # Where a story stood is no part of what the desk writes.
        added, sentences = self._claim(known.article, line, number)
        if added and result == Result.UNCHANGED:
            result = Result.UPDATED
        return result, [sentence, *sentences]

    def _claim(self, article: Article, line: StoryLine, number: int) -> tuple[int, list[str]]:
        """Its former addresses: how many are new, and a sentence on each that is left out."""
        keys, sentences = [], []
        for address in line.addresses:
            first = self.addresses.get(address.key, number)
            if first == number:
                keys.append(address.key)
                continue
            sentences.append(
                _("Left out, for %(path)s is an address of line %(first)d already.")
                % {"path": address.key, "first": first}
            )
        added, others = claim(article, keys)
        return added, [*sentences, *others]

    def _begin(self, line: StoryLine) -> Article:
        wanted = line.section or self.section or line.source
        section = self.names.section(wanted, name=line.section_name)
        hosts = self.hosts | line.hosts
        article = begin_story(line, section=section, names=self.names, hosts=hosts)
        known = ImportedStory(source=line.source, key=line.key, article=article)
        _remember(known, article, line)
        return article

    def _change(self, known: ImportedStory, line: StoryLine) -> tuple[Result, str]:
        told, article = line.sha256s, known.article
        if told == known.revision_sha256s:
            # Only the spelling of the line changed. What the desk did since stays known.
            known.line_sha256 = line.sha256
            known.save(update_fields=["line_sha256"])
            return Result.UNCHANGED, ""
        if known.is_the_desks:
            return Result.KEPT, _(
                "Story %(id)d was changed at the desk since it was imported: nothing of it is "
                "overwritten."
            ) % {"id": article.pk}
        had, names, hosts = len(known.revision_sha256s), self.names, self.hosts | line.hosts
        if told[:had] == known.revision_sha256s:
            # The first hash is that of the line without its revisions.
            add_revisions(article, line.revisions[had - 1 :], names=names, hosts=hosts)
            result = Result.UPDATED
        else:
            changed = replace_text(article, line, names=names, hosts=hosts)
            result = Result.UPDATED if changed else Result.UNCHANGED
        _remember(known, article, line)
        return result, _about_tags(line)


def _remember(known: ImportedStory, article: Article, line: StoryLine) -> None:
    known.line_sha256 = line.sha256
    known.revision_sha256s = line.sha256s
    known.edit_token = article.edit_token
    known.edition_number = article.editions.defer("document").first().number
    known.save()


def _about_tags(line: StoryLine) -> str:
    if not line.long_tags:
        return ""
    tags = ", ".join(f"“{tag[:30]}…”" for tag in line.long_tags)
    return _("Left out, for a tag is no sentence: %s") % tags
