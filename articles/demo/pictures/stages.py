"""Scenes of culture: stages, shops, bread, music, pictures and books."""

import math

from .canvas import HEIGHT, WIDTH, Canvas, arch, box, mix, ring, smooth, turned
from .vocabulary import back_view, beam, person, rain, reflection

SPINES = ("#b8433a", "#2f6d79", "#e0a63a", "#f0e2c2", "#3f5a48", "#6a3350", "#22344a", "#cf7a4a")


def _curtain(c: Canvas, left: float, right: float, top: float, bottom: float,
             gather: float) -> None:
    """Heavy folds; the lower part is drawn aside by `gather`."""
    folds = 8
    for at in range(folds):
        a, b = left + (right - left) * at / folds, left + (right - left) * (at + 1) / folds
        edge = left if gather < 0 else right
        low_a, low_b = edge + (a - edge) * (1 - abs(gather)), edge + (b - edge) * (1 - abs(gather))
        mid_a, mid_b = (a + low_a) / 2 + gather * 18, (b + low_b) / 2 + gather * 18
        fold = [*smooth([(a, top), (mid_a, (top + bottom) * 0.5), (low_a, bottom)]),
                *smooth([(low_b, bottom), (mid_b, (top + bottom) * 0.5), (b, top)])]
        c.shade(fold, "#b3262f", "#3f0a18", "right", 0.95)


def theatre_stage(c: Canvas) -> None:
    c.wash("#1c0f22", "#2c1630", "#1c0f22")
    c.shade(box(300, 100, 1300, 780), "#3a2140", "#170b1e", "up", 0.8)
    for at in range(5):
        x = 390 + at * 205
        c.shade(box(x, 240, x + 80, 780), "#4a2a4c", "#1c0f22", "right", 0.9)
    c.poly([(200, 780), (1400, 780), (1640, 940), (-40, 940)], "#8a5230")
    for at in range(-8, 9):
        c.line([(800 + at * 74, 780), (800 + at * 106, 940)], "#4a2620", 3)
    c.spray(box(0, 780, WIDTH, 940), "#2a1018", "down", 0.8)
    beam(c, 800, -120, [(500, 850), (1100, 850)], "#ffe6a6", 0.36)
    c.poly(ring(800, 850, 300, 58), "#ffdf9a", 0.75)
    c.spray(ring(800, 850, 300, 58), "#c98040", "down", 0.6)
    c.shadow(ring(812, 858, 74, 14), 6, 0.6, "#2a1018")
    person(c, 800, 858, 316, "#f2e4c6", "#a8704c", "#1c0f22", "#2a1830", 0.04)
    c.limb([(830, 612), (880, 560), (912, 500)], "#f2e4c6", 22)
    c.oval(918, 488, 11, 13, "#a8704c")
    _curtain(c, -40, 520, 60, 960, -0.52)
    _curtain(c, 1080, 1640, 60, 960, 0.52)
    for at in range(8):
        x = -20 + at * 206
        swag = [(x, 60), *smooth([(x, 150), (x + 50, 214), (x + 103, 232), (x + 156, 214),
                                  (x + 206, 150)]), (x + 206, 60)]
        c.shade(swag, "#c42f36", "#4f0d1c", "right", 0.9)
        c.line(smooth([(x, 150), (x + 50, 214), (x + 103, 232), (x + 156, 214), (x + 206, 150)]),
               "#e8b04e", 9)
    c.shade(box(-10, -10, WIDTH + 10, 76), "#e0a848", "#7a4520", "down", 0.8)
    for at in range(24):
        c.disc(34 + at * 67, 36, 15, "#8a5a2a")
    c.shade(box(-10, 936, WIDTH + 10, 972), "#d89a42", "#6a3a1c", "down", 0.8)
    for at in range(11):
        x = 60 + at * 148
        c.glow(x, 936, 110, "#ffd98a", 0.6, 0.6)
        c.poly(ring(x, 938, 26, 17), "#7a4520")
    c.wash("#2a1428", "#0c0612", top=970)
    for row, (y, w, count) in enumerate(((1060, 100, 12), (1120, 128, 10))):
        for at in range(count):
            x = (at + 0.5) * WIDTH / count + (row * 40) + c.random.uniform(-14, 14)
            back_view(c, x, y, w, mix("#241228", "#0c0612", row), mix("#1a0c1e", "#08040c", row),
                      "#3a1c2c")


