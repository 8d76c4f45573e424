"""Scenes of people together: tables, roads, squares and pitches."""

import math

from .canvas import HEIGHT, WIDTH, Canvas, box, mix, ring, smooth
from .vocabulary import (
    back_view,
    beam,
    cloud_bands,
    hills,
    person,
    ridge,
    staff,
    stars,
    sun,
)

FLAGS = (
    ("#2f6d79", "#f3e6c8", "#e0a63a"),
    ("#6a3350", "#e0a63a", "#6a3350"),
    ("#3f6f58", "#f3e6c8", "#27365f"),
    ("#e07a48", "#27365f", "#e07a48"),
    ("#27365f", "#6fa3a0"),
    ("#b8433a", "#2f6d79"),
)


def _hung_flag(c: Canvas, x: float, top: float, foot: float, stripes: tuple[str, ...]) -> None:
    """A flag hanging in folds from an indoor staff."""
    staff(c, x, foot, foot - top, "#c9974a", 8)
    w, length = 92, (foot - top) * 0.62
    for at, color in enumerate(stripes):
        a, b = at / len(stripes), (at + 1) / len(stripes)
        c.poly([(x + 4 + w * a, top + 22 + 46 * a), (x + 4 + w * b, top + 22 + 46 * b),
                (x + 4 + w * 0.8 * b, top + length + 30 * b),
                (x + 4 + w * 0.8 * a, top + length + 30 * a)], color)
    c.shadow([(x + w * 0.55, top + 50), (x + w * 0.95, top + 70),
              (x + w * 0.75, top + length + 26)], 9, 0.4)


def _delegate(c: Canvas, x: float, y: float, w: float, coat: str, hair: str, skin: str) -> None:
    """Someone facing us across the table."""
    back_view(c, x, y, w, coat, hair, skin)
    c.poly([(x - w * 0.13, y - w * 0.82), (x + w * 0.13, y - w * 0.82), (x, y - w * 0.3)],
           "#f3e6c8")
    c.poly([(x - w * 0.03, y - w * 0.72), (x + w * 0.03, y - w * 0.72), (x, y - w * 0.36)],
           "#b8433a")
    c.oval(x, y - w * 1.06, w * 0.18, w * 0.23, skin)
    c.poly(ring(x + w * 0.08, y - w * 1.04, w * 0.09, w * 0.19), mix(skin, "#3a1f1a", 0.28))
    c.blob([(x - w * 0.21, y - w * 1.08), (x - w * 0.16, y - w * 1.32),
            (x + w * 0.04, y - w * 1.38),
            (x + w * 0.2, y - w * 1.26), (x + w * 0.21, y - w * 1.08), (x + w * 0.08, y - w * 1.22),
            (x - w * 0.1, y - w * 1.2)], hair)


