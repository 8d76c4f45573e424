"""Scenes of the strait, the ports and the coast."""

import math

from .canvas import HEIGHT, WIDTH, Canvas, box, mix, ring, smooth
from .vocabulary import (
    boat,
    cloud_bands,
    cumulus,
    ferry,
    flag,
    gulls,
    halo_disc,
    hills,
    house,
    reflection,
    ridge,
    sea,
    staff,
    streak,
    sun,
    turbine,
)


def ness_ferry(c: Canvas) -> None:
    c.wash("#5f7686", "#93a4ab", "#d9c9bd", "#f3c9a6", bottom=590)
    sun(c, 1220, 486, 62, "#f6e3c4", "#f4a173", 7)
    cloud_bands(c, 90, 430, "#7d919c", 12, 0.55)
    cloud_bands(c, 330, 500, "#f0b78f", 7, 0.5)
    hills(c, [(545, 34), (574, 18)], "#93a0a6", "#6d808b")
    sea(c, 590, "#b9b7b1", "#2f4a5a", "#f7d6b4", 1180, 460, 230)
    for at in range(7):
        streak(c, 290 - at * 60, 772 + at * 9, 420 + at * 90, 9 + at * 2, "#dfe3e0",
               0.75 - at * 0.08)
    c.shadow(box(300, 770, 1130, 820), 18, 0.55, "#1d3441")
    ferry(c, 290, 778, 830, "#f5f1e8", "#31566b", "#8ea0a8")
    reflection(c, 690, 786, 620, 130, "#c9cfcc", 8)
    for at in range(5):
        streak(c, 560 - at * 95, 366 - at * 11, 190 + at * 55, 24 + at * 5, "#56656f",
               0.34 - at * 0.05)
    streak(c, 1120, 778, 130, 16, "#f5f1e8")
    gulls(c, [(1130, 300), (1220, 250), (1290, 345), (240, 250), (1420, 210)], 27, "#f5f1e8")


def _compass(c: Canvas, x: float, y: float, r: float, ink: str, pale: str) -> None:
    c.poly(ring(x, y, r * 0.72), ink, 0.16)
    for turn in range(8):
        angle = math.pi / 4 * turn
        length = r if turn % 2 == 0 else r * 0.55
        tip = (x + math.sin(angle) * length, y - math.cos(angle) * length)
        for side, color in ((-1, ink), (1, pale)):
            wing = angle + side * math.pi / 8
            c.poly([(x, y), tip, (x + math.sin(wing) * r * 0.2, y - math.cos(wing) * r * 0.2)],
                   color)
    c.line([(x - 12, y - r - 14), (x - 12, y - r - 44), (x + 12, y - r - 14), (x + 12, y - r - 44)],
           ink, 5)


def _lane(c: Canvas, points: list, color: str, ships: tuple[int, ...]) -> None:
    """A dashed shipping lane with small hulls lying along it."""
    path = smooth(points, steps=16)
    c.line(path, mix("#35757f", color, 0.22), 62)
    for at in range(0, len(path) - 3, 5):
        c.line(path[at : at + 4], color, 8)
    for at in ships:
        (x0, y0), (x1, y1) = path[at], path[at + 2]
        turn = math.atan2(y1 - y0, x1 - x0)
        hull = [(-38, -13), (18, -13), (44, 0), (18, 13), (-38, 13)]
        cos, sin = math.cos(turn), math.sin(turn)
        placed = [(x0 + px * cos - py * sin, y0 + px * sin + py * cos) for px, py in hull]
        c.poly(placed, color)
        mark = [(x0 + px * cos - py * sin, y0 + px * sin + py * cos) for px,
                py in box(-26, -6, 4, 6)]
        c.poly(mark, "#f4ead2")


_NORTH = [(-60, -60), (-60, 660), (60, 640), (150, 560), (250, 590), (330, 520), (430, 470),
          (470, 380),
          (580, 370), (660, 300), (770, 310), (840, 220), (960, 190), (1000, 90), (1120, 40),
          (1160, -60)]
_SOUTH = [(1660, 1130), (1660, 400), (1560, 440), (1500, 530), (1390, 540), (1330, 630),
          (1220, 650),
          (1190, 740), (1070, 770), (1000, 860), (880, 880), (830, 970), (700, 1000), (640, 1130)]
