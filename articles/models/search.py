from functools import cached_property

from django.db import models
from modelsearch import index

from articles.models.edition import Edition
from articles.search.words import indexed


class SearchText(index.Indexed, models.Model):
    """What readers find an edition by: plain text, drawn once from its document.

    There is one of each edition that is live or to come. Whether it is found is never said here:
    whoever reads these rows asks Edition.objects.live().
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    # Copied from the edition, so that the newest of what is found are one walk along an index.
    first_published = models.DateTimeField()
    section_id = models.BigIntegerField()
    language = models.CharField(max_length=12)
    headlines = models.TextField()
    # Standfirst, writers, topics, section.
    about = models.TextField(blank=True)
    # The body, a block a line.
    text = models.TextField(blank=True)
    # What put it into the index (articles/search/index.py); blank while it is not in there.
    indexer = models.CharField(max_length=40, blank=True)

    # Writing the index is publishing's, not a signal's.
    search_auto_update = False
    search_fields = [
        # Their words are parted already; an index elsewhere takes them as they are.
        index.SearchField("title", boost=2.0, es_extra={"analyzer": "whitespace"}),
        index.SearchField("words", es_extra={"analyzer": "whitespace", "include_in_all": False}),
        index.FilterField("edition"),
        index.FilterField("first_published"),
        index.FilterField("section_id"),
    ]

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["-first_published", "-edition"], name="articles_searchtext_newest")
        ]

    def __str__(self):
        return self.headlines[:80]

    # Kept, since modelsearch asks for each of them five times.
    @cached_property
    def title(self) -> str:
        return indexed(self.headlines, self.language)

    @cached_property
    def words(self) -> str:
        """All of them: what is sought anywhere is then sought in one column."""
        return indexed(f"{self.headlines}\n{self.about}\n{self.text}", self.language)


class SearchWord(models.Model):
    """A word of headlines and what stands with them, which a misspelt one may have meant.

    Found by its beginning or its end. Words of scheduled editions are among them: nothing is ever
    told of one until a live story is found by it.
    """

    word = models.CharField(max_length=60, unique=True)
    head = models.CharField(max_length=2)
    tail = models.CharField(max_length=2)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["head"], name="articles_searchword_head"),
            models.Index(fields=["tail"], name="articles_searchword_tail"),
        ]

    def __str__(self):
        return self.word