def _spines(c: Canvas, x0: float, x1: float, base: float, high: float,
            thick: tuple[float, float]) -> None:
    """A shelf of books, standing, a few leaning."""
    x = x0
    while x < x1 - thick[1]:
        w, h = c.random.uniform(*thick), high * c.random.uniform(0.66, 1)
        color = c.random.choice(SPINES)
        shape = box(x, base - h, x + w - 1, base)
        if c.random.random() < 0.08:
            shape = turned(shape, 9, (x, base))
            x += h * 0.12
        if w > 28:
            c.shade(shape, color, mix(color, "#160c14", 0.55), "right", 0.6)
        else:
            c.poly(shape, color)
            c.poly(box(x + w * 0.7, base - h, x + w - 1, base), "#160c14", 0.3)
        if w > 9 and c.random.random() < 0.6:
            for band in (0.2, 0.8):
                c.line([(x + 2, base - h * band), (x + w - 3, base - h * band)], "#f0e2c2",
                       max(1.5, high * 0.02))
        x += w


def _umbrella(c: Canvas, x: float, y: float, r: float, color: str) -> None:
    top = [(x + math.cos(t) * r,
            y - math.sin(t) * r * 0.62) for t in (math.pi * k / 24 for k in range(25))]
    hem = [(x - r + r * 2 * (k + 0.5) / 5 + dx * r / 5, y - (0.09 * r if dx == 0 else 0))
           for k in range(5) for dx in (-1, 0)]
    c.shade([*top, *hem], color, mix(color, "#0c1020", 0.6), "right", 0.8)
    for rib in (-0.45, 0, 0.45):
        c.line(smooth([(x, y - r * 0.62), (x + rib * r * 0.7, y - r * 0.4),
                       (x + rib * r, y - r * 0.04)]),
               mix(color, "#0c1020", 0.4), 2)
    c.line([(x, y - r * 0.6), (x, y - r * 0.72)], "#0c1020", 5)


def _shop_display(c: Canvas) -> None:
    """Shelves and face-out books behind lit glass."""
    c.glow(640, 520, 780, "#ffb650", 0.6)
    c.shade(box(200, 240, 1020, 800), "#ffd68a", "#e58f3c", "down", 0.8)
    for base in (400, 560):
        _spines(c, 214, 1000, base, 112, (16, 34))
        c.shade(box(200, base, 1020, base + 14), "#9a5f34", "#5a3420", "down", 0.6)
    c.shade(box(200, 744, 1020, 800), "#9a5f34", "#5a3420", "down", 0.6)
    for at in range(6):
        x = 236 + at * 132
        color = SPINES[at % 8]
        c.shade([(x, 744), (x + 12, 616), (x + 98, 616), (x + 86, 744)], color,
                mix(color, "#160c14", 0.5), "right", 0.5)
        c.rect(x + 28, 642, x + 78, 652, "#f6ead0")
        c.disc(x + 48, 694, 20, "#f6ead0")
    for x in (470, 750):
        c.line([(x, 240), (x, 288)], "#5a3420", 4)
        c.poly([(x - 36, 312), (x - 14, 286), (x + 14, 286), (x + 36, 312)], "#b8433a")
        c.glow(x, 322, 120, "#fff3c4", 0.9)
    for x in (200, 606, 1020):
        c.rect(x - 9, 236, x + 9, 804, "#123230")


def bookshop_window(c: Canvas) -> None:
    c.wash("#16213e", "#1e2c4e")
    for row in range(14):
        for col in range(14):
            x = col * 128 - (row % 2) * 64
            c.rect(x, row * 62, x + 122, row * 62 + 57,
                   mix("#24345a", "#1a2747", c.random.random()))
    c.shade(box(150, 150, 1330, 880), "#1f4a44", "#0e2428", "down", 0.7)
    c.shade(box(120, 96, 1360, 206), "#23574e", "#123230", "down", 0.6)
    for at in range(9):
        c.rect(430 + at * 72, 136, 474 + at * 72 - (at % 3) * 8, 166, "#e8c06a")
    _shop_display(c)
    c.shade(box(1080, 250, 1280, 880), "#173a38", "#0e2428", "down", 0.6)
    c.shade(box(1112, 286, 1248, 660), "#ffce7c", "#d9833a", "down", 0.7)
    c.rect(1174, 286, 1186, 660, "#173a38")
    c.disc(1106, 690, 9, "#e8c06a")
    c.wash("#22335a", "#101a34", top=880)
    for x, w in ((310, 180), (480, 200), (660, 200), (860, 220), (1180, 110)):
        reflection(c, x, 896, w, 150, mix("#ffb650", "#22335a", 0.25), 9)
    person(c, 1400, 1010, 400, "#8e2f3c", "#c58b62", "#1a1220", "#0d1428", 0.06)
    c.line([(1420, 760), (1420, 590)], "#0c1020", 6)
    _umbrella(c, 1410, 640, 150, "#d8a23c")
    reflection(c, 1400, 1016, 90, 50, "#5a2a40", 4)
    rain(c, 380, "#cfdcf0", 0.3)


