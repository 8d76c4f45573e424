"""Scenes of parliament, courts, ballots, borders and the people in them."""

import math

from .canvas import HEIGHT, WIDTH, Canvas, box, mix, ring, smooth, turned
from .vocabulary import (
    back_view,
    block,
    cloud_bands,
    flag,
    person,
    ridge,
    snow,
    staff,
    sun,
    windows,
)

STONE, STONE_TONE = "#ecd9b4", "#a9805f"


def _column(c: Canvas, x: float, top: float, base: float, w: float, stone: str, tone: str) -> None:
    c.shade(box(x - w / 2, top, x + w / 2, base), stone, tone, "right", 0.95)
    for at in (-0.22, 0.06, 0.3):
        c.line([(x + w * at, top + w * 0.4), (x + w * at, base - w * 0.3)], tone, w * 0.05, 0.5)
    c.rect(x - w * 0.68, top - w * 0.05, x + w * 0.68, top + w * 0.3, stone)
    c.rect(x - w * 0.68, base - w * 0.24, x + w * 0.68, base, stone)


def _dome(c: Canvas, x: float, base: float, r: float) -> None:
    """The drum, the copper dome and its lantern."""
    c.shade(box(x - r * 0.96, base - r * 0.62, x + r * 0.96, base), STONE, STONE_TONE, "right", 0.9)
    for at in range(9):
        px = x - r * 0.84 + at * r * 0.21
        c.rect(px - r * 0.05, base - r * 0.5, px + r * 0.05, base - r * 0.1, "#5b3a45")
    c.rect(x - r * 1.06, base - r * 0.7, x + r * 1.06, base - r * 0.6, STONE)
    cap = [(x + math.cos(t) * r, base - r * 0.7 - math.sin(t) * r * 0.86)
           for t in (math.pi * k / 32 for k in range(33))]
    c.shade(cap, "#5f8f80", "#23474a", "right", 0.95)
    for at in (-0.7, -0.4, 0, 0.4, 0.7):
        rib = [(x + at * r * math.cos(t), base - r * 0.7 - math.sin(t) * r * 0.86)
               for t in (math.pi / 2 * k / 12 for k in range(13))]
        c.line(rib, "#86b09c", r * 0.02)
    top = base - r * 1.53
    c.shade(box(x - r * 0.15, top - r * 0.3, x + r * 0.15, top), STONE, STONE_TONE, "right", 0.9)
    c.poly([(x - r * 0.2, top - r * 0.3), (x, top - r * 0.62), (x + r * 0.2, top - r * 0.3)],
           "#5f8f80")
    c.line([(x, top - r * 0.6), (x, top - r * 0.95)], "#5b3a45", r * 0.03)
    flag(c, x, top - r * 0.95, r * 0.42, r * 0.22, ("#2f6d79", "#f3e6c8", "#e0a63a"), 1)


def _wing(c: Canvas, x: float, base: float, w: float, h: float) -> None:
    block(c, x, base, w, h, STONE, STONE_TONE, "right")
    c.rect(x - 8, base - h - 14, x + w + 8, base - h + 6, mix(STONE, "#ffffff", 0.2))
    windows(c, (x + 14, base - h * 0.95, x + w - 14, base - h * 0.5), 6, 1, "#5b3a45", "#f0b95c",
            0.25)
    windows(c, (x + 14, base - h * 0.48, x + w - 14, base - h * 0.05), 6, 1, "#5b3a45", "#f0b95c",
            0.35)


