"""The authors' portraits: flat, lit from the left, each described by a Sitter."""

import math
from dataclasses import dataclass

from PIL import Image

from .canvas import Canvas, Points, box, mix, ring, smooth

MIDDLE = 320.0
INK = "#1d1620"


@dataclass(frozen=True)
class Sitter:
    skin: str
    hair: str
    cut: str
    coat: str
    shirt: str
    collar: str
    wall: str
    disc: str
    beard: str = ""
    spectacles: str = ""
    jaw: float = 1.0
    years: bool = False
    earring: str = ""


SITTERS = {
    "mara-lindqvist": Sitter("#edc4a2", "#c9b28a", "bob", "#22344f", "#f4ead6", "lapel", "#8e2f3c",
                             "#b8524a",
                             years=True, jaw=0.95),
    "jonas-adeyemi": Sitter("#6b4129", "#17120f", "cropped", "#5d6a45", "#e3d3ae", "jacket",
                            "#d9a441", "#ecc777",
                            beard="full", jaw=1.05),
    "priya-raman-holt": Sitter("#b57b50", "#1c1216", "long", "#2f7a78", "#1f5a5c", "crew",
                               "#efdcb8", "#e59a5c",
                               spectacles="#1d1620", jaw=0.93, earring="#e0a63a"),
    "elias-thorne": Sitter("#f0c9a8", "#8a4524", "parted", "#4a5a68", "#e8eef0", "tie", "#2f6d79",
                           "#6fa3a0",
                           beard="stubble", jaw=1.02),
    "noor-haddad": Sitter("#d2a077", "#2a1714", "curls", "#b8433a", "#f1dfc2", "scarf", "#3a2a50",
                          "#6a4a7c",
                          jaw=0.94, earring="#f0cf84"),
    "bram-okonkwo": Sitter("#4f3020", "#0f0c0d", "shaved", "#2a3140", "#39435a", "roll", "#e07a48",
                           "#f2a768",
                           beard="goatee", jaw=1.06),
    "sunniva-dale": Sitter("#f2d3ba", "#dcd8d0", "pixie", "#2c5546", "#2c5546", "roll", "#c7d2c0",
                           "#93b0a0",
                           spectacles="#8e2f3c", years=True, jaw=0.97, earring="#dfe6e8"),
    "wilhelm-araya": Sitter("#9a643f", "#1a1414", "wavy", "#e9dcc0", "#f8f0dd", "shirt", "#27405f",
                            "#4a6f8c",
                            beard="short", spectacles="#c9964a", jaw=1.0),
}


def _mirrored(half: Points) -> list:
    """A closed outline from its right half, given from the top down, as offsets from the middle."""
    right = [(MIDDLE + x, y) for x, y in half]
    return right + [(MIDDLE - x, y) for x, y in half[::-1]]


def _face(s: Sitter) -> list:
    j = s.jaw
    half = [(0, 138), (46, 146), (82, 184), (93, 240), (90, 296), (74 * j, 350), (42 * j, 386),
            (12, 399)]
    return smooth(_mirrored(half), closed=True)


def _shoulders(c: Canvas, s: Sitter) -> None:
    half = [(34, 420), (62, 446), (128, 470), (190, 498), (228, 548), (246, 660)]
    body = [*smooth([(MIDDLE - x, y) for x, y in half[::-1]]),
            *smooth([(MIDDLE + x, y) for x, y in half])]
    c.shade(body, s.coat, mix(s.coat, INK, 0.6), "right", 0.8)
    for side in (-1, 1):
        c.line([(MIDDLE + side * 168, 560), (MIDDLE + side * 158, 660)], mix(s.coat, INK, 0.45), 4)


def _neck(c: Canvas, s: Sitter) -> None:
    tone = mix(s.skin, "#3a141c", 0.34)
    neck = [(MIDDLE - 44, 330), (MIDDLE + 44, 330), (MIDDLE + 50, 438), (MIDDLE + 30, 470),
            (MIDDLE, 480),
            (MIDDLE - 30, 470), (MIDDLE - 50, 438)]
    c.poly(neck, mix(s.skin, tone, 0.3))
    c.poly(smooth([(MIDDLE - 46, 380), (MIDDLE - 20, 404), (MIDDLE + 8, 424), (MIDDLE + 50, 440),
                   (MIDDLE + 46, 350),
                   (MIDDLE - 44, 350)], closed=True), tone)