def _loaf(c: Canvas, x: float, base: float, w: float, kind: int) -> None:
    """A crusty loaf with scored, floury cuts."""
    h = w * (0.52, 0.42, 0.6)[kind % 3]
    shape = smooth([(x, base), (x + w * 0.02, base - h * 0.5), (x + w * 0.22, base - h * 0.92),
                    (x + w * 0.5, base - h),
                    (x + w * 0.78, base - h * 0.92), (x + w * 0.98, base - h * 0.5),
                    (x + w, base)], steps=6)
    c.shadow([(x, base - 6), (x + w, base - 6), (x + w + 34, base + 20), (x + 26, base + 20)], 8,
             0.5, "#2a120a")
    c.shade(shape, "#d98f45", "#6f3218", "right", 0.9)
    c.spray([(px, min(py, base - h * 0.62)) for px, py in shape], "#f8e3b4", "up", 0.6)
    for cut in (0.28, 0.5, 0.72):
        cx = x + w * cut
        c.blob([(cx - w * 0.07, base - h * 0.34), (cx - w * 0.02, base - h * 0.62),
                (cx + w * 0.07, base - h * 0.86),
                (cx + w * 0.03, base - h * 0.56)], "#f7deb0")


def _oven_mouth(c: Canvas) -> None:
    """Brickwork, the arch and the red inside of the oven."""
    for row in range(19):
        for col in range(15):
            x, y = col * 124 - (row % 2) * 62, row * 46
            tint = mix("#a84f34", "#7a3326", c.random.random())
            c.rect(x, y, x + 117, y + 40, tint)
    c.spray(box(0, 0, WIDTH, 800), "#2c0f10", "up", 0.75)
    c.spray(box(0, 0, WIDTH, 800), "#2c0f10", "left", 0.7)
    outer = [(1380, 740), *arch(980, 560, 400, 380), (580, 740)]
    c.poly(outer, "#d8b48a")
    for at in range(19):
        t = math.pi * at / 18
        c.line([(980 + math.cos(t) * 318, 560 - math.sin(t) * 302),
                (980 + math.cos(t) * 402, 560 - math.sin(t) * 382)],
               "#8a5a40", 6)
    mouth = [(1296, 740), *arch(980, 560, 316, 300), (664, 740)]
    c.shade(mouth, "#3a0f0c", "#c4401c", "down", 0.9)
    c.glow(1010, 680, 420, "#ff8a2c", 0.85, 0.7)


def bread_oven(c: Canvas) -> None:
    c.wash("#4a1f1a", "#6d2f22", "#3a1614")
    _oven_mouth(c)
    for x, h, color in ((850, 190, "#f2762a"), (930, 270, "#f7a03a"), (1030, 310, "#f2762a"),
                        (1120, 230, "#f7a03a"),
                        (980, 190, "#ffd873"), (1080, 170, "#ffd873")):
        c.blob([(x - 52, 730), (x - 58, 680), (x - 20, 730 - h * 0.6), (x + 8, 730 - h),
                (x + 18, 730 - h * 0.6),
                (x + 56, 676), (x + 48, 730)], color)
    for x, turn in ((860, -8), (1000, 5), (1110, -4)):
        c.shade(turned(box(x - 90, 700, x + 90, 730), turn, (x, 715)), "#5a2a1a", "#240c08",
                "down", 0.6)
    c.glow(980, 700, 900, "#ff9a40", 0.35)
    c.shade(box(0, 736, WIDTH, 790), "#c9a47a", "#7a4a34", "down", 0.6)
    c.shade(box(0, 790, WIDTH, HEIGHT), "#8f5530", "#3f1c12", "down", 0.8)
    for y in (850, 930, 1010):
        c.line([(0, y), (WIDTH, y + 8)], "#5a2e1a", 3, 0.7)
    c.shade(turned([(-60, 650), (420, 650), (470, 590), (760, 590), (790, 668), (760, 746),
                    (470, 746), (420, 686), (-60, 686)],
                   4, (400, 660)), "#d6a468", "#8a5a34", "down", 0.7)
    _loaf(c, 500, 690, 220, 0)
    for x, base, w, kind in ((60, 900, 330, 0), (420, 920, 300, 2), (760, 905, 360, 1),
                             (1160, 925, 330, 0),
                             (230, 1030, 360, 1), (650, 1046, 340, 0), (1020, 1040, 380, 2)):
        _loaf(c, x, base, w, kind)
    for _ in range(120):
        c.disc(c.random.uniform(0, WIDTH), c.random.uniform(900, 1066), c.random.uniform(1, 3.4),
               "#f8e3b4", 0.7)


