"""A headline and a passage with the words that were sought marked, as safe HTML."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.search.queries import Form
from articles.search.words import Telling, Word, stem

# Of a passage, in characters; how far before a match it may begin; how much of a text is read.
LENGTH = 240
LEAD_IN = 60
MOST_READ = 20_000
MOST_MATCHES = 40
# A word that is nothing but part of a phrase.
_PART = -1
_UNENDED = re.compile(r"(?<=\w)\n")


class Sought:
    """What is sought in texts of one language: each form, with the number of its term."""

    def __init__(self, forms: Mapping[Form, int], language: str):
        self._forms, self._language = forms, language
        self._phrases = [(form, term) for form, term in forms.items() if isinstance(form, tuple)]
        self._parts = {word for form, _term in self._phrases for word in form}
        # Tells of each word its term, or _PART.
        self._telling = Telling(self._tell)

    def matches(self, text: str) -> Iterable[tuple[Word, int]]:
        """Words that have one of the forms and phrases, each as one long word; with their terms."""
        if not self._forms:
            return ()
        told = self._telling.words(text)
        return self._with_phrases(list(told)) if self._phrases else told

    def _with_phrases(self, told: list[tuple[Word, int]]) -> Iterator[tuple[Word, int]]:
        for number, (word, term) in enumerate(told):
            for form, its_term in self._phrases:
                said = [one for one, _ in told[number : number + len(form)]]
                # Nothing stands between them.
                if said[-1].place - word.place == len(form) - 1 and form == tuple(
                    one.folded for one in said
                ):
                    yield word._replace(folded=" ".join(form), end=said[-1].end), its_term
            if term != _PART:
                yield word, term

    def _tell(self, folded: str) -> int | None:
        term = self._forms.get(folded)
        if term is None:
            term = self._forms.get(stem(folded, self._language))
        return _PART if term is None and folded in self._parts else term


def marked(text: str, sought: Sought) -> SafeString:
    """The text with every word that is sought marked."""
    return _with_marks(text, 0, len(text), [word for word, _term in sought.matches(text)])


def excerpt(standfirst: str, text: str, sought: Sought) -> SafeString:
    """The standfirst, or the passage of the text that has more of the terms."""
    text = text[:MOST_READ]
    in_front = {term for _word, term in sought.matches(standfirst)}
    matches = list(islice(sought.matches(text), MOST_MATCHES))
    if not matches or (standfirst and len(in_front) >= len({term for _, term in matches})):
        if standfirst:
            return marked(standfirst, sought)
        return marked(text[:LENGTH].replace("\n", " "), sought)
    begin, end = _passage(text, matches)
    inner = _with_marks(text, begin, end, [word for word, _term in matches])
    before = "… " if begin else ""
    after = " …" if end < len(text) else ""
    return mark_safe(f"{before}{inner}{after}")


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