_ISLES = [(1240, 300, 54, 32), (1330, 250, 30, 20), (1340, 340, 22, 15), (330, 860, 46, 30),
          (420, 900, 22, 14)]


def ness_strait_map(c: Canvas) -> None:
    c.wash("#2f6f7c", "#3a7f88")
    lands = [smooth(_NORTH, closed=True), smooth(_SOUTH, closed=True)]
    lands += [smooth(ring(x, y, rx, ry, 7), closed=True) for x, y, rx, ry in _ISLES]
    for width, color in ((230, "#4a8f93"), (130, "#66a6a2"), (54, "#93c4b4")):
        for land in lands:
            c.line([*land, land[0]], color, width if len(land) > 60 else width * 0.5)
    for at in range(1, 8):
        c.line([(at * 200, 0), (at * 200, HEIGHT)], "#f4ead2", 1.5, 0.22)
        c.line([(0, at * 200 - 60), (WIDTH, at * 200 - 60)], "#f4ead2", 1.5, 0.22)
    for land in lands:
        c.shade(land, "#efdfb8", "#c79a55", "up" if land is lands[0] else "down", 0.55)
        c.line([*land, land[0]], "#2b3f4a", 4)
    _lane(c, [(-20, 860), (330, 720), (640, 560), (930, 400), (1120, 190), (1300, -20)], "#c8412f",
          (22, 60))
    _lane(c, [(320, 1090), (560, 850), (850, 690), (1090, 520), (1330, 440), (1620, 200)],
          "#1f2f3d", (30, 68))
    for shape in ([(120, -20), (180, 130), (140, 260), (250, 360), (332, 515)],
                  [(1640, 800), (1480, 780), (1380, 700), (1335, 632)]):
        c.line(smooth(shape), "#66a6a2", 7)
    for x, y in ((332, 515), (660, 296), (1335, 632), (1002, 862), (958, 188)):
        c.disc(x, y, 15, "#2b3f4a")
        c.disc(x, y, 7, "#efdfb8")
    for x, y, size in ((110, 250, 60), (190, 190, 80), (280, 150, 56), (1420, 860, 70),
                       (1510, 930, 60)):
        hump = smooth([(x - size, y), (x - size * 0.5, y - size * 0.3),
                       (x - size * 0.1, y - size * 0.72),
                       (x + size * 0.35, y - size * 0.42), (x + size, y)])
        c.shade(hump, "#c9a05c", "#7a5230", "right", 0.9)
        c.line(hump, "#7a5230", 3)
    _compass(c, 1400, 165, 92, "#1f2f3d", "#f4ead2")
    c.line(box(26, 26, 1574, 1041) + [(26, 26)], "#1f2f3d", 5)


def _rail(c: Canvas, y: float, foot: float, color: str, tone: str) -> None:
    for at in range(9):
        x = at * 214 - 60
        c.shade(box(x - 9, y, x + 9, foot), color, tone, "right", 0.8)
    for level in (0.36, 0.66):
        at = y + (foot - y) * level
        c.line([(0, at), (WIDTH, at)], tone, 9)
    c.shade(box(0, y - 13, WIDTH, y + 13), color, tone, "down", 0.7)