def assembly_hall(c: Canvas) -> None:
    c.wash("#c98b62", "#e7b57c", "#f4dba8", bottom=792)
    sun(c, 330, 330, 74, "#fdf0cd", "#fbe0a2", 4)
    cloud_bands(c, 90, 420, "#eec390", 9, 0.8)
    for x, w, h in ((0, 190, 210), (170, 150, 260), (1290, 150, 240), (1430, 190, 200)):
        block(c, x, 760, w, h, "#c79573", "#a9745f", "down")
        windows(c, (x + 10, 775 - h, x + w - 10, 750), 4, 4, "#a9745f", "#f4dba8", 0.15)
    _wing(c, 300, 760, 330, 220)
    _wing(c, 970, 760, 330, 220)
    for x in (408, 1192):
        _dome(c, x, 560, 62)
    _dome(c, 800, 480, 172)
    block(c, 600, 760, 400, 290, STONE, STONE_TONE, "right")
    c.rect(628, 520, 972, 760, "#5b3a45")
    for at in range(6):
        _column(c, 646 + at * 62, 516, 760, 34, "#f6e7c8", STONE_TONE)
    c.shade([(580, 516), (800, 400), (1020, 516)], "#f6e7c8", STONE_TONE, "right", 0.7)
    c.poly([(640, 500), (800, 418), (960, 500)], "#d8b98f")
    for at in range(4):
        c.rect(590 - at * 16, 748 + at * 10, 1010 + at * 16, 760 + at * 10,
               mix(STONE, "#8a5f50", at * 0.14))
    c.wash("#d9a878", "#9a6252", top=758)
    for at in range(-9, 10):
        c.line([(830 + at * 60, 762), (965 + at * 330, HEIGHT)], "#6a3a40", 3, 0.6)
    for y in (776, 796, 824, 864, 922, 1004):
        c.line([(0, y), (WIDTH, y)], "#6a3a40", 3, 0.5)
    c.spray(box(0, 790, WIDTH, HEIGHT), "#5b2f3a", "down", 0.45)
    people = [(210, 1000, 190, "#8e2f3c", "#d79f78"), (300, 990, 176, "#2f3547", "#8a5a3c"),
              (1240, 960, 160, "#2f5a5c", "#c98f68"), (720, 850, 80, "#8e2f3c", "#c98f68"),
              (900, 866, 90, "#2f3547", "#c98f68"), (1010, 838, 68, "#2f3547", "#c98f68"),
              (520, 870, 92, "#2f5a5c", "#8a5a3c")]
    for x, foot, h, coat, skin in people:
        c.shadow([(x - h * 0.1, foot), (x + h * 0.12, foot), (x + h * 1.3, foot + h * 0.26),
                  (x + h * 1.0, foot + h * 0.26)], 5, 0.5, "#3d1f2b")
        person(c, x, foot, h, coat, skin, "#2a1a20", "#241a26")


def _member(c: Canvas, x: float, y: float, w: float, coat: str, hair: str, skin: str,
            vote: bool) -> None:
    if vote:
        side = c.random.choice((-1, 1))
        lean = c.random.uniform(0, 0.14)
        c.limb([(x + side * w * 0.38, y - w * 0.6), (x + side * w * (0.5 + lean), y - w * 1.62)],
               coat, w * 0.2)
        c.limb([(x + side * w * (0.5 + lean), y - w * 1.66),
                (x + side * w * (0.51 + lean), y - w * 1.86)],
               skin, w * 0.13)
        c.oval(x + side * w * (0.51 + lean), y - w * 1.96, w * 0.1, w * 0.14, skin)
    back_view(c, x, y, w, coat, hair, skin)


def assembly_vote(c: Canvas) -> None:
    c.wash("#5a1f2c", "#7c2c36", "#8e3a3c")
    for at in range(8):
        x = 100 + at * 200
        c.shade(box(x - 70, -10, x + 70, 330), "#a04a42", "#5a1f2c", "down", 0.9)
        c.shade(box(x + 72, -10, x + 126, 330), "#e3c48c", "#a9805f", "right", 0.9)
    c.shade(box(0, 300, WIDTH, 330), "#e3c48c", "#8a5a40", "down", 0.7)
    c.glow(800, 240, 620, "#f6d79a", 0.75)
    c.shade(box(690, 140, 910, 380), "#c58f50", "#7a3f30", "down", 0.8)
    c.disc(800, 190, 34, "#f3e4c2")
    c.disc(800, 190, 24, "#8e2f3c")
    back_view(c, 800, 390, 78, "#2a1a24", "#d8cfc0", "#d79f78")
    c.shade(box(640, 350, 960, 430), "#6a3a2a", "#36181a", "down", 0.8)
    coats = ("#2f3547", "#1f2533", "#44556a", "#6a3340", "#3f5a58", "#d8b98f")
    hairs = ("#2a1a18", "#4a2f22", "#8d8378", "#d8cfc0", "#15131a", "#8a5a34")
    skins = ("#e0ac86", "#c58b62", "#8a5a3c", "#5f3c2a", "#efc8a4")
    for row in range(5):
        depth = row / 4
        w, count = 62 + 112 * depth, (18, 16, 13, 11, 9)[row]
        sag = 70 + 60 * depth
        base = 470 + 620 * depth**1.25
        seats = [(WIDTH / 2 + (at - (count - 1) / 2) * w * 1.42) for at in range(count)]
        arc = [(x, base - 0.00000125 * sag * (x - 800) ** 2) for x in range(-60, 1700, 40)]
        desk = [*arc, *[(x, y + w * 0.6) for x, y in arc[::-1]]]
        for x in seats:
            if c.random.random() < 0.08:
                continue
            y = base - 0.00000125 * sag * (x - 800) ** 2 + w * 0.12
            _member(c, x, y, w, c.random.choice(coats), c.random.choice(hairs),
                    c.random.choice(skins),
                    c.random.random() < 0.55)
        c.shade(desk, mix("#b5763f", "#6a3a2a", depth), "#2c1416", "down", 0.9)
        c.line(arc, "#e3b878", 4 + 3 * depth)


