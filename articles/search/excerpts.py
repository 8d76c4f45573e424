"""A headline and a passage with the words that were sought marked, as safe HTML."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.search.queries import Form
from articles.search.words import Word, stem, words_of, words_told

# Of a passage, in characters; how far before a match it may begin; how much of a text is read.
LENGTH = 240
LEAD_IN = 60
MOST_READ = 20_000
MOST_MATCHES = 40
_UNENDED = re.compile(r"(?<=\w)\n")

Forms = Mapping[Form, int]


def marked(text: str, forms: Forms, language: str) -> SafeString:
    """The text with every word that has one of these forms marked.

    ``forms`` gives each form the number of the term it belongs to.
    """
    matches = [word for word, _term in _matches(text, forms, language)]
    return _with_marks(text, 0, len(text), matches)


def excerpt(standfirst: str, text: str, forms: Forms, language: str) -> SafeString:
    """The standfirst, or the passage of the text that has more of the terms."""
    text = text[:MOST_READ]
    in_front = {term for _word, term in _matches(standfirst, forms, language)}
    matches = list(islice(_matches(text, forms, language), MOST_MATCHES))
    if not matches or (standfirst and len(in_front) >= len({term for _, term in matches})):
        if standfirst:
            return marked(standfirst, forms, language)
        return marked(text[:LENGTH].replace("\n", " "), forms, language)
    begin, end = _passage(text, matches)
    inner = _with_marks(text, begin, end, [word for word, _term in matches])
    before = "… " if begin else ""
    after = " …" if end < len(text) else ""
    return mark_safe(f"{before}{inner}{after}")


def _matches(text: str, forms: Forms, language: str) -> Iterable[tuple[Word, int]]:
    """Words that have one of the forms, and phrases, each as one long word, with their terms."""

    def term_of(folded: str) -> int | None:
        term = forms.get(folded)
        return forms.get(stem(folded, language)) if term is None else term

    phrases = [(form, term) for form, term in forms.items() if isinstance(form, tuple)]
    if not phrases:
        yield from words_told(text, term_of) if forms else ()
        return
    # A phrase is only known by the words that follow.
    words = list(words_of(text))
    for place, word in enumerate(words):
        for form, term in phrases:
            said = words[place : place + len(form)]
            if tuple(one.folded for one in said) == form:
                yield Word(" ".join(form), word.start, said[-1].end), term
        if (term := term_of(word.folded)) is not None:
            yield word, term


def _passage(text: str, matches: list[tuple[Word, int]]) -> tuple[int, int]:
    """Where the passage with most terms, and then most matches, begins and ends."""
    best, first = (0, 0), 0
    starts = [word.start for word, _term in matches]
    for number, start in enumerate(starts):
        inside = matches[number : bisect_left(starts, start + LENGTH - LEAD_IN)]
        worth = (len({term for _word, term in inside}), len(inside))
        if worth > best:
            best, first = worth, start
    line = text.rfind("\n", 0, first) + 1
    earliest = max(line, first - LEAD_IN)
    # From the beginning of a sentence, or else of a word.
    sentence = text.rfind(". ", earliest, first)
    space = text.find(" ", earliest, first)
    begin = earliest
    if earliest > line:
        begin = sentence + 2 if sentence >= 0 else space + 1 if space >= 0 else first
    end = min(len(text), begin + LENGTH)
    if end < len(text):
        last = text.rfind(" ", first + 1, end)
        # Scripts without spaces are cut anywhere.
        end = last if last > begin + LENGTH // 2 else end
    return begin, end


def _with_marks(text: str, begin: int, end: int, matches: Iterable[Word]) -> SafeString:
    parts, place = [], begin
    for word in matches:
        if word.start < place or word.end > end:
            continue
        parts += [escape(text[place : word.start]), "<mark>"]
        parts += [escape(text[word.start : word.end]), "</mark>"]
        place = word.end
    parts.append(escape(text[place:end]))
    joined = "".join(parts).replace("</mark><mark>", "")
    # A heading and what follows it are two sentences, though nothing ends the first.
    return mark_safe(_UNENDED.sub(" – ", joined).replace("\n", " "))