def summit_table(c: Canvas) -> None:
    c.wash("#e9d9b6", "#d8c093", bottom=520)
    for at in range(4):
        x = 80 + at * 380
        c.shade(box(x, 30, x + 300, 400), "#9fc0bd", "#e9e2c4", "down", 0.9)
        c.poly([(x, 400), *smooth([(x, 340), (x + 90, 300), (x + 190, 330), (x + 300, 290)]),
                (x + 300, 400)], "#6f9a98")
        for px in (x, x + 150, x + 300):
            c.rect(px - 6, 24, px + 6, 406, "#fbf3df")
        for py in (30, 215, 400):
            c.rect(x - 6, py - 6, x + 306, py + 6, "#fbf3df")
    for at in range(6):
        _hung_flag(c, 72 + at * 268, 120, 540, FLAGS[at])
    c.wash("#7a3b38", "#4f2229", top=520)
    c.spray(box(0, 520, WIDTH, HEIGHT), "#2c1018", "down", 0.6)
    coats = ("#27365f", "#2a2c38", "#6a3340", "#3b4d57", "#27365f", "#2a2c38", "#2f6d79")
    hairs = ("#2a1a18", "#d8cfc0", "#15131a", "#8a5a34", "#8d8378", "#15131a", "#4a2f22")
    skins = ("#e0ac86", "#8a5a3c", "#c58b62", "#efc8a4", "#5f3c2a", "#e0ac86", "#c58b62")
    for at in range(7):
        turn = math.pi * (0.1 + 0.8 * at / 6)
        _delegate(c, 800 - math.cos(turn) * 640, 690 - math.sin(turn) * 95, 118, coats[at],
                  hairs[at], skins[at])
    c.shadow(ring(800, 850, 770, 200), 24, 0.5, "#1c0a10")
    c.poly(ring(800, 800, 745, 205), "#6a3a24")
    table = ring(800, 772, 745, 205, 80)
    c.shade(table, "#c98a4c", "#8a5330", "down", 0.7)
    c.shade(ring(800, 760, 470, 118, 80), "#4f2229", "#7a3b38", "down", 0.7)
    for at in range(14):
        turn = math.tau * at / 14 + 0.1
        x, y = 800 + math.cos(turn) * 615, 766 + math.sin(turn) * 160
        c.poly([(x - 34, y - 8), (x + 30, y - 12), (x + 40, y + 10), (x - 30, y + 14)], "#fbf3df")
        c.line([(x + 56, y + 4), (x + 56, y - 34), (x + 46, y - 48)], "#22202c", 4)
    for x, w, coat, hair in ((330, 210, "#2a2c38", "#4a2f22"), (640, 220, "#6a3340", "#d8cfc0"),
                             (960, 220, "#27365f", "#15131a"), (1280, 210, "#3b4d57", "#8a5a34")):
        c.shade(smooth([(x - w * 0.6, 1090), (x - w * 0.58, 930), (x, 890), (x + w * 0.58, 930),
                        (x + w * 0.6, 1090)]),
                "#8e2f3c", "#3a121c", "down", 0.8)
        back_view(c, x, HEIGHT + 12, w * 0.92, coat, hair, "#c58b62")


def _bag(c: Canvas, x: float, foot: float, h: float, color: str) -> None:
    """A bundle carried at the side."""
    c.line([(x + h * 0.12, foot - h * 0.5), (x + h * 0.17, foot - h * 0.34)], "#3a2a24", h * 0.014)
    shape = [(x + h * 0.08, foot - h * 0.34), (x + h * 0.26, foot - h * 0.34),
             (x + h * 0.29, foot - h * 0.2),
             (x + h * 0.18, foot - h * 0.15), (x + h * 0.07, foot - h * 0.2)]
    c.shade(smooth(shape, closed=True), color, mix(color, "#2a1a18", 0.5), "right", 0.7)


def _pack(c: Canvas, x: float, foot: float, h: float, color: str) -> None:
    shape = [(x - h * 0.1, foot - h * 0.82), (x + h * 0.1, foot - h * 0.82),
             (x + h * 0.12, foot - h * 0.55),
             (x - h * 0.12, foot - h * 0.55)]
    c.shade(smooth(shape, closed=True, steps=4), color, mix(color, "#2a1a18", 0.5), "right", 0.7)


def _telegraph_poles(c: Canvas) -> None:
    """A line of poles and wires running to the horizon."""
    for at in range(11):
        x, h = 150 - at * 2 + at * 78, 250 - at * 22
        y = 770 - at * 27
        c.line([(x, y), (x, y - h)], "#4a3a34", max(2, 10 - at))
        for up in (0.94, 0.84):
            c.line([(x - h * 0.15, y - h * up), (x + h * 0.15, y - h * up)], "#4a3a34",
                   max(1.5, 6 - at * 0.6))
        for arm in (-0.14, 0.14):
            nx, nh = x + 76, h - 22
            sag = (y + y - 27 - h * 0.96 - nh * 0.96) / 2 + h * 0.06
            start = (x + h * arm, y - h * 0.96)
            c.line(smooth([start, ((x + nx) / 2 + h * arm, sag),
                           (nx + nh * arm, y - 27 - nh * 0.96)]), "#4a3a34", 1.6)


