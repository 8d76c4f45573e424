"""A supersampled drawing surface measured in poster units, with print grain."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

WIDTH, HEIGHT = 1600, 1067

Point = tuple[float, float]
Points = Sequence[Point]

_TURN = {"down": None, "up": Image.Transpose.ROTATE_180}
_TURN["right"] = Image.Transpose.ROTATE_90
_TURN["left"] = Image.Transpose.ROTATE_270


def rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(first: str, second: str, amount: float) -> str:
    """The colour that lies `amount` of the way from first to second."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * amount):02x}" for a, b in pairs)


def ring(x: float, y: float, rx: float, ry: float | None = None, steps: int = 48) -> list[Point]:
    """An ellipse as a polygon."""
    ry = rx if ry is None else ry
    turns = (math.tau * step / steps for step in range(steps))
    return [(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns]


def box(x0: float, y0: float, x1: float, y1: float) -> list[Point]:
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def arch(x: float, foot: float, rx: float, ry: float) -> list[Point]:
    """The upper half of an ellipse, from right to left."""
    turns = (math.pi * step / 40 for step in range(41))
    return [(x + math.cos(turn) * rx, foot - math.sin(turn) * ry) for turn in turns]


def turned(points: Points, angle: float, about: Point) -> list[Point]:
    """Points rotated clockwise by an angle in degrees."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    ax, ay = about
    return [
        (ax + (x - ax) * cos - (y - ay) * sin, ay + (x - ax) * sin + (y - ay) * cos)
        for x, y in points
    ]


def below(points: Points, level: float) -> list[Point]:
    """The part of a polygon that lies under a level, as liquid lies in a flask."""
    kept: list[Point] = []
    for at, (x, y) in enumerate(points):
        px, py = points[at - 1]
        if (py < level) != (y < level):
            kept.append((px + (x - px) * (level - py) / (y - py), level))
        if y >= level:
            kept.append((x, y))
    return kept


def _spline(a: Point, b: Point, c: Point, d: Point, steps: int) -> list[Point]:
    found = []
    for step in range(steps):
        t = step / steps
        weights = (
            -0.5 * t + t * t - 0.5 * t**3,
            1 - 2.5 * t * t + 1.5 * t**3,
            0.5 * t + 2 * t * t - 1.5 * t**3,
            -0.5 * t * t + 0.5 * t**3,
        )
        corners = list(zip((a, b, c, d), weights, strict=True))
        found.append((sum(p[0] * w for p, w in corners), sum(p[1] * w for p, w in corners)))
    return found


def smooth(points: Points, *, closed: bool = False, steps: int = 8) -> list[Point]:
    """A rounded curve through the points."""
    count = len(points)
    if closed:
        around = [points[-1], *points, points[0], points[1]]
    else:
        around = [points[0], *points, points[-1]]
    spans = count if closed else count - 1
    found: list[Point] = []
    for at in range(spans):
        found += _spline(*around[at : at + 4], steps)
    return found if closed else [*found, points[-1]]


def noise(size: tuple[int, int], seed: str) -> Image.Image:
    """Even random grey, the same for the same seed."""
    data = random.Random(seed).randbytes(size[0] * size[1])
    return Image.frombytes("L", size, data)


class Canvas:
    """Shapes are given in units of a width x height sheet, whatever the pixel size."""

    def __init__(
        self,
        size: tuple[int, int],
        seed: str,
        *,
        sheet: tuple[int, int] = (WIDTH, HEIGHT),
        supersample: int = 2,
    ) -> None:
        self.random = random.Random(seed)
        self.size = size
        self.sheet = sheet
        self.supersample = supersample
        self.scale = max(size[0] / sheet[0], size[1] / sheet[1]) * supersample
        self.image = Image.new("RGB", (self._px(sheet[0]), self._px(sheet[1])))
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        small = (self.image.width // 2 + 2, self.image.height // 2 + 2)
        self._noise = noise(small, seed)

    def _px(self, value: float) -> int:
        return math.ceil(value * self.scale)

    def _scaled(self, points: Points) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def _bounds(self, points: Points) -> tuple[int, int, int, int]:
        """The even-aligned pixel box around the points, within the sheet."""
        xs, ys = [p[0] * self.scale for p in points], [p[1] * self.scale for p in points]
        left, top = max(0, int(min(xs)) // 2 * 2), max(0, int(min(ys)) // 2 * 2)
        right = min(self.image.width, int(max(xs)) + 2)
        bottom = min(self.image.height, int(max(ys)) + 2)
        return left, top, right, bottom

    # flat shapes

    def poly(self, points: Points, color: str, alpha: float = 1.0) -> None:
        self.pen.polygon(self._scaled(points), fill=(*rgb(color), round(alpha * 255)))

    def blob(self, points: Points, color: str, alpha: float = 1.0) -> None:
        """A closed shape rounded through its points."""
        self.poly(smooth(points, closed=True), color, alpha)

    def rect(
        self, x0: float, y0: float, x1: float, y1: float, color: str, alpha: float = 1.0
    ) -> None:
        self.poly(box(x0, y0, x1, y1), color, alpha)

    def disc(self, x: float, y: float, r: float, color: str, alpha: float = 1.0) -> None:
        self.oval(x, y, r, r, color, alpha)

    def oval(
        self, x: float, y: float, rx: float, ry: float, color: str, alpha: float = 1.0
    ) -> None:
        s = self.scale
        extent = ((x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s)
        self.pen.ellipse(extent, fill=(*rgb(color), round(alpha * 255)))

    def line(self, points: Points, color: str, width: float = 2, alpha: float = 1.0) -> None:
        pixels = max(1, round(width * self.scale))
        fill = (*rgb(color), round(alpha * 255))
        self.pen.line(self._scaled(points), fill=fill, width=pixels, joint="curve")

    def limb(self, points: Points, color: str, width: float) -> None:
        """A line with round ends."""
        self.line(points, color, width)
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, color)

    # light and tone

    def wash(self, *colors: str, top: float = 0, bottom: float | None = None) -> None:
        """An even vertical blend of the colours across the whole width."""
        bottom = self.sheet[1] if bottom is None else bottom
        start, end = self._px(max(0, top)), min(self.image.height, self._px(bottom))
        height = max(1, end - start)
        column = Image.new("RGB", (1, len(colors)))
        column.putdata([rgb(color) for color in colors])
        inset = (0, 0.5, 1, len(colors) - 0.5) if len(colors) > 1 else (0, 0, 1, 1)
        column = column.resize((1, height), Image.Resampling.BILINEAR, box=inset)
        wide = column.resize((self.image.width, height), Image.Resampling.NEAREST)
        self.image.paste(wide, (0, start))

    def glow(
        self, x: float, y: float, r: float, color: str, strength: float = 1.0, flat: float = 1.0
    ) -> None:
        """A round light that fades outwards; `flat` squashes it."""
        s, ry = self.scale, r * flat
        left, top, right, bottom = self._bounds([(x - r, y - ry), (x + r, y + ry)])
        if right <= left or bottom <= top:
            return
        falloff = Image.radial_gradient("L").point(
            [round(255 * strength * max(0.0, 1 - v / 127) ** 1.8) for v in range(256)]
        )
        kx, ky = 256 / (2 * r * s), 256 / (2 * ry * s)
        region = (
            max(0.0, (left - (x - r) * s) * kx),
            max(0.0, (top - (y - ry) * s) * ky),
            min(256.0, (right - (x - r) * s) * kx),
            min(256.0, (bottom - (y - ry) * s) * ky),
        )
        size = (right - left, bottom - top)
        mask = falloff.resize(size, Image.Resampling.BILINEAR, box=region)
        self.image.paste(rgb(color), (left, top), mask)

    def spray(
        self, points: Points, color: str, toward: str = "down", strength: float = 0.7,
        power: float = 1.4,
    ) -> None:
        """Airbrushed grain inside a shape, denser toward one side."""
        left, top, right, bottom = self._bounds(points)
        half = ((right - left + 1) // 2, (bottom - top + 1) // 2)
        if half[0] < 1 or half[1] < 1:
            return
        ramp = Image.linear_gradient("L")
        if _TURN[toward] is not None:
            ramp = ramp.transpose(_TURN[toward])
        ramp = ramp.point([round(255 * strength * (v / 255) ** power) for v in range(256)])
        ramp = ramp.resize(half, Image.Resampling.BILINEAR)
        at = (left // 2, top // 2)
        dots = self._noise.crop((*at, at[0] + half[0], at[1] + half[1]))
        dots = ImageChops.add(ramp, dots, 1, -255).point([0] + [255] * 255)
        size = (right - left, bottom - top)
        dots = dots.resize((half[0] * 2, half[1] * 2), Image.Resampling.NEAREST)
        dots = dots.crop((0, 0, *size))
        shape = Image.new("L", size)
        moved = [(x - left, y - top) for x, y in self._scaled(points)]
        ImageDraw.Draw(shape).polygon(moved, fill=255)
        self.image.paste(rgb(color), (left, top), ImageChops.multiply(shape, dots))

    def shade(
        self, points: Points, fill: str, tone: str, toward: str = "down", strength: float = 0.7
    ) -> None:
        """A flat shape with grain sprayed over one side."""
        self.poly(points, fill)
        self.spray(points, mix(tone, fill, 0.3), toward, strength)

    def shadow(
        self, points: Points, blur: float, alpha: float = 0.4, color: str = "#101018"
    ) -> None:
        """A soft shadow (or light) in the form of the shape."""
        reach = blur * 3
        wide = [(x + dx, y + dy) for x, y in points for dx, dy in ((-reach,) * 2, (reach,) * 2)]
        left, top, right, bottom = self._bounds(wide)
        small = (max(1, (right - left) // 8), max(1, (bottom - top) // 8))
        mask = Image.new("L", small)
        moved = [((x - left) / 8, (y - top) / 8) for x, y in self._scaled(points)]
        ImageDraw.Draw(mask).polygon(moved, fill=round(255 * alpha))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scale / 8))
        mask = mask.resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        self.image.paste(rgb(color), (left, top), mask)

    # printing

    def finish(self, *, grain: float = 9, paper: str = "#fff6e4") -> Image.Image:
        """The sheet at its ordered size, as if printed on slightly warm paper."""
        done = self.image.reduce(self.supersample) if self.supersample > 1 else self.image
        if done.size != self.size:
            done = ImageOps.fit(done, self.size)
        done = ImageChops.multiply(done, Image.new("RGB", done.size, paper))
        if not grain:
            return done
        fine = noise(done.size, f"grain {done.size}").point(
            [round(128 + (v - 127.5) / 127.5 * grain) for v in range(256)]
        )
        coarse = noise((done.width // 6, done.height // 6), "fibre").point(
            [round(128 + (v - 127.5) / 127.5 * grain * 0.7) for v in range(256)]
        )
        coarse = coarse.resize(done.size, Image.Resampling.BILINEAR)
        tooth = ImageChops.add(fine, coarse, 1, -128)
        return ImageChops.add(done, Image.merge("RGB", (tooth,) * 3), 1, -128)
