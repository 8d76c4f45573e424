"""How loud a sound is, in LUFS (ITU-R BS.1770-4, EBU R 128), in plain Python: for one channel."""

import array
import math
from collections.abc import Iterable, Iterator

# BS.1770: a block is 400 ms, the next begins 100 ms later; quieter ones than these do not count.
_BLOCK, _STEP = 0.4, 0.1
_ABSOLUTE, _RELATIVE = -70.0, -10.0


def integrated(pcm: bytes, rate: int) -> float:
    """The loudness of 16-bit samples as a whole; minus infinity of silence."""
    samples = (one / 32768 for one in array.array("h", pcm))
    weighted = list(_biquad(_biquad(samples, *_shelf(rate)), *_high_pass(rate)))
    step, length = round(rate * _STEP), round(rate * _BLOCK)
    powers = [
        sum(one * one for one in weighted[start : start + length]) / length
        for start in range(0, len(weighted) - length + 1, step)
    ]
    heard = [power for power in powers if _lufs(power) > _ABSOLUTE]
    if not heard:
        return -math.inf
    least = _lufs(sum(heard) / len(heard)) + _RELATIVE
    loud = [power for power in heard if _lufs(power) > least]
    return _lufs(sum(loud) / len(loud))


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power else -math.inf


def _shelf(rate: int) -> tuple:
    """The head's effect: high tones are louder (the filter of BS.1770 for any rate)."""
    k, q = math.tan(math.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    over = (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k)
    under = (2 * (k * k - 1), 1 - k / q + k * k)
    return tuple(one / a0 for one in over), tuple(one / a0 for one in under)


def _high_pass(rate: int) -> tuple:
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    a0 = 1 + k / q + k * k
    return (1.0, -2.0, 1.0), (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def _biquad(samples: Iterable[float], over: tuple, under: tuple) -> Iterator[float]:
    (b0, b1, b2), (a1, a2) = over, under
    z1 = z2 = 0.0
    for one in samples:
        out = b0 * one + z1
        z1 = b1 * one - a1 * out + z2
        z2 = b2 * one - a2 * out
        yield out
