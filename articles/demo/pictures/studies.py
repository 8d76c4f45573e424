"""Scenes of science: benches, ice, sea beds and skies."""

import math

from .canvas import HEIGHT, WIDTH, Canvas, Points, below, box, mix, ring, smooth, turned
from .vocabulary import hills, ridge, stars, streak

GLASS = "#dff0ec"


def _vessel(c: Canvas, outline: Points, level: float, liquid: str) -> None:
    """Glass with liquid up to a level, a highlight and a rim."""
    c.poly(outline, GLASS, 0.4)
    filled = below(outline, level)
    c.shade(filled, liquid, mix(liquid, "#12233c", 0.5), "right", 0.7)
    surface = [x for x, y in filled if y == level]
    middle, half = (min(surface) + max(surface)) / 2, (max(surface) - min(surface)) / 2
    c.oval(middle, level, half, max(4, half * 0.1), mix(liquid, "#ffffff", 0.35))
    c.line([*outline], "#f6fbf4", 4)


def _conical(c: Canvas, x: float, base: float, s: float, level: float, liquid: str) -> None:
    half = [(0.13, -1.0), (0.13, -0.72), (0.48, -0.08), (0.44, 0)]
    outline = [(x - dx * s, base + dy * s) for dx,
               dy in half] + [(x + dx * s, base + dy * s) for dx, dy in half[::-1]]
    _vessel(c, outline, base - s * level, liquid)
    c.line([(x - s * 0.17, base - s), (x + s * 0.17, base - s)], "#f6fbf4", 7)
    c.poly([(x - s * 0.1, base - s * 0.62), (x - s * 0.06, base - s * 0.62),
            (x - s * 0.3, base - s * 0.1),
            (x - s * 0.37, base - s * 0.1)], "#ffffff", 0.45)


def _round_flask(c: Canvas, x: float, base: float, s: float, level: float, liquid: str) -> None:
    body = [(x + math.sin(t) * s * 0.42, base - s * 0.44 - math.cos(t) * s * 0.42)
            for t in (0.32 + (math.tau - 0.64) * k / 40 for k in range(41))]
    outline = [(x + s * 0.11, base - s * 1.2), *body, (x - s * 0.11, base - s * 1.2)]
    _vessel(c, outline, base - s * level, liquid)
    c.line([(x - s * 0.16, base - s * 1.2), (x + s * 0.16, base - s * 1.2)], "#f6fbf4", 7)
    c.blob([(x - s * 0.3, base - s * 0.6), (x - s * 0.2, base - s * 0.74),
            (x - s * 0.22, base - s * 0.58),
            (x - s * 0.28, base - s * 0.4)], "#ffffff", 0.5)


def _tube_rack(c: Canvas, x: float, base: float, liquids: tuple[str, ...]) -> None:
    for at, liquid in enumerate(liquids):
        px = x + 44 + at * 66
        tube = [(px - 18, base - 250), (px - 18, base - 40),
                *smooth([(px - 16, base - 28), (px, base - 14), (px + 16, base - 28)]),
                (px + 18, base - 40), (px + 18, base - 250)]
        _vessel(c, tube, base - 90 - (at * 53 % 90), liquid)
    width = 22 + 66 * len(liquids)
    for y in (base - 180, base - 24):
        c.shade(box(x, y, x + width, y + 26), "#c98a4c", "#7a4a30", "down", 0.6)
    for px in (x, x + width - 18):
        c.shade(box(px, base - 180, px + 18, base), "#b0743c", "#7a4a30", "right", 0.6)