def refugee_road(c: Canvas) -> None:
    c.wash("#7d8f96", "#c2b79f", "#eccf9b", bottom=540)
    sun(c, 1110, 372, 58, "#fbf0d2", "#f6d9a0", 5)
    cloud_bands(c, 60, 330, "#9ba39c", 10, 0.5)
    hills(c, [(430, 60), (480, 34)], "#a3a08c", "#8b8a74")
    c.wash("#c9aa72", "#9a7448", top=480)
    c.poly(ridge(c, 520, 14), "#b4935f")
    c.spray(box(0, 500, WIDTH, HEIGHT), "#6a4a34", "down", 0.55)
    left = smooth([(1085, 478), (1010, 520), (1050, 590), (900, 700), (560, 860), (40, 1090)])
    right = smooth([(1310, 1090), (1130, 870), (1190, 730), (1220, 600), (1080, 530), (1098, 478)])
    c.shade([*left, *right], "#e6d1a4", "#b08a5c", "down", 0.6)
    _telegraph_poles(c)
    coats = ("#8e3b34", "#2f4a5a", "#b87a34", "#4f5a48", "#5a3a4a", "#33384a")
    skins = ("#c58b62", "#8a5a3c", "#d79f78", "#6b432c")
    line = [(1082, 500, 22), (1064, 512, 27), (1078, 524, 32), (1060, 540, 38), (1120, 556, 46),
            (1090, 580, 56),
            (1130, 604, 66), (1084, 630, 78), (1130, 664, 94), (1030, 680, 104), (1090, 726, 128),
            (960, 752, 146),
            (1040, 806, 182), (850, 820, 190), (930, 905, 250), (730, 930, 268)]
    for at, (x, foot, h) in enumerate(line):
        c.shadow([(x - h * 0.12, foot), (x + h * 0.12, foot), (x - h * 0.42, foot + h * 0.34),
                  (x - h * 0.66, foot + h * 0.34)], max(2, h * 0.03), 0.45, "#3a2418")
        person(c, x, foot, h, coats[at % 6], skins[at % 4],
               ("#231a1c", coats[(at + 2) % 6])[at % 3 == 0],
               "#2a2428", 0.07)
        (_pack if at % 2 else _bag)(c, x, foot, h, coats[(at + 3) % 6])
    person(c, 560, 1040, 360, "#2f4a5a", "#8a5a3c", "#8e3b34", "#2a2428", 0.07)
    _bag(c, 560, 1040, 360, "#b87a34")
    person(c, 676, 1044, 216, "#b87a34", "#8a5a3c", "#231a1c", "#33384a", 0.06)
    _pack(c, 676, 1044, 216, "#8e3b34")


