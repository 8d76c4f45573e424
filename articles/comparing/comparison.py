"""The comparison of two stories as a whole."""

from articles.comparing.blocks import compare_bodies
from articles.comparing.changes import Comparison
from articles.comparing.fields import compare_fields
from articles.snapshot import ArticleSnapshot


def compare(before: ArticleSnapshot, after: ArticleSnapshot) -> Comparison:
    """All that differs between two states of a story."""
    return Comparison(
        before=before,
        after=after,
        fields=compare_fields(before, after),
        body=compare_bodies(before.body, after.body),
    )