def _player(c: Canvas, x: float, y: float, w: float, coat: str, hair: str, skin: str) -> None:
    """A musician in black facing us, before any instrument."""
    back_view(c, x, y, w, coat, hair, skin)
    c.poly([(x - w * 0.1, y - w * 0.82), (x + w * 0.1, y - w * 0.82), (x, y - w * 0.42)], "#f3e6c8")
    c.oval(x, y - w * 1.06, w * 0.17, w * 0.22, skin)
    c.poly(ring(x + w * 0.08, y - w * 1.05, w * 0.08, w * 0.18), mix(skin, "#3a1f1a", 0.25))
    c.blob([(x - w * 0.2, y - w * 1.06), (x - w * 0.14, y - w * 1.32),
            (x + w * 0.06, y - w * 1.36), (x + w * 0.2, y - w * 1.2),
            (x + w * 0.19, y - w * 1.04), (x + w * 0.04, y - w * 1.2)], hair)


def _violin(c: Canvas, x: float, y: float, w: float, coat: str, skin: str, side: int) -> None:
    """The fiddle under the chin, its neck held out to one side, and the bow across it."""
    ax, ay, tilt = x + side * w * 0.12, y - w * 0.78, side * 20
    for cx, rx, ry in ((0.12, 0.15, 0.12), (0.3, 0.12, 0.1)):
        c.shade(turned(ring(ax + side * w * cx, ay, w * rx, w * ry), tilt, (ax, ay)), "#c9702f",
                "#5f2a16", "right", 0.6)
    c.line(turned([(ax + side * w * 0.2, ay), (ax + side * w * 0.74, ay)], tilt, (ax, ay)),
           "#3a1a12", w * 0.05)
    hand = turned([(ax + side * w * 0.62, ay + w * 0.02)], tilt, (ax, ay))[0]
    c.limb([(x + side * w * 0.42, y - w * 0.4), (hand[0] - side * w * 0.02, hand[1] + w * 0.04)],
           coat, w * 0.15)
    c.disc(*hand, w * 0.07, skin)
    c.line([(x - side * w * 0.34, y - w * 0.5), (x + side * w * 0.5, y - w * 1.08)], "#f0dcb0",
           w * 0.026)
    c.limb([(x - side * w * 0.42, y - w * 0.42), (x - side * w * 0.26, y - w * 0.5)], coat,
           w * 0.16)
    c.disc(x - side * w * 0.24, y - w * 0.54, w * 0.075, skin)


def _cello(c: Canvas, x: float, y: float, w: float, skin: str) -> None:
    """A cello stood before its player."""
    body = [(x, y - w * 0.66), (x + w * 0.24, y - w * 0.54), (x + w * 0.16, y - w * 0.34),
            (x + w * 0.33, y - w * 0.06),
            (x, y + w * 0.12), (x - w * 0.33, y - w * 0.06), (x - w * 0.16, y - w * 0.34),
            (x - w * 0.24, y - w * 0.54)]
    c.shade(smooth(body, closed=True), "#b85f28", "#4f2010", "right", 0.7)
    c.line([(x + w * 0.01, y - w * 0.1), (x - w * 0.2, y - w * 1.12)], "#3a1a12", w * 0.06)
    c.disc(x - w * 0.13, y - w * 0.82, w * 0.075, skin)
    c.line([(x - w * 0.3, y - w * 0.2), (x + w * 0.62, y - w * 0.36)], "#f0dcb0", w * 0.03)
    c.disc(x + w * 0.52, y - w * 0.34, w * 0.08, skin)