def _lean_on_rail(
    c: Canvas, x: float, foot: float, h: float, coat: str, hair: str, legs: str, skin: str,
    hat: str | None = None,
) -> None:
    """A passenger seen from behind with elbows out on the rail."""
    for side in (-1, 1):
        c.line([(x + side * h * 0.06, foot - h * 0.48), (x + side * h * 0.075, foot)], legs,
               h * 0.1)
        c.poly(box(x + side * h * 0.075 - h * 0.05, foot - 16, x + side * h * 0.075 + h * 0.05,
                   foot + 6),
               mix(legs, "#000000", 0.4))
    c.poly(box(x - h * 0.04, foot - h * 0.92, x + h * 0.04, foot - h * 0.78), mix(skin, legs, 0.3))
    half = [(0.05, 0.86), (0.14, 0.82), (0.185, 0.74), (0.215, 0.6), (0.17, 0.565), (0.145, 0.64),
            (0.13, 0.5), (0.14, 0.36)]
    points = [(x + dx * h, foot - up * h) for dx, up in half]
    points += [(x - dx * h, foot - up * h) for dx, up in half[::-1]]
    shape = smooth(points, closed=True, steps=5)
    c.shade(shape, coat, mix(coat, "#0e1a26", 0.55), "right", 0.8)
    c.line([(x, foot - h * 0.74), (x, foot - h * 0.38)], mix(coat, "#0e1a26", 0.35), h * 0.008)
    for side in (-1, 1):
        c.limb([(x + side * h * 0.19, foot - h * 0.585), (x + side * h * 0.12, foot - h * 0.595)],
               mix(coat, "#0e1a26", 0.2), h * 0.055)
    c.oval(x, foot - h * 0.94, h * 0.062, h * 0.078, skin)
    c.oval(x, foot - h * 0.952, h * 0.068, h * 0.074, hair)
    if hat:
        c.blob([(x - h * 0.078, foot - h * 0.93), (x - h * 0.06, foot - h * 1.02),
                (x, foot - h * 1.05),
                (x + h * 0.06, foot - h * 1.02), (x + h * 0.078, foot - h * 0.93)], hat)


def ness_ferry_deck(c: Canvas) -> None:
    c.wash("#7fb3b5", "#cfe0cf", "#f4e6c4", bottom=500)
    cumulus(c, 380, 330, 420, "#f6efdc", "#c9d8cb")
    cumulus(c, 1180, 390, 560, "#f6efdc", "#c9d8cb")
    hills(c, [(470, 30), (490, 18)], "#7aa0a0", "#4b7a80")
    sea(c, 500, "#5b949a", "#1e4f5e", "#dfeee0", 1000, 700, 170, bottom=860)
    gulls(c, [(720, 210), (800, 170), (920, 260)], 30, "#fffaf0")
    c.wash("#b98d5c", "#8a6240", top=850)
    for at in range(-9, 10):
        c.line([(800 + at * 110, 850), (800 + at * 230, HEIGHT)], "#6d4a31", 3, 0.6)
    c.spray(box(0, 850, WIDTH, HEIGHT), "#4a3326", "down", 0.6)
    _rail(c, 610, 880, "#f4ecda", "#a8b3ac")
    for x in (265, 470, 845, 1060, 1410):
        c.shadow([(x - 60, 930), (x + 70, 930), (x + 190, 1040), (x + 20, 1040)], 12, 0.4,
                 "#2b1c14")
    _lean_on_rail(c, 265, 945, 560, "#c9452f", "#2a1d18", "#22384a", "#8a5a3c")
    _lean_on_rail(c, 470, 940, 500, "#e0a63a", "#6b3f22", "#31485a", "#e2b48f")
    _lean_on_rail(c, 845, 950, 590, "#22384a", "#d8cfc0", "#1a2530", "#e2b48f")
    _lean_on_rail(c, 1060, 942, 530, "#f1e6cf", "#22384a", "#5a4336", "#c08a62", hat="#c9452f")
    _lean_on_rail(c, 1410, 948, 570, "#3f6f68", "#171a20", "#222a33", "#6b432c")
    c.poly(ring(1240, 745, 74), "#f4ecda")
    for at in range(4):
        turn = math.pi / 2 * at + 0.5
        arc = [(1240 + math.cos(turn + d) * r, 745 + math.sin(turn + d) * r)
               for r, ds in ((74, (0, 0.2, 0.4, 0.6)), (44, (0.6, 0.4, 0.2, 0))) for d in ds]
        c.poly(arc, "#c9452f")
    c.poly(ring(1240, 745, 43), "#35707a")
    c.shade([(0, 0), (WIDTH, 0), (WIDTH, 62), (0, 112)], "#f4ecda", "#9aa59f", "down", 0.8)
    c.line([(0, 112), (WIDTH, 62)], "#c9452f", 9)


