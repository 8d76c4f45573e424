"""Lines of an archive for tests, and a command that imports them."""

import gzip
import io
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.core.management import CommandError, call_command


def line(**values) -> dict:
    """A story as a line of an archive; a value of None leaves its key out."""
    told = {
        "id": "ferry",
        "title": "Ferry returns to the strait",
        "standfirst": "After three years.",
        "body_html": "<p>The ferry came back on Monday.</p>",
        "authors": ["Jo Li"],
        "tags": ["Ferries"],
        "section": "world",
        "date": "2020-05-04T09:00:00+00:00",
    }
    return {key: value for key, value in (told | values).items() if value is not None}


def saved(date: str, body: str = "<p>The ferry came back on Monday.</p>", **values) -> dict:
    return {"date": date, "body_html": body, **values}


@dataclass
class Said:
    out: str
    err: str
    failed: str

    @property
    def all(self) -> str:
        return self.out + self.err + self.failed


def import_text(text: str | bytes, *, zipped: bool = False, **options) -> Said:
    """What import_archive says to a file of this content."""
    data = text.encode() if isinstance(text, str) else text
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.jsonl"
        path.write_bytes(gzip.compress(data) if zipped else data)
        try:
            call_command("import_archive", str(path), stdout=out, stderr=err, **options)
        except CommandError as error:
            return Said(out.getvalue(), err.getvalue(), str(error))
    return Said(out.getvalue(), err.getvalue(), "")


def import_stories(*lines: dict, **options) -> Said:
    return import_text("\n".join(json.dumps(one) for one in lines) + "\n", **options)
