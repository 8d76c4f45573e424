"""When each sentence is heard: as JSON with its place in the story, and as WebVTT.

The player takes the WebVTT (https://www.w3.org/TR/webvtt1/): browsers tell it themselves which
sentence is being heard, wherever a listener jumps to. A cue's name begins with the kind of
sentence, its text is the sentence as it stands in the story.
"""

import json
from collections.abc import Sequence

from articles.narration.script import Sentence


def cues_json(language: str, timed: Sequence[tuple[Sentence, int, int]]) -> bytes:
    """Sentences with the milliseconds at which each begins and ends."""
    cues = [
        {
            "kind": one.kind,
            "text": one.text,
            "block": one.block,
            "start": one.start,
            "end": one.end,
            "from": begins,
            "until": ends,
        }
        for one, begins, ends in timed
    ]
    data = {"language": language, "cues": cues}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def captions_vtt(timed: Sequence[tuple[Sentence, int, int]]) -> bytes:
    parts = ["WEBVTT"]
    for number, (one, begins, ends) in enumerate(timed, start=1):
        if one.text and ends > begins:
            parts.append(
                f"{one.kind}-{number}\n{_clock(begins)} --> {_clock(ends)}\n{_escaped(one.text)}"
            )
    return ("\n\n".join(parts) + "\n").encode()


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _escaped(text: str) -> str:
    # "-->" would begin another cue; a line feed would end this one's line.
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(escaped.split())
