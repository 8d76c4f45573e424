"""The search at a moment, for the desk alone (articles/admin/moment_views.py).

The index holds what is live now and what is scheduled. Of another moment the database is asked,
and only for headlines and standfirsts: reading every text of an archive would take too long. The
page says so, and leads to the search of today.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from articles import pages
from articles.navigation import navigation
from articles.search.queries import MOST_CHARACTERS, MOST_TERMS
from articles.search.words import words_of
from newsroom.public import public_page, render_public

MOST = 20
_FIELDS = ("headline", "headline_search", "standfirst")


@public_page
def search(request, at: datetime):
    typed = request.GET.get("q", "").replace("\0", "").strip()[:MOST_CHARACTERS]
    words = [typed[word.start : word.end] for word in words_of(typed)][:MOST_TERMS]
    cards = _found(words, at) if words else []
    return render_public(
        "articles/search_at_moment.html",
        sections_html=navigation(pages.sections()),
        has_search=True,
        typed=typed,
        is_asked=bool(words),
        count=min(len(cards), MOST),
        is_more=len(cards) > MOST,
        cards_html=pages.joined(cards[:MOST]),
        most_characters=MOST_CHARACTERS,
    )


def _found(words: Iterable[str], at: datetime) -> list[pages.Card]:
    """Stories that have all words, the newest first; one more than is shown where there are."""
    moment = pages.as_of(at)
    editions = pages.editions_at(moment.at, moment.still)
    for word in words:
        editions = editions.filter(_holding(word))
    ids = list(editions.newest_first().values_list("pk", flat=True)[: MOST + 1])
    cards = pages.chosen_cards(ids, moment)
    return [cards[pk] for pk in ids if pk in cards]


def _holding(word: str) -> Q:
    # SQLite knows great and small letters only of ASCII.
    spelt = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    holding = Q()
    for field in _FIELDS:
        for form in sorted(spelt):
            holding |= Q(**{f"{field}__icontains": form})
    return holding
