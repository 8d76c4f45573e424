"""Whether the library has a photograph already, in other bytes: another size, crop or quality."""

from articles.models.image import Image, ImageFile
from newsroom.likeness import MOST_APART, apart

# The newest files are compared, so that an upload costs the same in any library: a few hundred
# thousand bits to count, some tenths of a second.
COMPARED = 100_000


def nearest(likeness: str, *, besides: int | None) -> Image | None:
    """The picture that looks most like this, near enough to be the same photograph; or None."""
    if not likeness:
        return None
    files = ImageFile.objects.exclude(likeness="").exclude(image=besides).order_by("-pk")
    rows = files.values_list("image", "likeness")[:COMPARED]
    distances = ((apart(likeness, other), image) for image, other in rows.iterator())
    distance, image = min(distances, default=(128, None))
    return Image.objects.filter(pk=image).first() if distance <= MOST_APART else None
