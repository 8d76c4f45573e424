"""What differs between two states of a story, exactly and in words.

    comparison = compare(before, after)        # two ArticleSnapshots; pure, no database
    comparison.is_empty                        # readers would see the same
    comparison.fields                          # FieldChange and ListChange, in reading order
    comparison.body                            # BlockChange for all blocks, in reading order
    comparison.words_added, .words_removed     # of the body; what only moved counts as neither
    summary(comparison)                        # "Headline changed. Body: 3 words added."

    page = lay_out(comparison, side_by_side=False, whole=False)   # what a template shows
    page.fields, page.rows, page.changes       # rows hold values named ..._html
    plain_text(comparison)                     # the same without markup

The template partial is ``admin/articles/compare/_comparison.html`` (give it ``page``), its style
and script are ``articles/compare/compare.css`` and ``compare.js``.

tokens.py cuts a text into words, passages.py a block into texts, words.py finds what differs
between two runs of words, alignment.py which block became which, blocks.py puts these together
for a body, fields.py for all else; changes.py has the values they give. summary.py says it in a
sentence, markup.py as HTML, layout.py as a page.
"""

from articles.comparing.changes import (
    BlockChange,
    Comparison,
    FieldChange,
    ItemChange,
    ListChange,
    Piece,
)
from articles.comparing.comparison import compare
from articles.comparing.layout import lay_out, plain_text
from articles.comparing.summary import summary

__all__ = [
    "BlockChange",
    "Comparison",
    "FieldChange",
    "ItemChange",
    "ListChange",
    "Piece",
    "compare",
    "lay_out",
    "plain_text",
    "summary",
]