def _collar(c: Canvas, s: Sitter) -> None:
    m, dark = MIDDLE, mix(s.coat, INK, 0.4)
    if s.collar in ("roll", "crew"):
        top = 408 if s.collar == "roll" else 446
        band = smooth([(m - 56, top + 4), (m, top + 26), (m + 56, top + 4), (m + 66, 462),
                       (m, 494), (m - 66, 462)], closed=True)
        c.shade(band, mix(s.shirt, "#ffffff", 0.1), mix(s.shirt, INK, 0.5), "right", 0.7)
        return
    if s.collar == "scarf":
        wrap = smooth([(m - 78, 428), (m, 462), (m + 78, 424), (m + 92, 476), (m + 10, 520),
                       (m - 92, 482)], closed=True)
        c.shade(wrap, s.shirt, mix(s.shirt, "#8a4a3a", 0.6), "right", 0.7)
        c.shade([(m + 6, 500), (m + 62, 484), (m + 86, 640), (m + 30, 650)], s.shirt,
                mix(s.shirt, "#8a4a3a", 0.6), "right", 0.7)
        for at in range(4):
            c.line([(m + 22 + at * 5, 540 + at * 28), (m + 66 + at * 5, 530 + at * 28)], s.coat, 6)
        return
    c.poly([(m - 50, 440), (m, 470), (m + 50, 440), (m + 66, 500), (m, 660), (m - 66, 500)],
           s.shirt)
    if s.collar == "tie":
        c.shade([(m - 15, 474), (m + 15, 474), (m + 11, 500), (m + 24, 650), (m - 24, 650),
                 (m - 11, 500)], "#b8433a", "#5a1c24",
                "right", 0.7)
    for side in (-1, 1):
        c.poly([(m + side * 48, 428), (m + side * 66, 452), (m + side * 46, 512),
                (m + side * 2, 472)],
               mix(s.shirt, "#ffffff" if side < 0 else INK, 0.3 if side < 0 else 0.1))
    if s.collar == "shirt":
        c.line([(m, 480), (m, 660)], mix(s.shirt, INK, 0.3), 4)
        for y in (530, 590):
            c.disc(m + 8, y, 4.5, mix(s.shirt, INK, 0.45))
        return
    for side in (-1, 1):
        lapel = [(m + side * 56, 438), (m + side * 104, 468), (m + side * 118, 524),
                 (m + side * 84, 536), (m + side * 92, 556),
                 (m + side * 16, 660), (m + side * 8, 640)]
        c.shade(lapel, mix(s.coat, "#ffffff", 0.1), dark, "right", 0.6)


def _hair_behind(c: Canvas, s: Sitter) -> None:
    deep = mix(s.hair, INK, 0.4)
    if s.cut == "bob":
        c.blob(_mirrored([(0, 112), (70, 122), (116, 186), (124, 280), (118, 372), (92, 398),
                          (40, 390)]), deep)
    elif s.cut == "long":
        c.blob(_mirrored([(0, 108), (70, 120), (114, 184), (122, 290), (132, 410), (150, 520),
                          (120, 566), (70, 520)]), deep)
    elif s.cut == "curls":
        spots = [(math.pi * (0.86 + 1.28 * k / 16), 136 + 12 * (k % 2)) for k in range(17)]
        for turn, far in spots:
            c.disc(MIDDLE + math.cos(turn) * far, 248 + math.sin(turn) * far * 0.98, 48, deep)
        c.disc(MIDDLE, 240, 140, deep)
        for side in (-1, 1):
            for y in (300, 350, 396):
                c.disc(MIDDLE + side * (128 - (y - 300) * 0.14), y, 44, deep)


def _ears(c: Canvas, s: Sitter) -> None:
    for side in (-1, 1):
        x = MIDDLE + side * 93
        c.oval(x, 276, 16, 27, mix(s.skin, "#5a1f20", 0.12 if side < 0 else 0.34))
        c.line(smooth([(x + side * 5, 262), (x - side * 3, 276), (x + side * 3, 290)]),
               mix(s.skin, "#5a1f20", 0.4), 3)
        if s.earring:
            c.disc(x + side * 2, 308, 6.5, s.earring)


def _modelling(c: Canvas, s: Sitter) -> None:
    """The head's flat tone, the shaded side, the cheeks."""
    face = _face(s)
    tone = mix(s.skin, "#4a1620", 0.3)
    c.poly(face, s.skin)
    right = [p for p in face if p[0] >= MIDDLE + 30]
    right.sort(key=lambda p: p[1])
    inner = [(MIDDLE + 34, 392), (MIDDLE + 46, 340), (MIDDLE + 58, 300), (MIDDLE + 50, 262),
             (MIDDLE + 62, 220), (MIDDLE + 46, 150)]
    c.poly([*right, *smooth(inner)], tone, 0.85)
    c.spray(face, tone, "right", 0.55)
    c.glow(MIDDLE - 52, 312, 44, mix(s.skin, "#e0503a", 0.4), 0.45)