def dunmere_lab(c: Canvas) -> None:
    c.wash("#1f4a5c", "#2d6672", "#3f7f80", bottom=800)
    for x in (120, 470, 820):
        c.shade(box(x, 50, x + 310, 560), "#f2d9a0", "#e09a5c", "down", 0.7)
        c.poly([(x, 560), *smooth([(x, 440), (x + 90, 400), (x + 180, 440), (x + 310, 380)]),
                (x + 310, 560)], "#8fae98")
        for px in (x, x + 155, x + 310):
            c.rect(px - 7, 44, px + 7, 566, "#173846")
        c.rect(x, 300, x + 310, 312, "#173846")
    c.shade(box(1200, 150, 1600, 172), "#c98a4c", "#7a4a30", "down", 0.5)
    c.shade(box(1200, 390, 1600, 412), "#c98a4c", "#7a4a30", "down", 0.5)
    jars = ("#e2694a", "#f2d9a0", "#173846", "#6fb3a4", "#e9b44c")
    for at in range(5):
        for y in (150, 390):
            x = 1220 + at * 76
            h = 78 + (at * 37 + y) % 50
            c.shade(box(x, y - h, x + 54, y), jars[(at + y) % 5], "#12232e", "right", 0.6)
            c.rect(x + 8, y - h * 0.7, x + 46, y - h * 0.3, "#f6efdc")
            c.rect(x + 8, y - h - 14, x + 46, y - h, "#0f2834")
    c.shade(box(0, 800, WIDTH, HEIGHT), "#e9dfc8", "#b39a80", "down", 0.7)
    c.rect(0, 800, WIDTH, 822, "#fbf5e4")
    for x, w in ((180, 340), (560, 260), (900, 360), (1290, 260)):
        c.shadow([(x, 850), (x + w, 850), (x + w + 150, 920), (x + 120, 920)], 12, 0.35, "#3a2a2c")
    c.line([(1150, 860), (1150, 250)], "#0f2834", 14)
    c.shade(box(1050, 846, 1290, 872), "#0f2834", "#26505e", "up", 0.5)
    c.line([(1150, 420), (990, 420)], "#0f2834", 11)
    _round_flask(c, 960, 740, 350, 0.5, "#e2694a")
    c.shade(box(920, 790, 1000, 866), "#173846", "#0a1a24", "right", 0.7)
    c.blob([(940, 790), (946, 764), (960, 742), (974, 764), (980, 790)], "#7fd0e0", 0.85)
    _conical(c, 690, 870, 330, 0.42, "#6fc0a8")
    _conical(c, 1370, 876, 270, 0.5, "#e9b44c")
    _tube_rack(c, 140, 880, ("#e2694a", "#6fc0a8", "#e9b44c", "#4a7fb0", "#e2694a"))
    c.line(smooth([(960, 320), (980, 250), (1080, 240), (1250, 300), (1340, 420), (1370, 606)]),
           "#dff0ec", 9)


def _cells(c: Canvas) -> None:
    """A field of cells, as the lens shows it."""
    for _ in range(26):
        turn, far = c.random.uniform(0, 6.28), 440 * c.random.random() ** 0.5
        x, y = 700 + math.cos(turn) * far * 0.9, 520 + math.sin(turn) * far * 0.9
        r = c.random.uniform(20, 46)
        cell = smooth([(px + c.random.uniform(-4, 4), py) for px, py in ring(x, y, r, r * 0.8, 9)],
                      closed=True)
        c.poly(cell, "#6fbfae", 0.55)
        c.line([*cell, cell[0]], "#bfe3cf", 3)
        c.disc(x + r * 0.15, y, r * 0.28, "#e0603f")


def _tube(c: Canvas, ink: str, tone: str, brass: str) -> None:
    """Eyepiece, tube and three lenses."""
    c.shade(box(715, 120, 825, 500), "#f2e6c8", "#a08a6a", "right", 0.9)
    c.shade(box(728, 60, 812, 124), ink, tone, "right", 0.8)
    c.shade(box(716, 48, 824, 72), tone, ink, "right", 0.6)
    c.rect(715, 170, 825, 188, brass)
    c.rect(715, 440, 825, 458, brass)
    c.shade(box(690, 496, 850, 530), ink, tone, "right", 0.8)
    for x, length, color in ((716, 90, brass), (770, 140, "#f2e6c8"), (824, 90, brass)):
        c.shade([(x - 24, 528), (x + 24, 528), (x + 16, 528 + length), (x - 16, 528 + length)],
                color, "#6a4a2c", "right", 0.7)


