"""What the library's tests share: its addresses, and pictures made without decoding a file."""

import json
from datetime import timedelta

from django.utils import timezone

from articles.models import Image
from tests.articles.admin.desk import DeskTestCase
from tests.factories import make_image

LIBRARY = "/admin/articles/image/"


def bare_image(number: int = 1, **values) -> Image:
    """A row of the library whose file nobody asks for."""
    words = {"title": f"Picture {number}", "alt": "A harbour", "credit": "Jo Li/Agency"}
    sha256 = f"{number:064x}"
    name = f"images/{sha256[:2]}/{sha256}/original.jpg"
    return Image.objects.create(
        file=name, sha256=sha256, width=1200, height=800, **(words | values)
    )


class LibraryTestCase(DeskTestCase):
    group = "Photo editor"

    def found(self, query: str = "") -> list[str]:
        """The titles on the library's page, in their order."""
        response = self.client.get(f"{LIBRARY}{query}")
        self.assertEqual(response.status_code, 200)
        return [tile.image.title for tile in response.context["tiles"]]

    def marks(self, image: Image) -> list[str]:
        response = self.client.get(LIBRARY)
        tile = next(one for one in response.context["tiles"] if one.id == image.pk)
        return [mark.label for mark in tile.marks]

    def save(self, *rows: dict):
        return self.client.post(f"{LIBRARY}library/words/", {"rows": json.dumps(rows)})

    def save_one(self, image: Image, was: dict | None = None, **values):
        """Save what was typed for a picture, as from a panel opened now."""
        stored = self.client.get(f"{LIBRARY}library/panel/{image.pk}/").json()["values"]
        before = {name: stored[name] for name in values} | (was or {})
        return self.save({"id": image.pk, "values": values, "was": before})


def in_days(days: float):
    return timezone.now() + timedelta(days=days)


__all__ = ["LIBRARY", "LibraryTestCase", "bare_image", "in_days", "make_image"]