def _sleeve_and_hand(c: Canvas, skin: str, tone: str) -> None:
    """The part of the hand in front of the paper, and the arm it belongs to."""
    palm = [(1238, 118), (1150, 150), (1040, 214), (950, 268), (888, 320), (868, 356), (884, 384),
            (922, 378),
            (980, 346), (1018, 344), (1050, 380), (1110, 400), (1190, 372), (1270, 300),
            (1330, 236)]
    shape = smooth(palm, closed=True)
    c.shade(shape, skin, tone, "down", 0.6)
    c.line(smooth([(1020, 342), (1060, 312), (1104, 300)]), tone, 6)
    nail = turned(ring(894, 354, 21, 13), -38, (894, 354))
    c.poly(nail, mix(skin, "#ffffff", 0.4))
    cuff = [(1200, 92), (1262, 30), (1398, 216), (1318, 316)]
    c.shade(cuff, "#f7ecd4", "#c9a98a", "down", 0.6)
    c.shade([(1250, 62), (1700, -420), (1800, 200), (1390, 300)], "#22344a", "#0f1a2a", "down", 0.8)
    c.disc(1330, 250, 11, "#e3b04f")


def _choices(c: Canvas, lean: float, about: tuple[float, float]) -> None:
    """Three boxes to mark, the middle one crossed."""
    for at in range(3):
        top = 242 + at * 92
        mark = turned(box(650, top, 702, top + 52), lean, about)
        c.line([*mark, mark[0], mark[1]], "#22344a", 6)
        c.poly(turned(box(730, top + 16, 850 - at * 26, top + 34), lean, about), "#22344a", 0.75)
    for x0, x1 in ((658, 694), (694, 658)):
        c.line(turned([(x0, 342), (x1, 378)], lean, about), "#b8433a", 9)


def ballot_box(c: Canvas) -> None:
    c.wash("#b8433a", "#a2372f")
    c.spray(box(0, 0, WIDTH, HEIGHT), "#6d1f24", "left", 0.6)
    c.glow(760, 420, 760, "#e9795a", 0.55)
    c.wash("#6d1f24", "#4f151d", top=900)
    c.shadow([(420, 960), (1180, 960), (1500, 1060), (560, 1060)], 20, 0.5, "#2a0a10")
    skin, tone = "#b9794f", "#6a3a2c"
    for at in range(4):
        y = 236 + at * 26
        c.limb([(1060, y + 26), (900 - at * 12, y + 40)], mix(skin, tone, 0.25 + at * 0.1), 46)
    sheet = [(607, 172), (932, 200), (903, 535), (575, 535)]
    c.shadow([(x + 18, min(530, y + 14)) for x, y in sheet], 10, 0.3, "#2a0a10")
    c.poly([(380, 560), (500, 500), (1120, 500), (1220, 560)], "#f1dcae")
    c.poly([(520, 522), (1010, 522), (1030, 542), (506, 542)], "#3a1015")
    c.shade(sheet, "#fbf3df", "#d9bd94", "right", 0.5)
    _choices(c, 5, (730, 600))
    c.shade(box(380, 560, 1220, 980), "#ecd3a0", "#b88a58", "down", 0.7)
    c.rect(380, 552, 1220, 584, "#f7e6bd")
    c.poly(ring(800, 780, 108), "#b8433a")
    c.line([(746, 782), (786, 826), (862, 730)], "#f7ecd4", 24)
    c.rect(560, 584, 600, 620, "#22344a")
    c.rect(1000, 584, 1040, 620, "#22344a")
    _sleeve_and_hand(c, skin, tone)


