"""Room for the deep calls of a large page's templates.

CPython keeps the frames of Python calls in chunks of 16 KB, and gives a chunk back to the operating
system as soon as its first frame returns (Python/pystate.c, push_chunk and _PyThreadState_PopFrame;
seen in 3.11, 3.12 and 3.13). A loop that happens to stand at the end of a chunk therefore maps and
unmaps memory at each call. The forms of the desk, templates within templates, spent up to a third
of their time on that, more or less with every call above or below.

A frame as large as several chunks, below all others, has a chunk made that holds the rest too.
"""

from collections.abc import Callable
from functools import wraps

# In slots of 8 bytes: 160 KB, for which CPython maps 256 KB. The rest of it holds some hundred
# frames more than the deepest page needs.
_SLOTS = 20_000


def with_room(call: Callable) -> Callable:
    """The same callable of two arguments, its frames in one large chunk of their own."""

    @wraps(call)
    def roomy(first, second):
        return call(first, second)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=_SLOTS)
    return roomy
