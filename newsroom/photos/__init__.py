"""A photograph's embedded metadata: reading what agencies write, and writing what readers get.

Pure functions of bytes, which know no model and no storage. ``read_metadata`` brings EXIF, IIM and
XMP to one value; ``pillow_options`` is what a rendition is saved with, so that it carries its
credit and its rights and nothing that tells where a source lives.
"""

from newsroom.photos.embedding import PUBLIC_FIELDS, Embedded, embedded, pillow_options
from newsroom.photos.metadata import PhotoMetadata
from newsroom.photos.reading import read_metadata

__all__ = [
    "PUBLIC_FIELDS",
    "Embedded",
    "PhotoMetadata",
    "embedded",
    "pillow_options",
    "read_metadata",
]