def _conductor(c: Canvas, x: float, foot: float, s: float) -> None:
    c.shade(box(x - s * 0.5, foot - s * 0.12, x + s * 0.5, foot + s * 0.2), "#8a3f30", "#3a1418",
            "down", 0.7)
    for side in (-1, 1):
        c.line([(x + side * s * 0.1, foot - s * 0.85), (x + side * s * 0.13, foot - s * 0.1)],
               "#14101c", s * 0.16)
    tails = [(x - s * 0.3, foot - s * 1.5), (x + s * 0.3, foot - s * 1.5),
             (x + s * 0.22, foot - s * 0.9),
             (x + s * 0.2, foot - s * 0.46), (x + s * 0.04, foot - s * 0.8),
             (x - s * 0.04, foot - s * 0.8),
             (x - s * 0.2, foot - s * 0.46), (x - s * 0.22, foot - s * 0.9)]
    c.limb([(x - s * 0.26, foot - s * 1.42), (x - s * 0.52, foot - s * 1.2),
            (x - s * 0.82, foot - s * 1.36)], "#1c1626", s * 0.14)
    c.limb([(x + s * 0.26, foot - s * 1.42), (x + s * 0.52, foot - s * 1.5),
            (x + s * 0.66, foot - s * 1.86)], "#1c1626", s * 0.14)
    c.shade(tails, "#1c1626", "#4a3a52", "left", 0.45)
    c.disc(x - s * 0.88, foot - s * 1.4, s * 0.07, "#d79f78")
    c.disc(x + s * 0.68, foot - s * 1.94, s * 0.07, "#d79f78")
    c.line([(x + s * 0.68, foot - s * 1.95), (x + s * 0.98, foot - s * 2.24)], "#fbf3df", s * 0.025)
    c.poly(box(x - s * 0.07, foot - s * 1.66, x + s * 0.07, foot - s * 1.48), "#d79f78")
    c.oval(x, foot - s * 1.76, s * 0.14, s * 0.17, "#d8d0c4")


def orchestra(c: Canvas) -> None:
    c.wash("#3a1528", "#5f2232", "#8a3a34", bottom=430)
    for at in range(13):
        x = 40 + at * 127
        c.shade(box(x, 40 + abs(at - 6) * 14, x + 50, 420), "#d9a24c", "#6a3524", "right", 0.9)
    c.glow(800, 330, 900, "#f6c877", 0.6)
    c.shade(box(0, 400, WIDTH, HEIGHT), "#b8763a", "#4a1f1e", "down", 0.9)
    coats = ("#1c1626", "#241c30", "#2a1a28")
    hairs = ("#2a1a18", "#5a3420", "#15131a", "#8d8378", "#b07a42")
    skins = ("#e0ac86", "#8a5a3c", "#c58b62", "#5f3c2a", "#efc8a4")
    for row, (y, w, count) in enumerate(((470, 74, 13), (590, 94, 11), (730, 118, 9),
                                         (890, 146, 7))):
        tier = smooth([(-40, y + 40), (400, y + 4), (800, y - 8), (1200, y + 4), (1660, y + 40)])
        c.shade([*tier, (1660, y + 150), (-40, y + 150)], mix("#8a4f2c", "#c98a48", row / 3),
                "#4a1f1e", "down", 0.6)
        for at in range(count):
            x = WIDTH / 2 + (at - (count - 1) / 2) * w * 1.62
            if row == 3 and at == 3:
                continue
            base = y + abs(x - 800) * 0.045
            pick = (coats[(at + row) % 3], hairs[(at * 2 + row) % 5], skins[(at + row * 2) % 5])
            _player(c, x, base, w, *pick)
            if row >= 2 and x > 1080:
                _cello(c, x, base, w, pick[2])
                continue
            _violin(c, x, base, w, pick[0], pick[2], 1 if x < 800 else -1)
            c.line([(x, base + w * 0.5), (x, base + w * 0.08)], "#14101c", 4)
            c.shade([(x - w * 0.42, base - w * 0.12), (x + w * 0.42, base - w * 0.12),
                     (x + w * 0.36, base + w * 0.2),
                     (x - w * 0.36, base + w * 0.2)], "#2a1a28", "#0e0a14", "down", 0.6)
            c.poly([(x - w * 0.34, base - w * 0.15), (x + w * 0.34, base - w * 0.15),
                    (x + w * 0.3, base - w * 0.02),
                    (x - w * 0.3, base - w * 0.02)], "#f6ead0")
    c.glow(800, 820, 420, "#ffe0a0", 0.4)
    _conductor(c, 800, 1030, 250)


