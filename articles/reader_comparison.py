"""Two editions compared for readers: what they could see, and nothing else."""

from articles.differences import Difference, differences, lines_of_snapshot
from articles.snapshot import ArticleSnapshot

SHOWN = ("headline", "standfirst", "kind", "section", "bylines", "tags", "body", "pictures")


def compared(before: ArticleSnapshot, after: ArticleSnapshot) -> list[Difference]:
    found = differences(lines_of_snapshot(before), lines_of_snapshot(after))
    return [one for one in found if one.field in SHOWN]