def _gantry(c: Canvas, x: float, base: float, h: float, ink: str) -> None:
    """A ship-to-shore crane with its boom out to the right."""
    w = h * 0.3
    top, deck = base - h, base - h * 0.62
    for px in (x, x + w):
        c.line([(px, base), (px, deck - h * 0.03)], ink, h * 0.026)
    c.line([(x, base - h * 0.24), (x + w, base - h * 0.24)], ink, h * 0.022)
    c.line([(x, base - h * 0.24), (x + w, deck)], ink, h * 0.012)
    c.rect(x - w * 0.9, deck - h * 0.03, x + w * 3.5, deck, ink)
    c.line([(x - w * 0.9, deck - h * 0.05), (x + w * 3.5, deck - h * 0.05)], ink, h * 0.008)
    c.line([(x + w * 0.1, deck), (x + w * 0.75, top), (x + w, deck)], ink, h * 0.018)
    for reach in (-0.8, 1.9, 3.3):
        c.line([(x + w * 0.75, top), (x + w * reach, deck)], ink, h * 0.007)
    c.rect(x - w * 0.7, deck - h * 0.1, x - w * 0.2, deck, ink)
    cab = x + w * 2.1
    c.rect(cab, deck, cab + h * 0.06, deck + h * 0.05, ink)
    c.line([(cab + h * 0.03, deck), (cab + h * 0.03, deck + h * 0.2)], ink, h * 0.006)


def _containers(c: Canvas, x: float, base: float, cols: int, heights: tuple[int, ...],
                colors: tuple,
                size: tuple[float, float]) -> None:
    w, h = size
    for col in range(cols):
        for row in range(heights[col % len(heights)]):
            left, top = x + col * w, base - (row + 1) * h
            color = c.random.choice(colors)
            c.shade(box(left, top, left + w - 3, top + h - 3), color, mix(color, "#131c28", 0.5),
                    "right", 0.6)
            for rib in range(1, 9):
                px = left + rib * w / 9
                c.line([(px, top + 5), (px, top + h - 8)], mix(color, "#131c28", 0.35), 2, 0.7)


def container_port(c: Canvas) -> None:
    c.wash("#e8703a", "#f29b54", "#f7c987", "#fae3b4", bottom=820)
    sun(c, 420, 560, 130, "#fdeecb", "#fbd28a", 3.4)
    cloud_bands(c, 80, 440, "#f7b774", 9, 0.6)
    hills(c, [(690, 16)], "#c98a62", "#c98a62")
    _gantry(c, 980, 800, 560, "#b06f55")
    _gantry(c, 150, 800, 520, "#b06f55")
    _gantry(c, 520, 850, 790, "#1d2b3c")
    colors = ("#1d4e68", "#b5402c", "#e7d9bd", "#26788a", "#d98b2b")
    muted = tuple(mix(color, "#b06f55", 0.55) for color in colors)
    _containers(c, 20, 800, 16, (2, 3, 1, 2, 3, 2, 1), muted, (104, 40))
    hull = [(1010, 700), (1660, 700), (1660, 860), (1060, 860)]
    _containers(c, 1120, 703, 5, (4, 5, 5, 4), muted, (116, 44))
    c.shade(hull, "#1d2b3c", "#0b131d", "down", 0.8)
    c.rect(1048, 820, 1660, 832, "#b5402c")
    c.wash("#33475a", "#1a2836", top=852)
    _containers(c, -60, 985, 5, (4, 3, 3, 2), colors, (186, 78))
    c.rect(0, 985, WIDTH, HEIGHT, "#131c28")
    for at in range(12):
        c.rect(at * 150 - 20, 1024, at * 150 + 60, 1031, "#e7b45c")
    _containers(c, 1130, 990, 3, (1, 2, 2), colors, (186, 78))
    c.spray(box(0, 800, WIDTH, HEIGHT), "#0d141d", "down", 0.4)


def _houses(c: Canvas, x: float, base: float, walls: tuple[str, ...], roof: str, lit: str) -> None:
    while x < WIDTH:
        w = c.random.uniform(95, 140)
        pane = lit if c.random.random() < 0.6 else mix(roof, "#000000", 0.2)
        house(c, x, base, w, c.random.uniform(105, 165), c.random.choice(walls), roof, pane)
        x += w + c.random.uniform(2, 12)