def _eyes(c: Canvas, s: Sitter) -> None:
    lid = mix(s.skin, "#2a0c14", 0.72)
    for side in (-1, 1):
        x, y = MIDDLE + side * 39, 262
        white = smooth([(x - 19, y + 2), (x - 8, y - 8), (x + 8, y - 8), (x + 19, y + 1),
                        (x + 7, y + 8), (x - 8, y + 8)], closed=True)
        c.poly(white, mix("#fff8ec", s.skin, 0.18 if side < 0 else 0.4))
        c.disc(x + 1, y, 8.6, "#33211c")
        c.disc(x - 2, y - 3, 2.4, "#fff8ec")
        c.line(smooth([(x - side * 17, y + 1), (x - side * 8, y - 8), (x + side * 8, y - 9),
                       (x + side * 22, y)]), lid, 4.5)
        c.line(smooth([(x - 12, y + 14), (x, y + 17), (x + 12, y + 14)]), mix(s.skin, lid, 0.28),
               2.4)
        brow = smooth([(x - side * 24, y - 25), (x + side * 2, y - 34), (x + side * 26, y - 25),
                       (x + side * 2, y - 26)], closed=True)
        c.poly(brow, mix(s.hair, lid, 0.45))


def _nose_and_mouth(c: Canvas, s: Sitter) -> None:
    m, tone, deep = MIDDLE, mix(s.skin, "#4a1620", 0.34), mix(s.skin, "#3a0f18", 0.6)
    c.poly(smooth([(m + 5, 252), (m + 16, 300), (m + 24, 320), (m + 4, 330), (m + 6, 300)],
                  closed=True), tone, 0.9)
    c.line(smooth([(m - 17, 322), (m - 8, 330), (m + 2, 328), (m + 12, 331), (m + 21, 322)]), deep,
           3.6)
    lips = mix(s.skin, "#9a2430", 0.48)
    upper = [(m - 33, 355), (m - 12, 350), (m, 353), (m + 12, 350), (m + 33, 355), (m, 361)]
    lower = [(m - 30, 357), (m, 362), (m + 30, 357), (m + 14, 371), (m - 14, 371)]
    c.poly(smooth(upper, closed=True, steps=4), mix(lips, deep, 0.35))
    c.poly(smooth(lower, closed=True, steps=4), lips)
    c.line(smooth([(m - 36, 353), (m - 12, 360), (m + 12, 360), (m + 36, 352)]), deep, 3)
    if s.years:
        for side in (-1, 1):
            c.line(smooth([(m + side * 34, 322), (m + side * 46, 340), (m + side * 46, 356)]),
                   tone, 2.6)
            c.line([(m + side * 64, 268), (m + side * 74, 272)], tone, 2.2)


def _beard(c: Canvas, s: Sitter) -> None:
    if not s.beard:
        return
    j, m = s.jaw, MIDDLE
    cheek = [(91, 282), (90, 306), (75 * j, 354), (43 * j, 392), (12, 406)]
    mouth = [(0, 378), (26, 374), (38, 358), (30, 342), (52, 336), (78, 296)]
    if s.beard == "goatee":
        shape = _mirrored([(0, 380), (24, 374), (38, 352), (34, 338), (46, 346), (44, 380),
                           (30, 402), (8, 410)])
        c.poly([(m - 36, 346), *smooth([(m - 34, 342), (m, 336), (m + 34, 342)]), (m + 36, 350),
                (m, 346)], s.hair)
    else:
        outer = [(m - x, y) for x, y in cheek] + [(m + x, y) for x, y in cheek[::-1]]
        inner = [(m + x, y) for x, y in mouth[::-1]] + [(m - x, y) for x, y in mouth]
        shape = [*outer, *inner]
        c.poly([(m - 40, 348), *smooth([(m - 34, 341), (m, 335), (m + 34, 341)]), (m + 40, 348),
                (m + 24, 349), (m, 347),
                (m - 24, 349)], s.hair, 1 if s.beard != "stubble" else 0.3)
    if s.beard == "stubble":
        c.poly(shape, s.hair, 0.26)
        c.spray(shape, mix(s.hair, INK, 0.4), "down", 0.4)
        return
    c.shade(shape, s.hair, mix(s.hair, "#6a4a3a", 0.35), "left", 0.3)


