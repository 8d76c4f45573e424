"""A photograph's embedded metadata: reading what agencies write.

Pure functions of bytes, which know no model and no storage. ``read_metadata`` brings EXIF, IIM and
XMP to one value.
"""

from newsroom.photos.metadata import PhotoMetadata
from newsroom.photos.reading import read_metadata

__all__ = ["PhotoMetadata", "read_metadata"]
