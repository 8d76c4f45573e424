"""Made-up stories and edits of them, for what has to hold of any two."""

import dataclasses

from hypothesis import strategies as st

from articles.body import Block, clean_body, split_blocks
from articles.snapshot import ArticleSnapshot, TagSnapshot
from tests.support.snapshots import byline, make_snapshot, picture

WORDS = st.sampled_from(
    "the of a ferry harbour Sarnhaven council 1,250,000 3.5% €40m 12:30 U.S. O’Brien Jean-Luc "
    "voted again against budget , . — “ ” news@example.org 北京 รับ é 👩‍👩‍👧 Straße".split(" ")
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)


@st.composite
def inlines(draw) -> str:
    text = draw(SENTENCES)
    match draw(st.integers(0, 7)):
        case 0:
            return f"<strong>{text}</strong> {draw(SENTENCES)}"
        case 1:
            path = draw(st.sampled_from("abc"))
            return f'{draw(SENTENCES)} <a href="https://example.org/{path}">{text}</a>'
        case 2:
            return f"{text}<br>{draw(SENTENCES)}"
        case 3:
            return f"{text}<em>{draw(WORDS)}</em>"
        case _:
            return text


@st.composite
def blocks(draw) -> str:
    text = draw(inlines())
    match draw(st.integers(0, 12)):
        case 0:
            return f"<h2>{text}</h2>"
        case 1:
            items = "".join(f"<li>{item}</li>" for item in draw(st.lists(inlines(), max_size=4)))
            return f"<ul><li>{text}</li>{items}</ul>"
        case 2:
            return f"<blockquote><p>{text}</p></blockquote>"
        case 3:
            return f'<figure data-image="{draw(st.integers(1, 3))}"></figure>'
        case 4:
            cells = draw(st.lists(inlines(), min_size=2, max_size=2))
            row = "".join(f"<td>{cell}</td>" for cell in cells)
            return f"<table><tr><th>{text}</th><th>b</th></tr><tr>{row}</tr></table>"
        case 5:
            return "<hr>"
        case 6:
            return f"<pre>{draw(SENTENCES)}\n{draw(SENTENCES)}</pre>"
        case _:
            return f"<p>{text}</p>"


bodies = st.lists(blocks(), max_size=7)


def split(body: list[str]) -> tuple[Block, ...]:
    return split_blocks.__wrapped__(clean_body("".join(body)))


@st.composite
def edits(draw, body: list[str]) -> list[str]:
    """A body after a few edits of the kinds a desk makes."""
    edited = list(body)
    for _number in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, max(0, len(edited) - 1)))
        match draw(st.integers(0, 5)):
            case 0:
                edited.insert(place, draw(blocks()))
            case 1 if edited:
                edited.pop(place)
            case 2 if edited:
                edited.insert(draw(st.integers(0, len(edited) - 1)), edited.pop(place))
            case 3 if edited:
                words = edited[place].split(" ")
                words[draw(st.integers(0, len(words) - 1)) :][:1] = []
                edited[place] = edited[place].replace("the", draw(WORDS), 1)
            case 4 if edited:
                edited[place] = edited[place].replace(" ", "</p><p>", 1)
            case 5 if len(edited) > 1:
                edited[place : place + 2] = [" ".join(edited[place : place + 2])]
    return edited


@st.composite
def pairs_of_bodies(draw) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    body = draw(bodies)
    other = draw(st.one_of(edits(body), bodies))
    return split(body), split(other)


TEXTS = st.one_of(st.just(""), SENTENCES)


@st.composite
def stories(draw) -> ArticleSnapshot:
    people = draw(st.lists(st.integers(1, 4), unique=True, max_size=3))
    return dataclasses.replace(
        make_snapshot(),
        body=split(draw(bodies)),
        headline=draw(SENTENCES),
        standfirst=draw(TEXTS),
        headline_front=draw(TEXTS),
        kind=draw(st.sampled_from(["news", "opinion"])),
        language=draw(st.sampled_from(["en-gb", "fr"])),
        bylines=tuple(draw(bylines(person)) for person in people),
        tags=tuple(
            TagSnapshot(tag, f"Tag {tag}", f"tag-{tag}", draw(TEXTS), "")
            for tag in draw(st.lists(st.integers(1, 4), unique=True, max_size=3))
        ),
        images=tuple(draw(pictures(draw(st.lists(st.integers(1, 4), unique=True, max_size=3))))),
    )


@st.composite
def bylines(draw, person: int):
    one = byline(person, f"Author {person}")
    author = dataclasses.replace(one.author, bio=draw(TEXTS))
    return dataclasses.replace(one, author=author, role=draw(st.sampled_from(["by", "data"])))


@st.composite
def pictures(draw, ids: list[int]):
    return [
        picture(
            number,
            is_lead=place == 0,
            caption=draw(TEXTS),
            focal_x=draw(st.sampled_from([0.5, 0.501, 0.25])),
            is_decorative=draw(st.booleans()),
        )
        for place, number in enumerate(ids)
    ]