def _speaker(c: Canvas, x: float, y: float, s: float) -> None:
    """A woman in a dark jacket, seen to the waist; y is where the lectern hides her."""
    jacket = [(-1.0, 0.2), (-0.96, -0.7), (-0.8, -1.06), (-0.26, -1.3), (0.26, -1.3), (0.8, -1.06),
              (0.96, -0.7),
              (1.0, 0.2)]
    hair = [(-0.42, -1.5), (-0.46, -1.95), (-0.28, -2.3), (0.04, -2.38), (0.34, -2.26),
            (0.46, -1.92),
            (0.42, -1.5), (0.2, -1.42), (-0.2, -1.42)]
    c.blob([(x + dx * s, y + dy * s) for dx, dy in hair], "#b9b2a8")
    c.poly([(x - s * 0.17, y - s * 1.6), (x + s * 0.17, y - s * 1.6), (x + s * 0.2, y - s * 1.2),
            (x, y - s), (x - s * 0.2, y - s * 1.2)], "#c98f6c")
    shape = [*smooth([(x + dx * s, y + dy * s) for dx, dy in jacket])]
    c.shade(shape, "#1f3550", "#0c1626", "right", 0.8)
    c.poly([(x - s * 0.25, y - s * 1.3), (x, y - s * 0.55), (x + s * 0.25, y - s * 1.3),
            (x, y - s * 1.12)],
           "#f3e8d2")
    for side in (-1, 1):
        c.poly([(x + side * s * 0.24, y - s * 1.34), (x + side * s * 0.4, y - s * 1.02),
                (x + side * s * 0.24, y - s * 0.9), (x, y - s * 0.4)], "#2a4566")
    face = ring(x, y - s * 1.82, s * 0.31, s * 0.42)
    c.poly(face, "#e8b892")
    c.poly([(x + s * 0.02, y - s * 2.24), *face[36:], *face[:13], (x + s * 0.05, y - s * 1.66),
            (x + s * 0.12, y - s * 1.84)], "#cf9470", 0.6)
    c.blob([(x - s * 0.36, y - s * 1.8), (x - s * 0.3, y - s * 2.16), (x + s * 0.02, y - s * 2.3),
            (x + s * 0.32, y - s * 2.16), (x + s * 0.36, y - s * 1.8), (x + s * 0.2, y - s * 2.08),
            (x - s * 0.06, y - s * 2.12), (x - s * 0.24, y - s * 2.02)], "#cfc8bc")
    for side in (-1, 1):
        eye = x + side * s * 0.13
        c.line(smooth([(eye - side * s * 0.07, y - s * 1.95), (eye, y - s * 1.98),
                       (eye + side * s * 0.08, y - s * 1.94)]),
               "#7a6656", s * 0.022)
        c.poly(ring(eye, y - s * 1.865, s * 0.058, s * 0.026, 20), "#fbf3e4")
        c.disc(eye, y - s * 1.865, s * 0.026, "#2a2a33")
        c.line(smooth([(eye - s * 0.06, y - s * 1.866), (eye, y - s * 1.895),
                       (eye + s * 0.06, y - s * 1.866)]), "#5a3428", s * 0.016)
    c.line([(x + s * 0.01, y - s * 1.84), (x + s * 0.04, y - s * 1.7), (x, y - s * 1.69)],
           "#b5785a", s * 0.02)
    c.blob([(x - s * 0.1, y - s * 1.585), (x, y - s * 1.605), (x + s * 0.1, y - s * 1.585),
            (x, y - s * 1.555)], "#b5605a")