def _stall(c: Canvas, x: float, y: float, w: float, h: float, color: str, pale: str) -> None:
    """A striped awning seen from above, with its table of goods."""
    c.shadow([(x + 22, y + 26), (x + w + 40, y + 26), (x + w + 40, y + h + 60),
              (x + 22, y + h + 60)], 9, 0.5, "#33231f")
    c.shade(box(x + 4, y + h, x + w - 4, y + h + 32), "#8a5f3c", "#4f3424", "down", 0.5)
    goods = ("#d4503c", "#eeb23f", "#6f9a4a", "#f3e6c8", "#7a4a6a")
    for at in range(int(w / 17)):
        c.disc(x + 14 + at * 17, y + h + 15, 8, goods[(at // 3 + int(x)) % 5])
    for at in range(8):
        left = x + w * at / 8
        c.rect(left, y, left + w / 8 + 0.5, y + h, pale if at % 2 else color)
        c.poly(ring(left + w / 16, y + h, w / 16, 9, 16), pale if at % 2 else color)
    c.spray(box(x, y, x + w, y + h), mix(color, "#33231f", 0.6), "down", 0.4)
    c.line([(x, y + h * 0.5), (x + w, y + h * 0.5)], "#33231f", 2.5, 0.35)
    c.poly(box(x, y, x + w, y + h * 0.5), "#fff6e0", 0.16)


def _from_above(c: Canvas, x: float, y: float, coat: str, hair: str) -> None:
    c.shadow([(x - 6, y), (x + 12, y - 6), (x + 66, y + 46), (x + 44, y + 54)], 4, 0.5, "#33231f")
    c.oval(x, y, 23, 14, coat)
    c.oval(x + 6, y + 3, 15, 8, mix(coat, "#1a1418", 0.35))
    c.disc(x, y - 4, 9.5, hair)


def market_square(c: Canvas) -> None:
    c.wash("#ead9b8", "#d9c097")
    for row in range(34):
        y = row * 33
        for col in range(18):
            x = col * 96 + (row % 2) * 48 - 48
            c.rect(x, y, x + 92, y + 30, mix("#ead9b8", "#cdb189", c.random.random()))
    c.spray(box(0, 0, WIDTH, HEIGHT), "#a07c58", "left", 0.5)
    c.poly([(0, 0), (640, 0), (0, 480)], "#3a2a48", 0.3)
    colors = ("#c9452f", "#2f7d8f", "#e0a63a", "#3f6f58", "#7a3f5a")
    coats = ("#27365f", "#c9452f", "#f3e6c8", "#2f6d79", "#4a3a44", "#e0a63a", "#8a5a3c")
    hairs = ("#2a1a18", "#15131a", "#8a5a34", "#d8cfc0", "#5a3a26")
    for row, y in enumerate((50, 330, 610, 890)):
        for _ in range(19):
            _from_above(c, c.random.uniform(30, 1570), y - 44 + c.random.uniform(-26, 22),
                        c.random.choice(coats),
                        c.random.choice(hairs))
        for col in range(5):
            if (row, col) == (1, 2):
                continue
            _stall(c, 22 + col * 318 + (row % 2) * 24, y + 8, 252, 146,
                   colors[(row * 2 + col) % 5], "#fbf0d8")
    c.shadow([(720, 420), (860, 420), (960, 540), (820, 560)], 12, 0.5, "#33231f")
    for r, color in ((104, "#a98f72"), (92, "#6fa3a6"), (60, "#8fbcb8"), (34, "#c4a883"),
                     (16, "#f3e6c8")):
        c.poly(ring(808, 425, r), color)
    for _ in range(26):
        turn, far = c.random.uniform(0, 6.28), c.random.uniform(125, 180)
        if math.sin(turn) < 0.75:
            _from_above(c, 808 + math.cos(turn) * far, 425 + math.sin(turn) * far * 0.7,
                        c.random.choice(coats),
                        c.random.choice(hairs))


def _mast(c: Canvas, x: float, base: float, h: float, ink: str) -> None:
    c.line([(x - 12, base), (x - 5, base - h)], ink, 6)
    c.line([(x + 12, base), (x + 5, base - h)], ink, 6)
    for at in range(9):
        y = base - h * at / 9
        c.line([(x - 10, y), (x + 10, y - h / 9)], ink, 3)
    c.rect(x - 78, base - h - 86, x + 78, base - h, ink)
    for row in range(3):
        for col in range(5):
            c.disc(x - 60 + col * 30, base - h - 72 + row * 29, 11, "#fff8dc")
    c.glow(x, base - h - 43, 430, "#f3f3cf", 0.8)


def _player(c: Canvas, x: float, foot: float, h: float, shirt: str, skin: str, run: float) -> None:
    for side in (-1, 1):
        for reach in (1, 2):
            c.poly([(x, foot - 3), (x + side * h * reach * 0.6, foot + h * 0.12),
                    (x + side * h * reach * 0.6, foot + h * 0.17),
                    (x, foot + 4)], "#0e2a20", 0.35)
    c.limb([(x, foot - h * 0.48), (x + run * h * 0.2, foot - h * 0.26), (x + run * h * 0.1, foot)],
           skin, h * 0.085)
    c.limb([(x, foot - h * 0.48), (x - run * h * 0.08, foot - h * 0.25),
            (x - run * h * 0.3, foot - h * 0.12)], skin, h * 0.085)
    c.limb([(x, foot - h * 0.76), (x + run * h * 0.2, foot - h * 0.62),
            (x + run * h * 0.28, foot - h * 0.72)], skin, h * 0.06)
    c.limb([(x, foot - h * 0.76), (x - run * h * 0.2, foot - h * 0.6)], skin, h * 0.06)
    c.poly([(x - h * 0.12, foot - h * 0.82), (x + h * 0.13, foot - h * 0.82),
            (x + h * 0.1, foot - h * 0.5),
            (x - h * 0.1, foot - h * 0.5)], shirt)
    c.poly(box(x - h * 0.1, foot - h * 0.52, x + h * 0.1, foot - h * 0.38), "#f3f0e0")
    c.disc(x + run * h * 0.03, foot - h * 0.92, h * 0.075, skin)
    c.poly(ring(x + run * h * 0.02, foot - h * 0.95, h * 0.075, h * 0.05), "#1c1416")


def football_floodlight(c: Canvas) -> None:
    c.wash("#0d1a33", "#1c3557", "#3d6580", bottom=560)
    stars(c, 320, 60, "#dfe9e0")
    c.shade([(-10, 330), (520, 420), (520, 560), (-10, 560)], "#1a2740", "#0b1426", "down", 0.7)
    c.shade([(WIDTH + 10, 330), (1080, 420), (1080, 560), (WIDTH + 10, 560)], "#1a2740", "#0b1426",
            "down", 0.7)
    c.shade(box(500, 420, 1100, 560), "#22324d", "#0b1426", "down", 0.7)
    for _ in range(900):
        x, y = c.random.uniform(0, WIDTH), c.random.uniform(390, 552)
        if y > 340 + min(x, WIDTH - x) * 0.18 + 14:
            c.disc(x, y, 4.2, c.random.choice(("#b8433a", "#e9d9b6", "#5f7f92", "#c98f68",
                                               "#34496a")), 0.8)
    for x, h in ((150, 300), (560, 210), (1040, 210), (1450, 300)):
        _mast(c, x, 470, h, "#0b1426")
    c.wash("#4f9a5c", "#1f5c43", top=556)
    for at in range(8):
        a, b = -1500 + at * 560, -1500 + at * 560 + 280
        c.poly([(800 + (a - 60) * 0.35, 556), (800 + (b - 60) * 0.35, 556), (800 + b - 60, HEIGHT),
                (800 + a - 60, HEIGHT)],
               "#63ad66", 0.55)
    for x, target in ((150, 700), (560, 640), (1040, 960), (1450, 900)):
        top = 470 - (300 if x in (150, 1450) else 210) - 40
        beam(c, x, top, [(target - 420, 980), (target + 420, 980)], "#f6f6d6", 0.2)
    c.spray(box(0, 800, WIDTH, HEIGHT), "#0e2a20", "down", 0.6)
    c.line([(0, 574), (WIDTH, 574)], "#f3f0e0", 4)
    c.line([(800, 574), (800, HEIGHT)], "#f3f0e0", 7)
    spot = ring(800, 790, 330, 104, 80)
    c.line([*spot, spot[0]], "#f3f0e0", 7)
    c.line([(0, 690), (190, 690), (90, 830), (-10, 830)], "#f3f0e0", 6)
    c.line([(WIDTH, 690), (1410, 690), (1510, 830), (WIDTH + 10, 830)], "#f3f0e0", 6)
    team = [(330, 650, 92, "#b8433a", 1), (560, 700, 112, "#e9c75c", -1),
            (700, 820, 168, "#b8433a", 1),
            (930, 800, 160, "#e9c75c", -1), (1130, 690, 108, "#b8433a", 1),
            (1330, 640, 88, "#e9c75c", -1),
            (1250, 960, 240, "#b8433a", -1), (330, 950, 236, "#e9c75c", 1)]
    skins = ("#d79f78", "#8a5a3c", "#c58b62", "#5f3c2a")
    for at, (x, foot, h, shirt, run) in enumerate(team):
        _player(c, x, foot, h, shirt, skins[at % 4], run)
    c.disc(842, 826, 15, "#fffaf0")
    c.poly(ring(846, 832, 9, 7), "#b9c4b4")