def _fringe(s: Sitter) -> list:
    """The outline of the hair in front, by cut."""
    cuts = {
        "bob": [(-100, 300), (-112, 220), (-92, 146), (-40, 108), (30, 106), (88, 138), (112, 210),
                (102, 300), (92, 250), (80, 206),
                (40, 176), (-20, 160), (-52, 186), (-84, 236)],
        "cropped": [(-96, 246), (-98, 190), (-76, 140), (-30, 118), (30, 118), (76, 140),
                    (98, 190), (96, 246), (84, 206), (62, 178),
                    (0, 170), (-62, 178), (-84, 206)],
        "long": [(-112, 380), (-116, 250), (-94, 150), (-40, 106), (30, 106), (94, 150),
                 (116, 250), (112, 380), (94, 300), (84, 226),
                 (44, 176), (4, 140), (-40, 178), (-84, 232), (-94, 300)],
        "parted": [(-96, 256), (-102, 190), (-84, 132), (-30, 100), (46, 100), (94, 142),
                   (102, 196), (96, 256), (86, 214), (70, 182),
                   (10, 176), (-40, 152), (-74, 190), (-86, 220)],
        "curls": [(-98, 280), (-118, 220), (-104, 150), (-50, 110), (20, 102), (84, 124),
                  (118, 190), (104, 280), (92, 232), (64, 196),
                  (30, 184), (-10, 170), (-44, 188), (-78, 214)],
        "pixie": [(-96, 272), (-106, 210), (-90, 140), (-36, 104), (40, 104), (92, 140),
                  (106, 206), (98, 270), (86, 226), (54, 190),
                  (10, 200), (-34, 178), (-70, 208), (-86, 240)],
        "wavy": [(-96, 262), (-110, 204), (-98, 140), (-56, 98), (0, 106), (56, 92), (104, 138),
                 (110, 206), (96, 262), (86, 218),
                 (56, 184), (20, 190), (-18, 172), (-54, 192), (-84, 220)],
        "shaved": [(-95, 240), (-95, 190), (-72, 144), (-28, 128), (28, 128), (72, 144), (95, 190),
                   (95, 240), (86, 200), (60, 172),
                   (0, 164), (-60, 172), (-86, 200)],
    }
    return smooth([(MIDDLE + x, y) for x, y in cuts[s.cut]], closed=True)


def _hair_in_front(c: Canvas, s: Sitter) -> None:
    shape = _fringe(s)
    c.shade(shape, s.hair, mix(s.hair, INK, 0.6), "right", 0.8)
    light = mix(s.hair, "#f6e0c0", 0.22)
    m = MIDDLE
    if s.cut in ("bob", "parted", "pixie", "wavy"):
        for at in range(4):
            c.line(smooth([(m - 66 + at * 10, 178 - at * 8), (m - 40 + at * 18, 138 - at * 3),
                           (m + 10 + at * 16, 122 + at * 4)]), light, 3)
    elif s.cut == "long":
        for side in (-1, 1):
            for at in range(3):
                c.line(smooth([(m + side * (14 + at * 16), 124 + at * 3),
                               (m + side * (72 + at * 10), 170), (m + side * (98 + at * 5), 270)]),
                       light, 3)
    elif s.cut == "curls":
        for at in range(13):
            turn = math.pi * (1.0 + at / 12)
            x = m + math.cos(turn) * (104 + at % 2 * 22)
            y = 232 + math.sin(turn) * (96 + at % 2 * 20)
            c.line([(x + math.cos(a) * 19, y + math.sin(a) * 19) for a in (k / 3 for k in range(2,
                14))], light, 3.4)
    else:
        c.spray(shape, light, "left", 0.35)


def _glasses(c: Canvas, s: Sitter) -> None:
    if not s.spectacles:
        return
    for side in (-1, 1):
        lens = ring(MIDDLE + side * 41, 264, 32, 28)
        c.poly(lens, "#ffffff", 0.12)
        c.line([*lens, lens[0]], s.spectacles, 5)
        c.line([(MIDDLE + side * 72, 258), (MIDDLE + side * 94, 254)], s.spectacles, 5)
    c.line(smooth([(MIDDLE - 11, 260), (MIDDLE, 254), (MIDDLE + 11, 260)]), s.spectacles, 5)


def draw_portrait(slug: str, *, size: tuple[int, int] = (640, 640)) -> Image.Image:
    sitter = SITTERS[slug]
    c = Canvas(size, slug, sheet=(640, 640), supersample=4)
    c.wash(sitter.wall, mix(sitter.wall, INK, 0.12))
    c.shade(ring(MIDDLE, 300, 232, steps=80), sitter.disc, sitter.wall, "right", 0.6)
    c.spray(box(0, 0, 640, 640), mix(sitter.wall, INK, 0.5), "down", 0.4)
    _hair_behind(c, sitter)
    _shoulders(c, sitter)
    _neck(c, sitter)
    _collar(c, sitter)
    _ears(c, sitter)
    _modelling(c, sitter)
    _nose_and_mouth(c, sitter)
    _beard(c, sitter)
    _eyes(c, sitter)
    _hair_in_front(c, sitter)
    _glasses(c, sitter)
    return c.finish()