def _press(c: Canvas, ink: str) -> None:
    """The dark foreground of reporters with raised cameras and a boom."""
    for x, w in ((60, 190), (300, 170), (520, 150), (1120, 150), (1330, 180), (1560, 200)):
        back_view(c, x, HEIGHT + 40, w, ink, mix(ink, "#000000", 0.35), mix(ink, "#a8705a", 0.3))
    for x, y in ((300, 800), (1330, 780)):
        c.rect(x - 70, y - 44, x + 70, y + 44, "#0a0d16")
        c.rect(x - 26, y - 66, x + 26, y - 40, "#0a0d16")
        c.shade(box(x - 50, y - 30, x + 24, y + 30), "#8fb8c4", "#2a4a66", "right", 0.7)
        c.poly([(x - 24, y + 30), (x - 13, y - 6), (x - 2, y + 30)], "#22344a")
        c.disc(x - 13, y - 12, 8, "#e8b892")
        c.disc(x + 46, y - 14, 7, "#b8433a")
        for side in (-1, 1):
            c.limb([(x + side * 84, y + 22), (x + side * 110, y + 190)], ink, 44)
    c.line([(-20, 420), (560, 640)], "#0a0d16", 9)
    c.limb([(540, 632), (632, 668)], "#0a0d16", 34)


def first_minister_podium(c: Canvas) -> None:
    c.wash("#274a6d", "#1b3452")
    c.glow(800, 380, 760, "#6f9fb5", 0.75)
    for at in range(9):
        x = 40 + at * 190
        c.shade(box(x - 95, 0, x - 20, 900), "#2d5579", "#1b3452", "right", 0.7)
    for x in (250, 1230):
        staff(c, x, HEIGHT, 997, "#d9a84e", 12)
        for at, color in enumerate(("#3f8a92", "#3f8a92", "#f3e6c8", "#f3e6c8", "#e0a63a",
                                    "#e0a63a")):
            a, b = x + 8 + at * 29, x + 8 + (at + 1) * 29
            fold = [(a, 110 + at * 22), (b, 132 + at * 22), (b - at * 5, 648 - at * 6),
                    (a - at * 5, 664 - at * 6)]
            c.shade(fold, color, mix(color, "#3a1a2c", 0.6), "right", 0.75)
    c.shadow(box(610, 330, 1040, 800), 40, 0.35, "#0c1626")
    _speaker(c, 800, 700, 205)
    lectern = [(540, 660), (1060, 660), (1010, 1080), (590, 1080)]
    c.shade(lectern, "#a3653a", "#4a2620", "down", 0.85)
    c.poly([(510, 628), (1090, 628), (1066, 680), (534, 680)], "#c98a52")
    c.poly(ring(800, 830, 74), "#f0dcb4")
    c.poly(ring(800, 830, 60), "#1f3550")
    c.poly([(800, 782), (828, 850), (772, 850)], "#f0dcb4")
    c.rect(766, 850, 834, 866, "#f0dcb4")
    for x, top, lean in ((650, 520, 34), (720, 548, 22), (790, 560, 4), (868, 548, -18),
                         (946, 518, -30)):
        c.line([(x, 634), (x + lean, top)], "#0a0d16", 7)
        c.limb([(x + lean, top - 6), (x + lean * 1.5, top - 36)], "#0a0d16", 26)
    _press(c, "#131c2e")


def court_steps(c: Canvas) -> None:
    c.wash("#6b7d8c", "#a7adab", "#dcd2bd", bottom=700)
    c.shade(box(0, 120, WIDTH, 640), "#4a4650", "#23202c", "down", 0.8)
    door = box(700, 300, 900, 640)
    c.shade(door, "#7a3b34", "#30161c", "down", 0.8)
    c.line([(800, 300), (800, 640)], "#30161c", 6)
    for at in range(7):
        _column(c, 110 + at * 230, 140, 640, 104, "#ece2cf", "#6d6670")
    c.shade(box(-10, 40, WIDTH + 10, 140), "#f4ecdb", "#8f8478", "down", 0.6)
    c.rect(-10, 118, WIDTH + 10, 130, "#8f8478")
    c.poly([(-10, 40), (-10, -40), (WIDTH + 10, -40), (WIDTH + 10, 40)], "#d9cdb8")
    for at in range(31):
        c.rect(at * 54 - 10, 56, at * 54 + 16, 84, "#b9ac98")
    for at in range(10):
        y = 640 + sum(24 + 5.6 * k for k in range(at))
        high = 24 + 5.6 * at
        c.rect(0, y, WIDTH, y + high * 0.5, mix("#f6eedd", "#e5d6bb", at / 9))
        c.shade(box(0, y + high * 0.5, WIDTH, y + high), "#b5a693", "#7c6f6c", "down", 0.6)
    shade = [(-20, 120), (330, 120), (1060, HEIGHT), (-20, HEIGHT)]
    c.poly(shade, "#1d2238", 0.45)
    c.spray(shade, "#1d2238", "left", 0.4)
    c.shadow([(1070, 822), (1104, 822), (1500, 1000), (1440, 1000)], 8, 0.55, "#2a2436")
    person(c, 1086, 826, 178, "#a8322f", "#c98f68", "#241a20", "#22202c", 0.05)
    c.shade(box(1118, 740, 1152, 786), "#5a3a2c", "#241a20", "down", 0.6)


