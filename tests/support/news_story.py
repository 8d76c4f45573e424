"""A published news story as plain text, taken apart: the page the product has to make in full.

``../shared/seed/article.txt`` where it is there, else a made-up one of the same shape.
"""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
REAL = HERE.parent.parent.parent / "shared" / "seed" / "article.txt"


@dataclass(frozen=True)
class NewsStory:
    headline: str
    paragraphs: tuple[str, ...]
    picture_title: str
    caption: str
    credit: str
    tip_prompt: str
    tip_question: str
    tip_email: str
    topic: str
    writer: dict[str, str]
    handle: str


def read_news_story() -> NewsStory:
    path = REAL if REAL.exists() else HERE / "sample_story.txt"
    blocks = [block.strip() for block in path.read_text(encoding="utf-8").split("\n\n")]
    blocks = [block for block in blocks if block]
    about = blocks.index("About the writer")
    tip = blocks[about - 1]
    picture = next(block for block in blocks[2:about] if "\n" in block)
    title, words = picture.split("\n", 1)
    caption, credit = re.fullmatch(r"(.*\.\.\.) (.+)", words).groups()
    prompt, question = re.findall(r"[^.?]+\?", tip)
    return NewsStory(
        headline=blocks[0],
        paragraphs=tuple(block for block in blocks[2 : about - 1] if block != picture),
        picture_title=title,
        caption=caption,
        credit=credit,
        tip_prompt=prompt.strip(),
        tip_question=question.strip(),
        tip_email=re.search(r"via (\S+@\S+)\.", tip).group(1),
        topic=re.search(r"question about (?:the )?(.+)\?", question).group(1),
        writer=_writer(blocks[about + 1], blocks[about + 2]),
        handle=re.search(r"@\w+$", blocks[about + 2]).group(0),
    )


def _writer(profile: str, contact: str) -> dict[str, str]:
    def find(pattern: str) -> str:
        return re.search(pattern, profile).group(1)

    employers = find(r"outlets including (.+?)\. (?:She|He|They)")
    education = find(r"has an? (.+?)\. Languages")
    return {
        "name": find(r"^(.+?) is a "),
        "role": find(r" is a (.+?) based in "),
        "base": find(r" based in (.+?)\. "),
        "beat": find(r"focus is reporting on (.+?)\. "),
        "joined_year": find(r"joined .+? in (\d{4})"),
        "previous_employers": "\n".join(re.split(r", and |, ", employers)),
        "education": "\n".join(re.split(r", and ", education)),
        "languages": find(r"Languages: (.+)$"),
        "email": re.search(r"emailing (\S+)", contact).group(1),
    }
