"""Scenes of trains and of cities at night and in heat."""

import math

from .canvas import HEIGHT, WIDTH, Canvas, box, mix, ring, smooth
from .vocabulary import (
    block,
    cloud_bands,
    hills,
    reflection,
    stars,
    streak,
    sun,
    windows,
)

_HORIZON = 470


def _track(c: Canvas, path: list, rail: str, sleeper: str) -> None:
    """Rails along (x, y) points that narrow toward the horizon."""
    line = smooth(path, steps=60)
    gauge = [(x, y, 3 + (y - _HORIZON) * 0.17) for x, y in line]
    bed = [(x - half * 2.1, y) for x, y, half in gauge] + [(x + half * 2.1, y) for x, y,
        half in gauge[::-1]]
    c.poly(bed, "#a89a7c", 0.5)
    last = 0.0
    for x, y, half in gauge:
        high = max(0.9, half * 0.085)
        if y - last > high * 4.2:
            c.poly(box(x - half * 1.55, y - high, x + half * 1.55, y + high), sleeper)
            last = y
    for side in (-1, 1):
        outer = [(x + side * half, y) for x, y, half in gauge]
        inner = [(x + side * half * 0.87, y) for x, y, half in gauge]
        c.poly([*outer, *inner[::-1]], rail)


def _train_front(c: Canvas, x: float, foot: float, s: float) -> None:
    """The red cab of a train, head on, with carriages tapering behind it."""
    tail = [(x - s * 0.5, foot - s * 1.28), (x + s * 0.5, foot - s * 1.28),
            (x + s * 1.12, foot - s * 0.98),
            (x + s * 1.12, foot - s * 0.5), (x + s * 0.5, foot - s * 0.1)]
    c.shade(tail, "#8e2226", "#4a1218", "right", 0.7)
    for at in range(6):
        left = x + s * (0.54 + at * 0.095)
        top = foot - s * (1.02 - at * 0.03)
        c.poly([(left, top), (left + s * 0.062, top + s * 0.01), (left + s * 0.062, top + s * 0.2),
                (left, top + s * 0.24)],
               "#f6dca0")
    c.shadow(box(x - s * 0.6, foot - s * 0.08, x + s * 0.6, foot + s * 0.1), 12, 0.6, "#0e1420")
    nose = smooth([(x - s * 0.5, foot - s * 0.2), (x - s * 0.54, foot - s * 0.8),
                   (x - s * 0.4, foot - s * 1.26),
                   (x, foot - s * 1.36), (x + s * 0.4, foot - s * 1.26),
                   (x + s * 0.54, foot - s * 0.8),
                   (x + s * 0.5, foot - s * 0.2)])
    c.shade(nose, "#d63a2f", "#8a1c22", "right", 0.7)
    c.shade(smooth([(x - s * 0.4, foot - s * 0.72), (x - s * 0.34, foot - s * 1.14),
                    (x, foot - s * 1.2),
                    (x + s * 0.34, foot - s * 1.14), (x + s * 0.4, foot - s * 0.72)]), "#16263a",
                    "#6f93a4", "up", 0.7)
    c.line([(x, foot - s * 0.74), (x, foot - s * 1.19)], "#d63a2f", s * 0.03)
    c.poly([(x - s * 0.53, foot - s * 0.58), (x + s * 0.53, foot - s * 0.58),
            (x + s * 0.52, foot - s * 0.48),
            (x - s * 0.52, foot - s * 0.48)], "#f6e7c4")
    c.poly([(x - s * 0.5, foot - s * 0.22), (x + s * 0.5, foot - s * 0.22),
            (x + s * 0.42, foot - s * 0.04),
            (x - s * 0.42, foot - s * 0.04)], "#1b2430")
    for side in (-1, 1):
        c.disc(x + side * s * 0.36, foot - s * 0.34, s * 0.062, "#fff6d6")
        c.glow(x + side * s * 0.36, foot - s * 0.34, s * 0.5, "#ffefb8", 0.8)


