"""Whose turn it is: in what order the worker does what is waiting for it. Said only here.

Each task names its ``Turn``; the task backend takes the highest first, within one what was due
first, then what was asked for first. So that nothing waits for ever behind what is more urgent,
after every ``TENTH`` job comes what has waited longest, whatever it is (``let_longest_waiting``).
"""

import logging
from datetime import datetime
from enum import IntEnum

from django.db import DatabaseError
from django.db.models import Case, DateTimeField, F, QuerySet, When
from django.utils import timezone
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)
TENTH = 10
# Above every turn: django-tasks knows priorities from -100 to 100.
_NEXT = 100


class Turn(IntEnum):
    """The priorities of tasks, of which a higher one goes first."""

    # What may no longer be seen or heard leaves: moments, each.
    RIGHTS = 80
    # What readers wait for: a story just published is found, heard, and drawn from its stored page.
    READERS = 50
    # What somebody at the desk waits for, what is tried again, the sizes of a new picture.
    DESK = 0
    # What nobody waits for: an archive, what is kept tidy, the record's verification.
    LATER = -50


def due() -> QuerySet[DBTaskResult]:
    """Jobs that a worker could do now, each with the instant since which it waits (``since``)."""
    # A job for no special instant is one for the end of all days.
    since = Case(
        When(run_after__lte=timezone.now(), then=F("run_after")),
        default=F("enqueued_at"),
        output_field=DateTimeField(),
    )
    return DBTaskResult.objects.ready().annotate(since=since)


def waits_since() -> datetime | None:
    """Since when the job waits that has waited longest; None where none waits."""
    return due().order_by("since").values_list("since", flat=True).first()


class Turns:
    """Counts the jobs that a worker has done, and lets what waits longest have every tenth."""

    def __init__(self):
        self.done = 0

    def job_done(self, sender, **kwargs) -> None:
        """For the signal ``task_finished``; raises nothing, since the job is well done."""
        # The backend itself where the job was done, its class where that failed.
        if not (sender is DatabaseBackend or isinstance(sender, DatabaseBackend)):
            return
        self.done += 1
        if self.done % TENTH:
            return
        try:
            let_longest_waiting()
        except DatabaseError:
            logger.warning("What has waited longest waits on.", exc_info=True)


# Those of this process.
jobs = Turns()


def let_longest_waiting() -> None:
    """Have the worker do next what has waited longest."""
    first = due().order_by("since").values("pk")[:1]
    for pk in first.values_list("pk", flat=True):
        DBTaskResult.objects.filter(pk=pk, status="READY").update(priority=_NEXT)
