"""How loud a voice is: each about as loud as podcasts and radio are, and no peak distorted.

Measured after EBU R 128 over a sentence in each of espeak-ng's languages: -21.9 to -18.7 LUFS, with
true peaks of up to 0.1 dB above what can be played. With ``GAINS`` and a limiter -19.6 to -16.9
LUFS and at most -1.6 dB; podcasts are asked for -16 to -20 LUFS and at most -1 dB (AES TD1008).
A gain belongs to an engine, never to a sentence: one short word must not be shouted.
"""

import array
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, pairwise, repeat
from operator import mul

from articles.narration.engines import Speech
from articles.narration.voices import ESPEAK

# How much louder, as a factor. Piper brings each sentence to full scale itself.
GAINS = {ESPEAK: 1.4}
# No sample is above this: 1.9 dB below full scale, since encoding adds to peaks.
CEILING = 26_400
# Seconds that the gain is looked at and held for; it changes over as many blocks as are ``AHEAD``.
BLOCK, AHEAD = 0.005, 3


def levelled(speech: Speech, engine: str) -> Speech:
    """A sentence as loud as it is to be heard; of silence, silence."""
    gain = GAINS.get(engine, 1.0)
    samples = array.array("h", speech.pcm)
    size = max(1, round(speech.rate * BLOCK))
    blocks = [samples[start : start + size] for start in range(0, len(samples), size)]
    edges = list(_edges([_gain_of(block, gain) for block in blocks]))
    louder, out = _table(gain), array.array("h")
    for block, (begins, ends) in zip(blocks, pairwise(edges), strict=True):
        if begins == ends == gain:
            out.extend(map(louder.__getitem__, block))
        else:
            step = (ends - begins) / len(block)
            gains = accumulate(repeat(step, len(block) - 1), initial=begins)
            out.extend(map(int, map(mul, block, gains)))
    return Speech(out.tobytes(), speech.rate)


def _gain_of(block: array.array, gain: float) -> float:
    """The most by which a block may be made louder."""
    peak = max(max(block), -min(block))
    return min(gain, CEILING / peak) if peak else gain


def _edges(most: list[float]) -> Iterator[float]:
    """The gain at each edge of the blocks, on both sides of a peak led down and up again: between
    two edges it is never above what the block between them bears."""
    held = [min(most[max(0, at - AHEAD) : at + AHEAD + 1]) for at in range(len(most))]
    led = [_mean(held[max(0, at - AHEAD) : at + AHEAD + 1]) for at in range(len(held))]
    if led:
        yield led[0]
        yield from (min(pair) for pair in pairwise(led))
        yield led[-1]


def _mean(values: list[float]) -> float:
    # Of equal ones exactly theirs, which a sum may miss.
    return values[0] if min(values) == max(values) else sum(values) / len(values)


@cache
def _table(gain: float) -> list[int]:
    """Every sample times a gain; a negative index of a list counts from its end."""
    return [int(one * gain) for one in (*range(0x8000), *range(-0x8000, 0))]