def kestrel_boats(c: Canvas) -> None:
    c.wash("#233a63", "#5a5a86", "#c77f7c", "#f2b27c", bottom=560)
    cloud_bands(c, 120, 380, "#8d6a86", 9, 0.55)
    c.poly(ridge(c, 400, 60), "#4a4a72")
    c.spray(box(0, 330, WIDTH, 560), "#2b3358", "down", 0.7)
    _houses(c, -30, 560, ("#b98a86", "#8f7f96", "#d3a58c", "#6f6a8c"), "#26294a", "#ffd88a")
    c.shade(box(0, 556, WIDTH, 650), "#3a3a5c", "#171b36", "down", 0.9)
    for at in range(17):
        c.rect(at * 100 + 20, 556, at * 100 + 34, 672, "#1b1f3c")
    c.wash("#6d5a7c", "#2c3a63", "#141d3c", top=648)
    for x in range(60, WIDTH, 118):
        reflection(c, x, 656, 74, c.random.uniform(90, 220),
                   mix("#ffd88a", "#2c3a63", c.random.uniform(0.35, 0.75)), 12)
    for _ in range(120):
        streak(c, c.random.uniform(0, WIDTH), c.random.uniform(665, 1060),
               c.random.uniform(50, 220), 5,
               "#7a6c92", 0.35)
    fleet = [(70, 745, 350, "#a93b3a", "#f1dfc2"), (640, 730, 300, "#2f6d79", "#e9cfa6"),
             (1110, 770, 400, "#e3b04f", "#f1dfc2"), (470, 930, 470, "#27365f", "#f1dfc2")]
    for x, water, w, hull, cabin in fleet:
        c.shadow(box(x, water - 5, x + w, water + 60), 16, 0.55, "#0b1128")
        reflection(c, x + w * 0.5, water + 4, w * 0.86, w * 0.24, mix(hull, "#141d3c", 0.5), 6)
        boat(c, x, water, w, hull, cabin, "#151a35")
        halo_disc(c, x + w * 0.34, water - w * 0.97, 6, "#ffdf9a")
    for x in (500, 1060):
        staff(c, x, 560, 170, "#151a35", 6)
        halo_disc(c, x, 392, 9, "#ffdf9a")


def turbine_sea(c: Canvas) -> None:
    c.wash("#3b2f5c", "#8c3f62", "#dd6a4f", "#f6b45a", bottom=700)
    cloud_bands(c, 130, 560, "#a84a62", 11, 0.5)
    sun(c, 800, 640, 210, "#fdd98a", "#f7a04f", 2.6)
    for at in range(4):
        streak(c, 760 + at * 40, 560 + at * 36, 560 - at * 60, 8 + at * 3, "#e0704f", 0.9)
    sea(c, 700, "#e08a52", "#2a2048", "#fde0a0", 800, 330, 300)
    places = [(520, 722, 150), (650, 716, 120), (960, 716, 120), (1075, 722, 150), (1190, 716, 110),
              (400, 716, 110), (1420, 736, 270), (250, 745, 330)]
    for x, base, h in places:
        turbine(c, x, base, h, c.random.uniform(0, 120), "#5a2f54", "#3b2148")
    for x, base, h, turn in ((470, 800, 560, 18), (1170, 830, 690, 47)):
        c.rect(x - h * 0.036, base - h * 0.06, x + h * 0.036, base + 6, "#e3a33f")
        turbine(c, x, base - h * 0.05, h, turn, "#2a1d42", "#160f2a")
        reflection(c, x, base + 8, h * 0.09, h * 0.34, "#241a3c", 10)
    gulls(c, [(760, 330), (850, 290), (690, 400)], 22, "#2a1d42")


def _breaker(c: Canvas, y: float, color: str, foam: str, lift: float, shift: float) -> None:
    """One swell: pointed crests that lean with the wind, edged with foam."""
    length = lift * 8.5
    crest = []
    for x in range(-60, WIDTH + 80, 10):
        turn = (x + shift + 40 * math.sin(x / 410 + shift)) / length
        gust = 0.75 + 0.35 * math.sin(x / 170 + shift)
        height = (1 - abs(math.sin(turn * math.pi))) ** 1.3 * gust
        crest.append((x - height * lift * 0.7, y - height * lift * 1.7))
    floor = [(WIDTH + 200, HEIGHT + 40), (-200, HEIGHT + 40)]
    c.poly([*crest, *floor], foam)
    under = [(x + 4, py + 7 + (y - py) * 0.26 + 3 * math.sin(x / 13)) for x, py in crest]
    c.poly([*under, *floor], color)
    for drop in (0.55, 0.95):
        vein = [(x + 14, py + lift * drop + (y - py) * 0.45) for x, py in crest[::6]]
        c.line(smooth(vein, steps=4), mix(color, foam, 0.35), 3, 0.7)
    low = [(x, min(py, y + 150)) for x, py in [*under, *floor]]
    c.spray(low, mix(color, "#06141c", 0.6), "down", 0.7)