def _firs(c: Canvas, base: float, low: float, high: float, color: str, tip: str) -> None:
    x = -30.0
    while x < WIDTH + 40:
        h = c.random.uniform(low, high)
        for tier in range(4):
            top, w = base - h + tier * h * 0.2, h * (0.12 + tier * 0.055)
            c.poly([(x, top), (x + w, top + h * 0.4), (x - w, top + h * 0.4)], color)
            c.poly([(x, top), (x + w * 0.42, top + h * 0.16), (x - w * 0.3, top + h * 0.13)], tip)
        x += h * c.random.uniform(0.2, 0.42)


def _guard_hut(c: Canvas) -> None:
    """The red hut, its lit window and the guard inside."""
    c.shadow([(1130, 860), (1500, 860), (1590, 930), (1190, 930)], 18, 0.4, "#2a3a48")
    c.shade(box(1120, 500, 1440, 860), "#c1453a", "#5f1f26", "right", 0.8)
    c.rect(1120, 500, 1146, 860, "#f2eee4")
    c.shade(box(1300, 580, 1410, 860), "#6a2a2c", "#36151c", "down", 0.7)
    c.glow(1215, 650, 260, "#ffdf95", 0.5)
    c.rect(1166, 576, 1270, 712, "#ffd983")
    c.line([(1218, 576), (1218, 712)], "#5f1f26", 7)
    back_view(c, 1228, 712, 58, "#22303e", "#22303e", "#c98f68")
    c.rect(1160, 712, 1276, 724, "#f2eee4")
    c.blob([(1080, 506), (1100, 456), (1280, 436), (1460, 456), (1484, 506), (1280, 500)],
           "#f4f5f3")


def border_post(c: Canvas) -> None:
    c.wash("#71869a", "#a9b7c2", "#dcdcd8", bottom=620)
    c.poly(ridge(c, 470, 60), "#93a5b2")
    _firs(c, 600, 120, 220, "#6b8190", "#b7c5cc")
    _firs(c, 640, 170, 330, "#2f4756", "#c4d0d4")
    c.wash("#e9ebea", "#c5d0d8", top=620)
    road = smooth([(800, 622), (780, 700), (700, 830), (560, 1090)])
    road += smooth([(1180, 1090), (1010, 830), (890, 700), (850, 622)])
    c.shade(road, "#9aa9b4", "#6d7f8d", "down", 0.6)
    for side in (0.32, 0.68):
        track = [(826 + (side - 0.5) * 60, 624), (830 + (side - 0.5) * 150, 720),
                 (850 + (side - 0.5) * 360, 860),
                 (870 + (side - 0.5) * 800, 1080)]
        c.line(smooth(track), "#e9ebea", 20, 0.75)
    for at in range(13):
        x = 20 + at * 62
        if x < 640:
            c.rect(x - 4, 600, x + 4, 700, "#2a3a48")
    for y in (620, 648, 676):
        c.line([(0, y), (640, y)], "#2a3a48", 3)
    _guard_hut(c)
    c.shade(box(1010, 640, 1066, 880), "#2a3a48", "#141f2a", "right", 0.7)
    boom = turned(box(340, 676, 1080, 704), 3, (1040, 690))
    c.poly(boom, "#f2eee4")
    for at in range(6):
        left = 352 + at * 124
        c.poly(turned([(left, 676), (left + 58, 676), (left + 46, 704), (left - 12, 704)], 3,
                      (1040, 690)), "#c1453a")
    c.poly(turned(box(1066, 660, 1112, 720), 3, (1040, 690)), "#141f2a")
    person(c, 930, 900, 230, "#2f4756", "#d79f78", "#141f2a", "#141f2a", 0.02)
    c.blob([(914, 690), (918, 672), (930, 666), (942, 672), (946, 690), (930, 684)], "#141f2a")
    snow(c, 240, "#fbfbf8")