def _landscape(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """An abstract hill and sun, clipped to the frame by construction."""
    c.shade(box(x, y, x + w, y + h), "#e8a84c", "#c4512f", "down", 0.9)
    c.shade(ring(x + w * 0.62, y + h * 0.36, w * 0.2), "#f6e6bd", "#e8a84c", "down", 0.6)
    for top, color in ((0.55, "#8e2f3c"), (0.7, "#4a2440"), (0.84, "#1c1c38")):
        line = smooth([(x, y + h * (top + 0.06)), (x + w * 0.3, y + h * (top - 0.04)),
                       (x + w * 0.7, y + h * (top + 0.05)),
                       (x + w, y + h * (top - 0.02))])
        c.shade([*line, (x + w, y + h), (x, y + h)], color, mix(color, "#000000", 0.4), "right",
                0.6)


def gallery_wall(c: Canvas) -> None:
    c.wash("#eadfc9", "#dccdb0", bottom=830)
    for x in (280, 800, 1320):
        beam(c, x, -60, [(x - 270, 760), (x + 270, 760)], "#fffaf0", 0.5)
        c.poly([(x - 34, 0), (x + 34, 0), (x + 22, 34), (x - 22, 34)], "#2a2a36")
    for left, top, right, bottom in ((80, 190, 470, 680), (570, 130, 1030, 720),
                                     (1130, 190, 1520, 680)):
        c.shadow([(left + 16, top + 20), (right + 24, top + 20), (right + 24, bottom + 34),
                  (left + 16, bottom + 34)], 14, 0.4,
                 "#4a3a34")
        c.shade(box(left - 14, top - 14, right + 14, bottom + 14), "#2a2a36", "#0f0f18", "down",
                0.6)
    _landscape(c, 570, 130, 460, 590)
    c.shade(box(80, 190, 470, 680), "#1f5a68", "#0f2f40", "down", 0.8)
    for x, y, r, color in ((230, 380, 118, "#f0dcb0"), (310, 470, 118, "#d9503a"),
                           (230, 560, 82, "#e8a84c")):
        c.shade(ring(x, y, r), color, mix(color, "#1f1a2c", 0.5), "right", 0.6)
    c.shade(box(1130, 190, 1520, 680), "#f3ead6", "#d8c6a4", "down", 0.5)
    for shape, color in (([(1180, 240), (1330, 240), (1330, 520)], "#d9503a"),
                         ([(1350, 300), (1480, 430), (1350, 560)], "#1f5a68"),
                         ([(1180, 460), (1310, 640), (1180, 640)], "#e8a84c"),
                         ([(1340, 590), (1480, 590), (1480, 640), (1340, 640)], "#2a2a36")):
        c.shade(shape, color, mix(color, "#1f1a2c", 0.5), "right", 0.6)
    for x in (500, 1060):
        c.rect(x - 12, 560, x + 26, 590, "#fbf6ea")
    c.wash("#a8744c", "#5f3a2c", top=830)
    c.rect(0, 812, WIDTH, 832, "#f6efdf")
    for at in range(-8, 9):
        c.line([(800 + at * 130, 830), (800 + at * 260, HEIGHT)], "#5f3a2c", 3, 0.6)
    c.poly([(590, 850), (1010, 850), (1160, 1067), (440, 1067)], "#f6d9a0", 0.2)
    c.spray(box(0, 830, WIDTH, HEIGHT), "#3a1f1c", "down", 0.6)
    c.shadow(box(1180, 960, 1500, 990), 12, 0.5, "#2a1614")
    c.shade(box(1170, 900, 1480, 936), "#2a2a36", "#0f0f18", "down", 0.6)
    for x in (1200, 1440):
        c.rect(x - 8, 936, x + 8, 984, "#14141e")
    c.shadow([(650, 1020), (740, 1020), (560, 1066), (460, 1066)], 8, 0.55, "#2a1614")
    person(c, 690, 1026, 450, "#1f3a5a", "#2a1a18", "#2a1a18", "#14141e", 0.03)
    c.oval(690, 610, 25, 31, "#2a1a18")
    c.shade(box(735, 800, 800, 880), "#c9503a", "#6a2420", "right", 0.6)


def _reading_lamp(c: Canvas, x: float, base: float, s: float) -> None:
    c.glow(x, base - s * 0.4, s * 1.8, "#ffe6a0", 0.65, 0.7)
    c.poly(ring(x, base, s * 0.32, s * 0.07), "#7a5424")
    c.line([(x, base), (x, base - s * 0.62)], "#c9963e", s * 0.09)
    shade = smooth([(x - s * 0.62, base - s * 0.48), (x - s * 0.5, base - s * 0.78),
                    (x, base - s * 0.9), (x + s * 0.5, base - s * 0.78),
                    (x + s * 0.62, base - s * 0.48)])
    c.shade(shade, "#2f8a5f", "#123f34", "right", 0.7)
    c.rect(x - s * 0.62, base - s * 0.5, x + s * 0.62, base - s * 0.44, "#fff0b8")


def _shelves(c: Canvas) -> None:
    """Three bays of books a side, drawing in toward the window."""
    for side in (-1, 1):
        for bay in range(3):
            near, far = 1 - bay * 0.27, 1 - (bay + 1) * 0.27
            xa, xb = 800 + side * 820 * near, 800 + side * 820 * far
            left, right = sorted((xa, xb))
            c.shade(box(left, -10, right, 860), "#6a3d28", "#2c1418",
                    "right" if side > 0 else "left", 0.7)
            for row in range(9):
                base = 92 + row * (96 - bay * 6) + bay * 30
                _spines(c, left + 16, right - 12, base, 74 - bay * 8, (14 - bay, 31 - bay * 5))
                c.rect(left + 8, base, right - 8, base + 9, "#a8693c")
            c.shade(box(xa - 14, -10, xa + 14, 900), "#b8763f", "#4f2a1c", "right", 0.8)
        c.poly([(800 + side * 300, 0), (800 + side * 820, 0), (800 + side * 820, 860),
                (800 + side * 300, 720)], "#1c0c14", 0.12)


def _reading_tables(c: Canvas) -> None:
    """Rows of tables, their readers and their lamps."""
    for row, (y, s) in enumerate(((760, 56), (850, 82), (985, 118))):
        for side in (-1, 1):
            x0 = 800 + side * (170 + row * 70)
            x1 = 800 + side * (520 + row * 210)
            left, right = sorted((x0, x1))
            c.shadow(box(left, y + 20, right, y + 60), 12, 0.5, "#12060c")
            for k in (0.3, 0.75):
                back_view(c, left + (right - left) * k, y + s * 0.2, s * 0.9,
                          ("#22344a", "#6a3350", "#3f5a48")[(row + int(k * 4)) % 3],
                          ("#1a1218", "#8d8378", "#5a3420")[(row + int(k * 3)) % 3], "#a8704c")
            c.shade(box(left, y, right, y + s * 0.24), "#b8763f", "#5f3420", "down", 0.7)
            for k in (0.12, 0.52, 0.92):
                _reading_lamp(c, left + (right - left) * k, y + 6, s * 0.72)
            c.shade(box(left + 10, y + s * 0.24, right - 10, y + s * 0.6), "#4a2418", "#1f0e14",
                    "down", 0.6)


def library_hall(c: Canvas) -> None:
    c.wash("#3a2430", "#5a3430", "#2c1820")
    vault = arch(800, 330, 330, 300)
    c.poly([(1130, 720), *vault, (470, 720)], "#7a4a38")
    window = arch(800, 330, 190, 220)
    pane = [(990, 620), *window, (610, 620)]
    c.shade(pane, "#fbe9b8", "#e8a860", "down", 0.8)
    for x in (705, 800, 895):
        c.line([(x, 620), (x, 120)], "#5a3430", 8)
    for y in (330, 430, 530):
        c.line([(610, y), (990, y)], "#5a3430", 8)
    c.glow(800, 360, 760, "#ffdf9a", 0.6)
    _shelves(c)
    for side in (-1, 1):
        rail = [(800 + side * 820, 420), (800 + side * 190, 400)]
        c.line(rail, "#c98a48", 14)
    c.shade(box(0, 700, WIDTH, HEIGHT), "#5a3024", "#1f0e14", "down", 0.8)
    c.poly([(640, 700), (960, 700), (1240, 1067), (360, 1067)], "#8e2f34")
    c.spray([(640, 700), (960, 700), (1240, 1067), (360, 1067)], "#3a0f1a", "down", 0.7)
    _reading_tables(c)