def _burst(c: Canvas, x: float, base: float, reach: float, color: str, tone: str) -> None:
    """Sea thrown up over a wall: rays of foam that shrink into drops, blown to the right."""
    rays = [(c.random.uniform(-1, 1), c.random.uniform(0.62, 1.0)) for _ in range(34)]
    for depth, shade in enumerate((mix(tone, "#1f434d", 0.45), tone, color)):
        for lean, power in rays:
            high = reach * power * (1 - 0.62 * lean * lean) * (1 - 0.13 * depth)
            foot = x + lean * reach * 0.3
            drift = (lean * 0.62 + 0.16) * reach * (1 - 0.1 * depth)
            for step in range(15):
                t = step / 14
                px = foot + (drift - lean * reach * 0.3) * t**1.35 - depth * reach * 0.02
                py = base - high * (1.75 * t - 0.75 * t * t) + depth * reach * 0.03
                r = reach * 0.095 * (1 - t) ** 0.75 * (1 - 0.2 * depth) + 2.5
                c.disc(px + math.sin(step * 2.1 + lean * 9) * r * 0.4, py, r, shade)
    for _ in range(260):
        lean, far = c.random.uniform(-0.9, 1.0), c.random.uniform(0.5, 1.28)
        px = x + (lean * 0.75 + 0.16) * reach * far
        py = base - reach * far * (1.04 - 0.5 * lean * lean)
        c.disc(px, py, c.random.choice((1.5, 2, 2.5, 4, 6)) * (1.5 - far * 0.7), color, 0.85)


def storm_coast(c: Canvas) -> None:
    c.wash("#1f2f3c", "#3d5560", "#8ba39d", bottom=700)
    for at in range(12):
        streak(c, c.random.uniform(0, WIDTH), 40 + at * 38, c.random.uniform(600, 1000),
               74 - at * 4,
               "#182630" if at % 2 else "#536a70", 0.55)
    c.glow(1290, 330, 520, "#f5dfa0", 0.5)
    _breaker(c, 640, "#4a6d72", "#cfdcd4", 26, 0)
    _breaker(c, 710, "#33585f", "#dfe9e0", 34, 50)
    _burst(c, 700, 740, 520, "#f4f4e8", "#a9c2bd")
    tower = [(1240, 690), (1252, 350), (1328, 350), (1340, 690)]
    c.shade(tower, "#f1e7d2", "#8a8f8a", "left", 0.7)
    for top, bottom in ((420, 480), (560, 620)):
        c.shade([(1250 - (top - 350) * 0.03, top), (1330 + (top - 350) * 0.03, top),
                 (1332 + (bottom - 350) * 0.03, bottom), (1248 - (bottom - 350) * 0.03, bottom)],
                "#c2402d", "#6d2320", "left", 0.7)
    c.rect(1238, 338, 1342, 352, "#16222b")
    c.rect(1262, 286, 1318, 338, "#fbe9ae")
    c.poly([(1252, 288), (1290, 248), (1328, 288)], "#c2402d")
    c.glow(1290, 312, 180, "#fff1b8", 0.9)
    wall = [(560, 740), (1660, 670), (1660, 900), (560, 930)]
    c.shade(wall, "#5b5f60", "#20282d", "down", 0.9)
    for row in range(1, 5):
        c.line([(560, 740 + row * 42), (1660, 670 + row * 46)], "#2a3338", 4)
        for col in range(12):
            x = 590 + col * 96 + (row % 2) * 48
            y = 740 - (x - 560) * 0.064 + row * 42
            c.line([(x, y), (x, y - 40)], "#2a3338", 3)
    c.poly([(550, 728), (1660, 656), (1660, 684), (550, 758)], "#8f9692")
    _burst(c, 560, 850, 330, "#f4f4e8", "#c3d5cf")
    _breaker(c, 870, "#1f434d", "#e9f0e6", 46, -40)
    _breaker(c, 975, "#12303b", "#b9cfca", 40, 30)


