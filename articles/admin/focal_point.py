"""Where a picture's focal point is set, with the crops that follow it (static/…/focal.js)."""

from django.template.loader import render_to_string

from articles.models import Image

# The shapes a picture is cropped to: as they are called, and as CSS writes them.
CROPS = (("16:9", "16 / 9"), ("4:3", "4 / 3"), ("1:1", "1"), ("9:16", "9 / 16"))


def focal_html(image: Image) -> str:
    src = image.jpeg_url if image.pk and image.sha256 else ""
    context = {"src": src, "shapes": CROPS}
    return render_to_string("admin/articles/image/includes/_focal.html", context)