def microscope(c: Canvas) -> None:
    c.wash("#efdcb8", "#e6c994")
    c.poly(ring(700, 520, 470, steps=96), "#2a8c8a")
    c.spray(ring(700, 520, 470, steps=96), "#134f58", "right", 0.9)
    _cells(c)
    c.shade(box(0, 900, WIDTH, HEIGHT), "#c98550", "#7d4530", "down", 0.7)
    c.rect(0, 900, WIDTH, 914, "#e3a86c")
    c.shadow([(520, 960), (1150, 960), (1480, 1040), (700, 1040)], 18, 0.5, "#3a1f1a")
    ink, tone, brass = "#1b2a3f", "#0a1220", "#e0a63a"
    c.shade(smooth([(540, 970), (560, 905), (700, 880), (1040, 880), (1120, 910), (1140, 970)]),
            ink, tone, "down", 0.8)
    arm = smooth([(1000, 900), (1090, 780), (1110, 600), (1050, 420), (930, 330), (880, 400),
                  (970, 470), (1010, 600),
                  (990, 740), (900, 880)])
    c.shade(arm, ink, "#3f5a7a", "left", 0.5)
    c.shade(box(600, 706, 1010, 742), ink, tone, "down", 0.7)
    c.shade(box(640, 694, 900, 708), "#dff0ec", "#8fc0bc", "right", 0.6)
    c.rect(740, 690, 800, 700, "#e0603f")
    c.glow(770, 800, 130, "#fff0b8", 0.9)
    c.shade(box(726, 742, 816, 800), tone, ink, "down", 0.6)
    c.poly([(736, 860), (806, 860), (790, 820), (752, 820)], "#f6e0a0")
    _tube(c, ink, tone, brass)
    c.shade(ring(1060, 640, 58), brass, "#8a5a24", "right", 0.8)
    c.poly(ring(1060, 640, 34), ink)
    c.shade(ring(1068, 500, 34), brass, "#8a5a24", "right", 0.8)
    for at in range(4):
        slide = turned(box(1170 + at * 92, 944 + at * 16, 1370 + at * 92, 988 + at * 16),
                       -9 + at * 5, (1300, 960))
        c.shade(slide, "#dff0ec", "#86bcb8", "right", 0.6)
        c.line([slide[3], slide[2]], "#5f9a98", 3)
        c.poly(turned(box(1190 + at * 92, 950 + at * 16, 1236 + at * 92, 982 + at * 16),
                      -9 + at * 5, (1300, 960)),
               ("#e0603f", "#2a8c8a", "#e0a63a", "#7a3f5a")[at])


def _blade(c: Canvas, x: float, base: float, h: float, sway: float, color: str,
           width: float) -> None:
    left, right = [], []
    for step in range(9):
        t = step / 8
        px = x + sway * t * t + math.sin(t * 4 + x / 40) * h * 0.035
        w = width * (1 - t**2.2)
        left.append((px - w, base - h * t))
        right.append((px + w, base - h * t))
    c.poly([*smooth(left, steps=3), *smooth(right, steps=3)[::-1]], color)


def _fish(c: Canvas, x: float, y: float, s: float, color: str, belly: str) -> None:
    body = smooth([(x + s, y), (x + s * 0.4, y - s * 0.34), (x - s * 0.4, y - s * 0.22),
                   (x - s * 0.75, y),
                   (x - s * 0.4, y + s * 0.2), (x + s * 0.4, y + s * 0.3)], closed=True)
    c.shade(body, color, belly, "down", 0.8)
    c.poly([(x - s * 0.65, y), (x - s * 1.15, y - s * 0.36), (x - s * 1.0, y),
            (x - s * 1.15, y + s * 0.36)], color)
    c.disc(x + s * 0.62, y - s * 0.07, s * 0.07, "#0c2a34")


