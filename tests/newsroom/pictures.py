"""Picture files of every kind, sound and broken, made where they are needed."""

import io
import random
import struct
import zlib

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

RED = (200, 60, 20)


class PathlessStorage(Storage):
    """As object storage is: files have names, and ``path`` raises NotImplementedError."""

    def __init__(self):
        self.files: dict[str, bytes] = {}
        self.written: list[str] = []

    def _open(self, name, mode="rb"):
        if name not in self.files:
            raise FileNotFoundError(name)
        return ContentFile(self.files[name], name=name)

    def _save(self, name, content):
        self.written.append(name)
        self.files[name] = content.read()
        return name

    def url(self, name):
        return f"https://bucket.example/{name}"

    def delete(self, name):
        self.files.pop(name, None)

    def exists(self, name):
        return name in self.files

    def size(self, name):
        return len(self.files[name])

    def listdir(self, path):
        inside = [name[len(path) + 1 :] for name in self.files if name.startswith(f"{path}/")]
        folders = {name.split("/")[0] for name in inside if "/" in name}
        return sorted(folders), [name for name in inside if "/" not in name]


def encode(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def red(size=(400, 300), mode="RGB") -> Image.Image:
    return Image.new("RGB", size, RED).convert(mode)


def upload(data: bytes, name: str = "picture.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def png_claiming(width: int, height: int, extra: bytes = b"") -> bytes:
    """A PNG whose header claims a size (PNG, W3C §11.2.2) and that holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + extra
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + png_chunk(b"IEND", b"")
    )


def png_chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def photograph(seed: int, size=(480, 320)) -> Image.Image:
    """A picture of light and dark patches, another for every seed, as unlike as photographs."""
    chance = random.Random(seed)
    patches = Image.new("L", (9, 6))
    patches.putdata([chance.randrange(256) for _ in range(54)])
    grey = patches.resize(size, Image.Resampling.BICUBIC)
    return Image.merge("RGB", (grey, grey.point(lambda value: value * 0.9), grey))
