"""Where the real material lies, which belongs to others and is no part of the repository."""

import gzip
import json
import unittest
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

REAL = settings.BASE_DIR.parent / "shared" / "real"

needs_real = unittest.skipUnless(
    REAL.is_dir(), "The real material is not beside the repository (../shared/real)."
)


def read_json_lines(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