def thornby_rail(c: Canvas) -> None:
    c.wash("#7f9cab", "#b9c6bf", "#f0dcb0", bottom=_HORIZON)
    cloud_bands(c, 60, 380, "#dcd8c0", 9, 0.7)
    hills(c, [(430, 30), (455, 18)], "#93a59c", "#6d8474")
    for x, w, h in ((40, 120, 110), (170, 90, 150), (1290, 110, 120), (1410, 150, 160)):
        block(c, x, 478, w, h, "#9a6a58", "#6a4a4a", "right")
        windows(c, (x + 6, 484 - h, x + w - 6, 470), 4, 3, "#4f4a52", "#f6dca0", 0.2)
    c.wash("#8f8468", "#5a5348", top=_HORIZON)
    c.spray(box(0, _HORIZON, WIDTH, HEIGHT), "#2f2f34", "down", 0.7)
    rail, sleeper = "#e3e4dc", "#3d3634"
    for path in ([(735, 474), (560, 560), (180, 720), (-420, 960)],
                 [(768, 474), (730, 560), (560, 760), (240, 1090)],
                 [(768, 474), (745, 540), (800, 700), (1010, 900), (1240, 1090)],
                 [(815, 474), (900, 560), (1180, 760), (1660, 1060)],
                 [(840, 474), (1000, 530), (1300, 620), (1760, 760)]):
        _track(c, path, rail, sleeper)
    for x, top, base in ((360, 240, 660), (1210, 240, 660)):
        c.shade(box(x - 11, top, x + 11, base), "#28323e", "#10161e", "right", 0.8)
    for y in (250, 300):
        c.rect(350, y, 1220, y + 9, "#28323e")
    for at in range(21):
        x = 360 + at * 41
        c.line([(x, 302), (x + 20, 254), (x + 41, 302)], "#28323e", 4)
    for x, color in ((520, "#d63a2f"), (660, "#d63a2f"), (900, "#5fbf7a"), (1060, "#eeb23f")):
        c.rect(x - 20, 306, x + 20, 388, "#131a22")
        c.disc(x, 328, 12, color if color != "#5fbf7a" else "#2f3a40")
        c.disc(x, 364, 12, color if color == "#5fbf7a" else "#2f3a40")
        c.glow(x, 364 if color == "#5fbf7a" else 328, 80, color, 0.7)
    _train_front(c, 628, 720, 240)
    for x in (80, 1500):
        c.line([(x, 900 if x < 100 else 760), (x, 140)], "#28323e", 12)
        c.line([(x, 180), (x + (330 if x < 100 else -260), 210)], "#28323e", 7)
    c.line(smooth([(-20, 120), (400, 240), (760, 450)]), "#28323e", 3)
    c.line(smooth([(1620, 100), (1180, 250), (800, 450)]), "#28323e", 3)


def _carriage(c: Canvas, x: float, y: float, w: float, h: float, end: bool) -> None:
    """One lit coach; the leading end is raked."""
    rake = h * 0.9 if end else 0
    body = [(x, y), (x + w - rake, y), (x + w, y + h * 0.72), (x + w, y + h), (x, y + h)]
    c.shade(body, "#3b4f86", "#0f1838", "down", 0.7)
    c.rect(x, y + h * 0.72, x + w - 2, y + h * 0.8, "#d8843a")
    count = int((w - rake) / 44)
    for at in range(count):
        left = x + 14 + at * 44
        c.shade(box(left, y + h * 0.22, left + 32, y + h * 0.6), "#ffd880", "#f09c3c", "down", 0.6)
        if c.random.random() < 0.5:
            px = left + c.random.uniform(10, 22)
            c.disc(px, y + h * 0.42, 6.5, "#4a2f3a")
            c.rect(px - 10, y + h * 0.48, px + 10, y + h * 0.6, "#4a2f3a")
    for at in (0.2, 0.8):
        c.rect(x + w * at - 40, y + h, x + w * at + 40, y + h + 12, "#0a1026")
    c.glow(x + w / 2, y + h * 0.45, w * 0.62, "#ffb95a", 0.28, 0.34)