def seagrass(c: Canvas) -> None:
    c.wash("#d3efcf", "#6fc4b4", "#23828c", "#0f4a5e")
    c.glow(620, -60, 900, "#f6fbd8", 0.9)
    for at in range(9):
        x = 180 + at * 120
        lean = (x - 620) * 0.9
        width = c.random.uniform(30, 110)
        ray = [(x, -10), (x + width * 0.4, -10), (x + lean + width * 2.2, 900),
               (x + lean - width * 0.6, 900)]
        c.poly(ray, "#f0fbdc", 0.1)
        c.spray(ray, "#f6fbd8", "up", 0.3)
    for at in range(14):
        streak(c, c.random.uniform(0, WIDTH), 6 + at * 5, c.random.uniform(180, 460), 10,
               "#f6fbe4", 0.6)
    c.poly(ridge(c, 780, 26), "#2c7a80")
    for color, low, high, base, count, width in (("#2f8a80", 150, 320, 850, 120, 6),
        ("#1f6f62", 220, 430, 960, 105, 8)):
        for _ in range(count):
            x = c.random.uniform(-20, WIDTH + 20)
            _blade(c, x, base + 20, c.random.uniform(low, high), c.random.uniform(20, 110), color,
                   width)
    school = [(900, 380), (990, 340), (1050, 410), (1130, 360), (980, 440), (1190, 430),
              (1260, 380), (860, 330)]
    for x, y in school:
        _fish(c, x, y, 34, "#f3d78c", "#d98a4a")
    _fish(c, 420, 560, 74, "#e9724a", "#f6d08c")
    for _ in range(95):
        x = c.random.uniform(-20, WIDTH + 20)
        tint = c.random.choice(("#8fb84e", "#5f9a4c", "#b9cc62", "#3f7f4c"))
        _blade(c, x, HEIGHT + 20, c.random.uniform(260, 620) * (0.65 + 0.45 * abs(x - 760) / 800),
               c.random.uniform(40, 170), tint, 11)
    c.spray(box(0, 820, WIDTH, HEIGHT), "#0a3040", "down", 0.85)
    for _ in range(40):
        x, y = 250 + c.random.gauss(0, 50), c.random.uniform(120, 720)
        c.disc(x, y, c.random.uniform(3, 10), "#e6f8e4", 0.55)


def _ice_front(c: Canvas) -> None:
    """A pale range lit from the left over the broken face of a glacier."""
    crests = [(-60, 420), (140, 250), (300, 350), (520, 110), (730, 330), (860, 260), (1060, 400),
              (1280, 190), (1460, 330),
              (1680, 250)]
    c.shade([*crests, (1680, 640), (-60, 640)], "#b9d6de", "#5f93aa", "down", 0.7)
    for at, (x, y) in enumerate(crests[1:-1], 1):
        if y < crests[at - 1][1] and y < crests[at + 1][1]:
            nx, ny = crests[at + 1]
            c.shade([(x, y), (x + 26, y + 90), (x - 20, y + 150), (x + 30, y + 240),
                     (nx + 10, 560), (nx, ny)], "#3a6a86", "#1c3c58",
                    "right", 0.7)
    face = [(-20, 500)]
    for at in range(41):
        face.append((at * 41, 470 + 26 * math.sin(at * 0.9) + c.random.uniform(-14, 14)))
    c.shade([*face, (1680, 640), (-20, 640)], "#e2f1f2", "#7fb4c6", "down", 0.8)
    for at in range(46):
        x, y = at * 36 + c.random.uniform(-12, 12), c.random.uniform(490, 540)
        c.poly([(x, y), (x + 9, y + 6), (x + 4, 612), (x - 7, 612)], "#4f93ae", 0.55)


def glacier_core(c: Canvas) -> None:
    c.wash("#11243c", "#1c3c58", "#2c5a74", bottom=700)
    c.glow(500, 250, 800, "#5f9ab0", 0.7)
    _ice_front(c)
    c.shade(box(0, 610, WIDTH, HEIGHT), "#c9d3d0", "#6f8a96", "down", 0.8)
    c.rect(0, 606, WIDTH, 620, "#eef4f0")
    angle, about = -7, (800, 800)
    c.shadow(turned(box(110, 930, 1530, 1010), angle, about), 24, 0.5, "#0f2234")
    c.shade(turned(box(80, 690, 1520, 960), angle, about), "#8fa0a6", "#3f5563", "down", 0.8)
    c.shade(turned(box(110, 716, 1490, 934), angle, about), "#41586a", "#22384a", "up", 0.7)
    for left, right in ((130, 560), (580, 1000), (1020, 1470)):
        core = turned(box(left, 730, right, 920), angle, about)
        c.shade(core, "#c4e4ec", "#5fa3bd", "down", 0.85)
        x = left + 12.0
        while x < right - 24:
            w = c.random.uniform(4, 26)
            tint = c.random.choice(("#eefafa", "#8fc6d8", "#a9d8e4", "#5fa3bd", "#e0f2f4"))
            c.poly(turned([(x, 730), (x + w, 730), (x + w + 9, 825), (x + w, 920), (x, 920),
                           (x + 9, 825)], angle, about), tint, 0.55)
            x += w + c.random.uniform(10, 44)
        for _ in range(26):
            px, py = turned([(c.random.uniform(left + 16, right - 16),
                              c.random.uniform(750, 900))], angle, about)[0]
            c.disc(px, py, c.random.uniform(2, 5), "#f6ffff", 0.7)
        c.poly(turned(box(left + 6, 744, right - 6, 764), angle, about), "#ffffff", 0.65)
        c.poly(turned(ring(left, 825, 20, 95), angle, about), "#e6f6f8")
        c.poly(turned(ring(right, 825, 20, 95), angle, about), "#8cc3d4")
    band = turned(box(706, 730, 722, 920), angle, about)
    c.poly(band, "#3a3a44", 0.75)
    for at in range(29):
        mark = turned([(120 + at * 48, 944), (120 + at * 48, 956 if at % 5 else 930)], angle, about)
        c.line(mark, "#f6d98a" if at % 5 == 0 else "#eef4f0", 4)
    flag = turned(box(690, 640, 830, 700), angle, about)
    c.shade(flag, "#f2a23c", "#b8602c", "right", 0.5)
    c.line(turned([(714, 640), (714, 735)], angle, about), "#f2a23c", 6)
    for at in range(2):
        c.poly(turned(box(706, 656 + at * 18, 812 - at * 40, 662 + at * 18), angle, about),
               "#3a2a30")


