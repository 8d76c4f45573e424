"""Proving the record day by day: its hash is kept, and it is verified from end to end.

The worker does it after midnight UTC (articles/tasks.py); each time, it sees to the next.
"""

import logging
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import tasks
from articles.day_heads import SETTLED, make_missing
from articles.models import Edition, RecordCheck
from articles.verification import Verification
from newsroom.turns import due

logger = logging.getLogger(__name__)
MOST_FLAWS = 50
DAY = timedelta(days=1)


def prove() -> RecordCheck:
    """Keep the hashes of the days that have ended, and verify the record."""
    make_missing()
    return verify_record()


def verify_record(*, by=None) -> RecordCheck:
    """Verify every edition and keep what was found."""
    begun, verification = timezone.now(), Verification(Edition.objects.all())
    broken, flaws = 0, []
    for flaw in verification:
        broken += 1
        logger.error("Story %d, edition %d: %s.", flaw.article_id, flaw.number, flaw.reason)
        if len(flaws) < MOST_FLAWS:
            flaws.append(
                {
                    "article_id": flaw.article_id,
                    "headline": flaw.headline,
                    "number": flaw.number,
                    "reason": flaw.reason,
                }
            )
    return RecordCheck.objects.create(
        begun_at=begun,
        finished_at=timezone.now(),
        stories=verification.stories,
        editions=verification.editions,
        broken=broken,
        flaws=flaws,
        head=verification.head,
        by=by,
    )


def next_run(now: datetime) -> datetime:
    """The next instant at which a day has ended for good."""
    midnight = datetime.combine((now - SETTLED).astimezone(UTC).date(), time(), tzinfo=UTC)
    return midnight + DAY + SETTLED


def keep_proving() -> bool:
    """See to it that the worker proves the record daily; gives whether it had yet to be told."""
    now = timezone.now()
    is_due = not RecordCheck.objects.filter(finished_at__gt=now - DAY).exists()
    return prove_at(now if is_due else next_run(now))


def prove_at(instant: datetime) -> bool:
    """Have the worker prove the record at an instant, unless it waits to do so already."""
    task = tasks.prove_record
    if not task.get_backend().supports_defer:
        return False
    if DBTaskResult.objects.filter(task_path=task.module_path, status="READY").exists():
        return False
    task.using(run_after=instant).enqueue()
    return True


def is_verifying() -> bool:
    """Whether a verification somebody asked for, or the daily one, is to be done or being done."""
    paths = [tasks.verify_record.module_path, tasks.prove_record.module_path]
    being_done = DBTaskResult.objects.filter(task_path__in=paths, status="RUNNING")
    return being_done.exists() or due().filter(task_path__in=paths).exists()
