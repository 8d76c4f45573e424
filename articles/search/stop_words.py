"""Words of a question that say nothing of what it is about, by language.

"When does the ferry sail" asks for stories with "ferry" and "sail"; hardly one of them has "does".
Only words of which that is always so: articles, pronouns, prepositions, auxiliaries, question
words. A language that has no list here loses nothing: each word is sought there.
"""

_LISTS = {
    "en": """
        a about after all am an and any are as at be been before being between both but by
        can could did do does doing during for from had has have having he her here hers
        him his how i if in into is it its me my no nor not of on or our ours she should
        so some such than that the their theirs them then there these they this those
        through to too us very was we were what when where which while who whom whose why
        will with would you your yours
    """,
    "de": """
        aber als am an auch auf aus bei bin bis bist da damit dann das dass dem den denn
        der des dich die dies diese diesem diesen dieser dieses dir doch du durch ein eine
        einem einen einer eines er es euch euer eure für gegen hat hatte hatten habe haben
        ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist kann können man mein
        meine mich mir mit nach nicht noch nun nur ob oder ohne sein seine seinem seinen
        seiner seit sich sie sind so über um und uns unser unsere unter vom von vor wann
        war waren warum was weil welche welchem welchen welcher welches wenn wer werden
        wie wir wird wo woher wohin wurde wurden zu zum zur zwischen
    """,
}
_SETS = {language: frozenset(words.split()) for language, words in _LISTS.items()}


def is_stop_word(typed: str, language: str) -> bool:
    """Whether a word as typed says nothing; in capitals (WHO, US) it is a name."""
    if typed.isupper() and len(typed) > 1:
        return False
    return typed.lower() in _SETS.get(language.split("-")[0].lower(), ())