def night_sky(c: Canvas) -> None:
    c.wash("#0b1030", "#182560", "#3a3f80", "#8a5a86", bottom=880)
    for at in range(15):
        t = at / 14
        x, y = 260 + 1130 * t, 744 - 690 * t
        c.glow(x, y, 270, "#8f8ac4", 0.13)
        c.glow(x + c.random.uniform(-20, 20), y, 130, "#e3cfe0", 0.16)
    for _ in range(900):
        t = c.random.random()
        x, y = 300 + 1050 * t + c.random.gauss(0, 90), 720 - 640 * t + c.random.gauss(0, 90)
        c.disc(x, y, c.random.choice((0.8, 1, 1.3)), "#f3ecdc", c.random.uniform(0.3, 0.9))
    stars(c, 860, 380, "#f6f1e0")
    for x, y in ((220, 160), (1320, 420), (560, 90), (1450, 130), (980, 560)):
        c.glow(x, y, 34, "#f6f1e0", 0.9)
        c.line([(x - 15, y), (x + 15, y)], "#fffaf0", 1.6)
        c.line([(x, y - 15), (x, y + 15)], "#fffaf0", 1.6)
    c.line([(1180, 230), (1420, 300)], "#fffaf0", 2, 0.7)
    hills(c, [(830, 60), (890, 40)], "#4a3a70", "#2a2450")
    c.glow(520, 690, 420, "#f0a860", 0.35)
    c.shade(box(360, 690, 680, 920), "#6a6296", "#1f1c44", "right", 0.95)
    c.rect(346, 676, 694, 700, "#8c84b4")
    dome = [(520 + math.cos(t) * 164,
             680 - math.sin(t) * 172) for t in (math.pi * k / 40 for k in range(41))]
    c.shade(dome, "#a49cc8", "#2a2658", "right", 0.95)
    slit = smooth([(548, 680), (566, 590), (596, 530), (628, 560), (640, 620), (636, 680)])
    c.poly(slit, "#12143a")
    c.glow(592, 640, 120, "#ffc77a", 0.85)
    tube = turned(box(570, 470, 612, 680), 32, (592, 650))
    c.shade(tube, "#e6def0", "#5a5284", "right", 0.8)
    c.poly(turned(box(562, 462, 620, 486), 32, (592, 650)), "#2a2658")
    c.shade(box(488, 800, 552, 920), "#ffca7c", "#c9803f", "down", 0.5)
    ground = smooth([(-20, 930), (300, 905), (760, 900), (1180, 960), (1660, 930)])
    c.shade([*ground, (1660, 1090), (-20, 1090)], "#15163a", "#070818", "down", 0.8)
    c.poly([(488, 916), (552, 916), (640, 1000), (470, 1000)], "#ffca7c", 0.22)
    for x, h in ((1120, 150), (1180, 200), (1250, 170), (1320, 240), (1410, 190), (1490, 260),
                 (1560, 200)):
        for tier in range(4):
            y, w = 960 - h + tier * h * 0.2, h * (0.1 + tier * 0.045)
            c.poly([(x, y), (x + w, y + h * 0.42), (x - w, y + h * 0.42)], "#0a0b22")
