"""A list of former addresses and where they lead: CSV, old address first, the new one second."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.former_addresses import read_former, read_target, refuse_answered
from articles.models import FormerAddress

# What a first line may call its columns, which is then no address.
_HEADS = {"old", "from", "source", "url", "path", "former", "former address", "old address"}


class UnreadableList(ValueError):
    """Why a file cannot be read, as a sentence."""


class Result(StrEnum):
    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line, with a sentence where it was refused."""

    number: int
    result: Result
    reason: str = ""


def read_rows(path: Path) -> Iterator[Row]:
    """The lines that hold anything, a heading left out. Raises UnreadableList."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            for cells in lines:
                cells = [cell.strip() for cell in cells]
                is_head = lines.line_num == 1 and cells and cells[0].lower() in _HEADS
                if any(cells) and not is_head:
                    yield Row(lines.line_num, cells[0], cells[1] if len(cells) > 1 else "")
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = _("it is not UTF-8")
    except csv.Error as error:
        reason = str(error)
    else:
        return
    raise UnreadableList(
        _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": reason}
    )


def load(
    rows: Collection[Row],
    *,
    hosts: Collection[str] = (),
    replace: bool = False,
    dry_run: bool = False,
) -> list[Outcome]:
    """Keep each line that can be kept, and say what became of all, in their order.

    ``hosts`` are those of the old site. Lines may lead to each other's old addresses in any order:
    what leads nowhere yet is tried again when the rest is there. ``replace`` has a line win over
    what was in the list before. A dry run does all the work and keeps nothing.
    """
    loading = _Loading(hosts, replace)
    outcomes: dict[int, Outcome] = {}
    with transaction.atomic():
        waiting = list(rows)
        while waiting:
            tried = [loading.take(row) for row in waiting]
            outcomes |= {outcome.number: outcome for outcome in tried}
            failed = {one.number for one in tried if one.result == Result.FAILED}
            again = [row for row in waiting if row.number in failed]
            waiting = again if len(again) < len(waiting) else []
        transaction.set_rollback(dry_run)
    return [outcomes[row.number] for row in rows]


class _Loading:
    def __init__(self, hosts: Collection[str], replace: bool):
        self.hosts, self.replace = hosts, replace
        # Which line has said where a former address leads.
        self.told: dict[str, int] = {}

    def take(self, row: Row) -> Outcome:
        try:
            return Outcome(row.number, self._keep(row))
        except ValidationError as error:
            return Outcome(row.number, Result.FAILED, " ".join(error.messages))

    def _keep(self, row: Row) -> Result:
        if not row.new:
            raise ValidationError(_("It does not say where the address leads."))
        key = read_former(row.old, hosts=self.hosts)
        first = self.told.get(key, row.number)
        if first != row.number:
            raise ValidationError(
                _("%(path)s stands in line %(first)d already.") % {"path": key, "first": first}
            )
        refuse_answered(key)
        article_id, target = read_target(row.new, key=key)
        known = FormerAddress.objects.filter(path=key).first()
        self._refuse_other(known, article_id, target)
        self.told[key] = row.number
        if known and (known.article_id, known.target) == (article_id, target):
            return Result.UNCHANGED
        kept = known or FormerAddress(path=key)
        kept.article_id, kept.target = article_id, target
        kept.full_clean()
        kept.save()
        return Result.REPLACED if known else Result.ADDED

    def _refuse_other(self, known: FormerAddress | None, article_id: int | None, target: str):
        if (
            known is None
            or self.replace
            or (known.article_id, known.target) == (article_id, target)
        ):
            return
        raise ValidationError(
            _("%(path)s leads to “%(other)s” already. With --replace, the file wins.")
            % {"path": known.path, "other": known.article or known.target}
        )