def _hut(c: Canvas, x: float, base: float, w: float, wall: str, trim: str) -> None:
    h = w * 1.12
    dark = mix(wall, "#20304a", 0.45)
    c.shadow([(x + 10, base), (x + w, base), (x + w + 120, base + 96), (x + 90, base + 96)], 8,
             0.34, "#6b4a3a")
    for px in (0.1, 0.5, 0.86):
        c.rect(x + w * px, base - 12, x + w * (px + 0.06), base + 14, "#6b4a3a")
    body = [(x, base - 8), (x, base - h), (x + w / 2, base - h - w * 0.5), (x + w, base - h),
            (x + w, base - 8)]
    c.shade(body, wall, dark, "right", 0.55)
    for at in range(1, 8):
        px = x + w * at / 8
        c.line([(px, base - 10), (px, base - h - w * 0.5 + abs(px - x - w / 2))], dark, 2, 0.5)
    eave = w * 0.08
    c.line([(x - eave, base - h + eave), (x + w / 2, base - h - w * 0.5),
            (x + w + eave, base - h + eave)],
           trim, w * 0.075)
    c.rect(x + w * 0.26, base - h * 0.74, x + w * 0.74, base - 8, trim)
    c.shade(box(x + w * 0.3, base - h * 0.7, x + w * 0.7, base - 8), dark,
            mix(dark, "#101a30", 0.6), "down", 0.6)
    c.line([(x + w / 2, base - h * 0.7), (x + w / 2, base - 8)], trim, 3)
    c.poly(ring(x + w / 2, base - h - w * 0.12, w * 0.075), trim)
    c.poly([(x + w * 0.22, base - 8), (x + w * 0.78, base - 8), (x + w * 0.84, base + 18),
            (x + w * 0.16, base + 18)],
           trim)


def lowick_beach(c: Canvas) -> None:
    c.wash("#4f9fb8", "#9fd0cf", "#f3ecd0", bottom=640)
    cumulus(c, 420, 260, 520, "#fdf6e3", "#d4e2d8")
    cumulus(c, 1240, 190, 420, "#fdf6e3", "#d4e2d8")
    cumulus(c, 900, 330, 300, "#fdf6e3", "#d4e2d8")
    c.wash("#3f8ea6", "#78b9bb", top=560, bottom=660)
    for _ in range(40):
        streak(c, c.random.uniform(0, WIDTH), c.random.uniform(568, 640),
               c.random.uniform(60, 200), 4, "#e8f3e4", 0.7)
    c.wash("#f2d9a4", "#e2b876", top=650)
    dune = smooth([(-40, 760), (300, 720), (760, 745), (1200, 715), (1660, 750)])
    c.shade([*dune, (1660, 1100), (-40, 1100)], "#f4d79c", "#d09a5c", "down", 0.6)
    walls = ("#d4503c", "#f1e2c0", "#2f7d8f", "#eeb23f", "#e98c7a", "#f1e2c0", "#33507a")
    for at, wall in enumerate(walls):
        trim = "#fffaf0" if wall != "#f1e2c0" else "#d4503c"
        _hut(c, 40 + at * 222, 810, 186, wall, trim)
    staff(c, 1500, 600, 330, "#fffaf0", 6)
    flag(c, 1503, 276, 110, 62, ("#2f6d79", "#f3e6c8", "#e0a63a"), 0.8)
    for _ in range(60):
        x, y = c.random.uniform(0, WIDTH), c.random.uniform(880, 1060)
        streak(c, x, y, c.random.uniform(20, 90), 5, "#c8945a", 0.5)
    for x, color in ((360, "#2f7d8f"), (480, "#d4503c")):
        c.shadow([(x - 20, 980), (x + 120, 980), (x + 200, 1016), (x + 40, 1016)], 7, 0.35,
                 "#6b4a3a")
        c.line([(x, 985), (x + 92, 850)], "#7a5236", 8)
        c.line([(x + 110, 985), (x + 30, 890)], "#7a5236", 8)
        c.blob([(x + 92, 846), (x + 70, 906), (x + 24, 950), (x - 14, 958), (x + 6, 920),
                (x + 52, 880)], color)
    gulls(c, [(640, 430), (720, 400), (1040, 470)], 22, "#fffaf0")