def night_train(c: Canvas) -> None:
    c.wash("#0c1533", "#1b2c5c", "#3f5688", bottom=720)
    stars(c, 560, 190, "#eef0e6")
    cloud_bands(c, 330, 560, "#33477c", 9, 0.5)
    sun(c, 1240, 220, 84, "#f6edd0", "#9db0d4", 4)
    c.disc(1212, 204, 16, "#e3d8b8")
    c.disc(1264, 246, 22, "#e3d8b8")
    hills(c, [(560, 90), (640, 60)], "#2a3c70", "#1a2850")
    c.wash("#1f3060", "#0a1230", top=800)
    reflection(c, 1240, 806, 150, 240, "#8fa3c8", 14)
    for at in range(9):
        x = -60 + at * 200
        c.poly([(x, 640), (x + 200, 640), (x + 200, 860), (x, 860)], "#101a3a")
    for at in range(9):
        x = -60 + at * 200
        arch = [(x + 28, 1000), (x + 28, 780), *smooth([(x + 34, 748), (x + 62, 706),
            (x + 100, 692), (x + 138, 706),
                (x + 166, 748)]), (x + 172, 780), (x + 172, 1000)]
        top = [(px, min(py, 860)) for px, py in arch]
        c.poly(top, "#24376c")
        c.spray(top, "#0c1533", "up", 0.6)
        c.shade(box(x - 28, 780, x + 28, 872), "#1a264e", "#080e22", "right", 0.8)
        reflection(c, x, 872, 60, 150, "#080e22", 8)
    c.shade(box(0, 636, WIDTH, 668), "#2c3a68", "#101a3a", "down", 0.7)
    c.wash("#1a2a58", "#0a1230", top=868)
    for at in range(22):
        reflection(c, 40 + at * 58, 880, 44, 170,
                   mix("#f0a848", "#1a2a58", c.random.uniform(0.2, 0.7)), 9)
    for at in range(4):
        _carriage(c, -170 + at * 372, 520, 364, 106, at == 3)
    c.poly([(1318, 590), (1900, 540), (1900, 680)], "#ffe6a8", 0.28)
    c.glow(1312, 596, 190, "#fff0c0", 0.95)
    hill = smooth([(-20, 960), (240, 940), (520, 1010), (720, 1090)])
    c.shade([*hill, (-20, 1090)], "#0a1026", "#182448", "up", 0.5)
    for x, h in ((60, 220), (150, 290), (240, 200), (330, 160)):
        for tier in range(4):
            y, w = 970 - h + tier * h * 0.2, h * (0.1 + tier * 0.05)
            c.poly([(x, y), (x + w, y + h * 0.42), (x - w, y + h * 0.42)], "#070c1e")


def _skyline(c: Canvas, base: float, low: float, high: float, color: str, tone: str, lit: str,
             chance: float) -> None:
    x = -20.0
    while x < WIDTH:
        w, h = c.random.uniform(60, 130), c.random.uniform(low, high)
        block(c, x, base, w, h, color, tone, "down")
        shape = c.random.random()
        if shape < 0.2:
            c.poly([(x, base - h), (x + w / 2, base - h - w * 0.5), (x + w, base - h)], color)
        elif shape < 0.4:
            c.rect(x + w * 0.25, base - h - 34, x + w * 0.75, base - h, color)
            c.line([(x + w / 2, base - h - 30), (x + w / 2, base - h - 96)], color, 5)
        elif shape < 0.55:
            c.rect(x + w * 0.3, base - h - 40, x + w * 0.34, base - h, color)
            c.rect(x + w * 0.66, base - h - 40, x + w * 0.7, base - h, color)
            c.rect(x + w * 0.24, base - h - 70, x + w * 0.76, base - h - 26, color)
        if chance:
            windows(c, (x + 8, base - h + 12, x + w - 8, base - 20), max(2, int(w / 24)),
                    max(3, int(h / 34)),
                    mix(color, tone, 0.8), lit, chance)
        x += w + c.random.choice((0, 0, 6, 16))


def heat_city(c: Canvas) -> None:
    c.wash("#c9362b", "#e8603a", "#f6954a", "#fbc673", bottom=1000)
    c.glow(800, 470, 900, "#ffd27a", 0.7)
    for r, color in ((430, "#f47a3c"), (385, "#f99a48"), (340, "#fdc05f")):
        c.poly(ring(800, 470, r, steps=120), color)
    disc = ring(800, 470, 296, steps=120)
    c.shade(disc, "#ffeab0", "#ffcf6e", "down", 0.6)
    for at in range(7):
        streak(c, 800 + (at % 2 * 2 - 1) * 120, 560 + at * 44, 1300 - at * 60, 8 + at * 4,
               "#f9a352", 0.6)
    _skyline(c, 900, 130, 360, "#d9593c", "#f6954a", "#ffd27a", 0)
    c.glow(800, 880, 900, "#fbb55f", 0.6, 0.25)
    _skyline(c, 980, 120, 330, "#9a2f35", "#d9593c", "#ffd27a", 0)
    c.wash("#c44a3a", "#9a2f35", top=976)
    c.glow(800, 990, 1000, "#f08a4a", 0.5, 0.2)
    _skyline(c, HEIGHT, 110, 280, "#4a1a30", "#2c1024", "#ffb04f", 0.13)
    for at in range(9):
        y = 640 + at * 38
        wave = smooth([(x, y + 7 * math.sin(x / 60 + at)) for x in range(-40, 1700, 80)], steps=4)
        c.line(wave, "#ffdf9a", 3, 0.28)
