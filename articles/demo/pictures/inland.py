"""Scenes of moor, mill, street and railway."""


from .canvas import HEIGHT, WIDTH, Canvas, box, mix, smooth
from .vocabulary import (
    block,
    cloud_bands,
    cumulus,
    gulls,
    halo_disc,
    hills,
    person,
    poplar,
    reflection,
    stars,
    streak,
    sun,
    turbine,
    windows,
)


def highmoor_turbines(c: Canvas) -> None:
    c.wash("#8fb7b9", "#c9d8c4", "#f4e3b6", bottom=640)
    cumulus(c, 300, 260, 460, "#f8efd6", "#c3d0bd")
    cumulus(c, 1290, 330, 620, "#f8efd6", "#c3d0bd")
    cumulus(c, 860, 160, 300, "#f8efd6", "#c3d0bd")
    hills(c, [(560, 50)], "#a9b8a6", "#a9b8a6")
    for x, base, h in ((120, 560, 190), (230, 545, 180), (700, 560, 170), (820, 566, 190),
                       (1480, 560, 200)):
        turbine(c, x, base, h, c.random.uniform(0, 120), "#eceadb", "#9fb0a8")
    hills(c, [(640, 60)], "#8f9a72", "#8f9a72")
    for x, base, h, turn in ((1130, 650, 360, 22), (1330, 660, 400, 70), (60, 660, 330, 100)):
        turbine(c, x, base, h, turn, "#f6f1e0", "#a5b0a4")
    hills(c, [(730, 50), (830, 46), (930, 30)], "#8a7f4e", "#5c3f52", "#d3a75f")
    turbine(c, 470, 860, 690, 40, "#fbf6e6", "#9aa69d")
    path = smooth([(760, 1090), (820, 980), (700, 900), (620, 850), (520, 858), (460, 852)])
    path += smooth([(490, 868), (570, 872), (640, 880), (740, 930), (770, 990), (560, 1090)])
    c.shade(path, "#e3c88f", "#a5794f", "down", 0.5)
    for _ in range(420):
        x, y = c.random.uniform(0, WIDTH), c.random.uniform(920, 1066)
        r = 3 + (y - 920) / 22
        c.line([(x, y), (x + c.random.uniform(-r, r), y - r * 3)],
               c.random.choice(("#7d4a68", "#a4628a", "#4a3648")), 3)
    for x, y in ((1010, 838), (1060, 850), (1094, 834), (960, 852), (1210, 870), (1250, 862)):
        c.oval(x, y, 16, 10, "#f6f1e0")
        c.disc(x + 15, y - 4, 5, "#3a2f38")
    gulls(c, [(900, 420), (960, 390)], 20, "#4a4a50")


def _pylon(c: Canvas, x: float, base: float, h: float, ink: str, width: float) -> list:
    """A lattice tower; returns the places the wires hang from."""
    half = h * 0.14
    waist, top = base - h * 0.55, base - h
    for side in (-1, 1):
        c.line([(x + side * half, base), (x + side * h * 0.035, waist),
                (x + side * h * 0.018, top)], ink, width)
    for at in range(5):
        a, b = at / 5, (at + 1) / 5
        wa, wb = half + (h * 0.035 - half) * a, half + (h * 0.035 - half) * b
        ya, yb = base - h * 0.55 * a, base - h * 0.55 * b
        c.line([(x - wa, ya), (x + wb, yb)], ink, width * 0.55)
        c.line([(x + wa, ya), (x - wb, yb)], ink, width * 0.55)
    ends = []
    for up, arm in ((0.6, 0.2), (0.76, 0.25), (0.9, 0.17)):
        y = base - h * up
        for side in (-1, 1):
            c.poly([(x, y - h * 0.045), (x, y), (x + side * h * arm, y)], ink)
            c.line([(x + side * h * arm, y), (x + side * h * arm, y + h * 0.05)], ink, width * 0.7)
            ends.append((x + side * h * arm, y + h * 0.05))
    c.line([(x, top + h * 0.02), (x, top - h * 0.03)], ink, width)
    return ends


def _wires(c: Canvas, start: list, end: list, ink: str) -> None:
    for (x0, y0), (x1, y1) in zip(start, end, strict=True):
        sag = abs(x1 - x0) * 0.09
        middle = ((x0 + x1) / 2, (y0 + y1) / 2 + sag)
        c.line(smooth([(x0, y0), middle, (x1, y1)], steps=10), ink, 2.4)


def substation(c: Canvas) -> None:
    c.wash("#24365c", "#5b5580", "#c4736a", "#f0a35e", bottom=800)
    stars(c, 240, 30, "#e9e4d8")
    cloud_bands(c, 180, 620, "#7b5a7c", 11, 0.5)
    sun(c, 1130, 690, 66, "#fde0a0", "#f9b56a", 5)
    hills(c, [(740, 30), (790, 22)], "#7a5472", "#4a3a60")
    ink = "#161b34"
    far = _pylon(c, 1330, 800, 240, "#4a3654", 4)
    mid = _pylon(c, 1000, 830, 430, "#2c2848", 6)
    near = _pylon(c, 420, 930, 830, ink, 11)
    _wires(c, mid, far, "#3a3052")
    _wires(c, near, mid, "#1f2140")
    _wires(c, [(x - 900, y - 190) for x, y in near], near, ink)
    c.poly([*smooth([(-20, 880), (400, 900), (900, 850), (1660, 870)]), (1660, 1090), (-20, 1090)],
           ink)
    c.spray(box(0, 850, WIDTH, HEIGHT), "#3a3460", "left", 0.4)
    for at in range(5):
        x = 860 + at * 142
        c.shade(box(x, 810, x + 84, 930), "#262b4c", "#0e1226", "right", 0.8)
        for fin in range(6):
            c.line([(x + 10 + fin * 13, 826), (x + 10 + fin * 13, 920)], "#3f4470", 3)
        for leg in (18, 42, 66):
            for bead in range(4):
                c.oval(x + leg, 800 - bead * 13, 8, 5, "#4a4f7c")
            c.line([(x + leg, 760), (x + leg, 735)], "#3f4470", 3)
        c.line([(x - 40, 735), (x + 124, 735)], "#3f4470", 4)
    for x in (846, 1560):
        c.line([(x, 930), (x, 720)], "#3f4470", 7)
    for at in range(28):
        x = 760 + at * 32
        c.line([(x, 900), (x, 985)], "#0b0f22", 4)
    for y in (905, 940, 975):
        c.line([(745, y), (WIDTH, y)], "#0b0f22", 3)
    halo_disc(c, 1208, 780, 8, "#ffdf9a")
    halo_disc(c, 924, 780, 8, "#ffdf9a")


def _mill_block(c: Canvas) -> None:
    """The long brick front under a saw-tooth roof."""
    block(c, 380, 760, 760, 380, "#b9583a", "#5f2a2a", "right")
    for at in range(5):
        x = 380 + at * 152
        c.poly([(x, 380), (x + 62, 320), (x + 152, 380)], "#6d3a36")
        c.poly([(x, 380), (x + 62, 320), (x + 62, 380)], "#8fb0a8")
    c.rect(372, 374, 1148, 392, "#e0b070")
    for row in range(4):
        c.rect(380, 468 + row * 88, 1140, 472 + row * 88, "#8a3c30")
        for col in range(12):
            x, y = 404 + col * 61, 410 + row * 88
            lit = c.random.random() < 0.12
            c.poly([(x, y + 52), (x, y + 10), *smooth([(x + 4, y + 4), (x + 18, y - 4),
                                                       (x + 32, y + 4)]), (x + 36, y + 10),
                    (x + 36, y + 52)], "#f3d58a" if lit else "#35404a")
            c.line([(x + 18, y), (x + 18, y + 52)], "#b9583a", 3)
            c.line([(x, y + 26), (x + 36, y + 26)], "#b9583a", 3)


def alderwick_mill(c: Canvas) -> None:
    c.wash("#a9bcb2", "#d8d6b4", "#f3e2ae", bottom=720)
    cumulus(c, 1200, 300, 480, "#f6eed4", "#cfd2b4")
    cumulus(c, 160, 380, 420, "#f6eed4", "#cfd2b4")
    hills(c, [(640, 50), (690, 30)], "#a3b08a", "#7f9468")
    chimney = [(1140, 740), (1156, 120), (1214, 120), (1234, 740)]
    c.shade(chimney, "#a8492f", "#4f2227", "right", 0.95)
    c.rect(1146, 112, 1224, 136, "#7d3328")
    c.rect(1150, 166, 1220, 178, "#d99a5c")
    _mill_block(c)
    block(c, 1220, 760, 300, 170, "#a04a34", "#4f2227", "right")
    c.poly([(1206, 592), (1370, 520), (1534, 592)], "#5a3a40")
    windows(c, (1240, 610, 1500, 720), 5, 1, "#35404a", "#f3d58a", 0.3)
    c.shade(box(-10, 752, WIDTH + 10, 800), "#8a7a5c", "#4f4434", "down", 0.8)
    for x, h in ((60, 300), (130, 360), (205, 320), (290, 260), (1560, 280)):
        poplar(c, x, 772, h, "#5f7f4c", "#2c4a3c")
    c.wash("#b9b98c", "#6f8f80", "#2f5258", top=796)
    for x, w, tint in ((760, 700, "#8f5a3e"), (1185, 76, "#8a3f30"), (170, 250, "#3f6048")):
        reflection(c, x, 800, w, 250, tint, 15)
    for _ in range(90):
        y = c.random.uniform(805, 1060)
        streak(c, c.random.uniform(0, WIDTH), y, 60 + (y - 800) * 0.7, 3 + (y - 800) / 45,
               "#e9dfae", 0.4)
    bank = smooth([(-30, 960), (160, 950), (380, 1000), (560, 1090)])
    c.shade([*bank, (-30, 1090)], "#5f7f4c", "#24403a", "down", 0.8)
    for _ in range(90):
        x = c.random.uniform(0, 470)
        y = 965 + max(0, x - 160) * 0.24
        c.line([(x, y + 20), (x + c.random.uniform(-12, 18), y - c.random.uniform(20, 90))],
               "#2f5a44", 3)


def _terrace(c: Canvas, x: float, base: float, w: float, wall: str, lit: bool) -> None:
    """One house of the row: bay, door, sash windows, chimney."""
    tone = mix(wall, "#0d1530", 0.55)
    roof = mix("#1c2547", wall, 0.12)
    c.shade(box(x, base - 520, x + w, base), wall, tone, "down", 0.7)
    for row in range(24):
        for _ in range(4):
            px = x + c.random.uniform(0, w - 30)
            c.rect(px, base - 510 + row * 21, px + 22, base - 502 + row * 21, tone, 0.45)
    c.shade([(x, base - 520), (x, base - 640), (x + w, base - 640), (x + w, base - 520)], roof,
            "#0d1530", "up", 0.6)
    for row in range(5):
        c.line([(x, base - 630 + row * 24), (x + w, base - 630 + row * 24)], "#0d1530", 2, 0.5)
    c.shade(box(x + w - 70, base - 730, x + w - 6, base - 600), wall, tone, "right", 0.8)
    for pot in (0, 22, 44):
        c.rect(x + w - 66 + pot, base - 760, x + w - 52 + pot, base - 728, "#7a4a4a")
    pale, pane = mix(wall, "#cfd6e4", 0.5), "#182244"
    for px in (0.14, 0.6):
        left = x + w * px
        c.rect(left - 8, base - 490, left + w * 0.28, base - 340, pale)
        c.shade(box(left, base - 482, left + w * 0.28 - 8, base - 350), pane, "#33457a", "up", 0.5)
        c.rect(left, base - 420, left + w * 0.28 - 8, base - 414, pale)
    c.rect(x + 14, base - 286, x + w * 0.56, base - 70, pale)
    c.shade(box(x + 24, base - 262, x + w * 0.56 - 10, base - 96), "#f0b45a" if lit else pane,
            "#b8652f" if lit else "#33457a", "up", 0.5)
    for at in (0.22, 0.38):
        c.rect(x + w * at, base - 262, x + w * at + 6, base - 96, pale)
    door = x + w * 0.68
    c.rect(door - 12, base - 280, door + w * 0.24 + 12, base, pale)
    color = "#f6a72c" if lit else mix(wall, "#101a3a", 0.6)
    c.shade(box(door, base - 230, door + w * 0.24, base - 6), color, mix(color, "#5a1f10", 0.5),
            "down", 0.5)
    c.rect(door, base - 270, door + w * 0.24, base - 238, "#ffe4a0" if lit else pane)
    for dy in (0, 104):
        c.rect(door + 12, base - 214 + dy, door + w * 0.24 - 12, base - 126 + dy,
               mix(color, "#5a1f10", 0.3))
    c.disc(door + w * 0.24 - 14, base - 116, 5, "#ffe9b8")


def terraced_street(c: Canvas) -> None:
    c.wash("#1d2a56", "#4a5688", "#a98aa0", bottom=500)
    stars(c, 160, 40, "#e9e4ec")
    sun(c, 190, 110, 40, "#f3e8d2", "#b9a9c0", 5)
    walls = ("#4a5a8c", "#5b6796", "#435284", "#546291", "#4a5a8c")
    base = 880
    for at in range(-1, 5):
        _terrace(c, -60 + at * 352 + 20, base, 352, walls[at % 5], at == 2)
    c.wash("#2c3763", "#1c2547", top=base, bottom=965)
    c.wash("#141b38", "#0d1228", top=965)
    c.rect(0, 960, WIDTH, 972, "#57659a")
    door = -60 + 2 * 352 + 20 + 352 * 0.68
    c.glow(door + 42, 760, 420, "#ffb648", 0.55)
    c.poly([(door, base), (door + 84, base), (door + 190, 1067), (door - 160, 1067)], "#f6a72c",
           0.35)
    c.spray([(door, base), (door + 84, base), (door + 190, 1067), (door - 160, 1067)], "#ffdf95",
            "up", 0.7)
    for at in range(24):
        c.line([(at * 70, base), (at * 70 - 30, 960)], "#0d1228", 2, 0.4)
    c.line([(1420, 965), (1420, 470)], "#0b1024", 12)
    c.poly([(1390, 470), (1450, 470), (1438, 420), (1402, 420)], "#ffdf9a")
    c.poly([(1394, 420), (1420, 392), (1446, 420)], "#0b1024")
    c.glow(1420, 446, 260, "#ffd98a", 0.6)
    c.shadow([(520, 950), (590, 950), (420, 1030), (330, 1030)], 8, 0.5, "#05070f")
    person(c, 560, 956, 250, "#22305a", "#c58b62", "#0d1228", "#0d1228", 0.06)


def _frame(c: Canvas, x: float, base: float, bays: int, floors: int, size: tuple[float, float],
           clad: int) -> None:
    """A concrete frame, brick-clad up to a floor."""
    w, h = size
    for floor in range(floors):
        y = base - floor * h
        c.shade(box(x, y - h, x + bays * w, y), "#6f8f98", "#2f4454", "right", 0.7)
        for bay in range(bays):
            left = x + bay * w
            if floor < clad:
                c.shade(box(left, y - h, left + w, y), "#c2603f", "#7a332c", "right", 0.5)
                c.rect(left + w * 0.2, y - h * 0.74, left + w * 0.8, y - h * 0.2, "#f2e2bd")
                c.rect(left + w * 0.25, y - h * 0.7, left + w * 0.75, y - h * 0.24, "#35566a")
            elif c.random.random() < 0.25:
                c.shade(box(left, y - h, left + w, y), "#eeb84e", "#b8772c", "down", 0.5)
        c.shade(box(x - 12, y - h - 9, x + bays * w + 12, y - h + 9), "#e0dac8", "#948f86",
                "right", 0.7)
    for bay in range(bays + 1):
        left = x + bay * w
        c.shade(box(left - 8, base - floors * h - (50 if bay % 2 else 34), left + 8,
                    base - clad * h), "#cfc8b6", "#7d7b78",
                "right", 0.8)


def _tower_crane(c: Canvas, x: float, base: float, top: float, jib: float, ink: str) -> None:
    for side in (-16, 16):
        c.line([(x + side, base), (x + side, top)], ink, 6)
    steps = int((base - top) / 40)
    for at in range(steps):
        side = 16 if at % 2 else -16
        c.line([(x - side, base - at * 40), (x + side, base - (at + 1) * 40)], ink, 4)
    c.shade(box(x - 30, top - 10, x + 36, top + 46), ink, mix(ink, "#000000", 0.4), "right", 0.7)
    for y in (top - 14, top - 50):
        c.line([(x - jib * 0.32, y if y > top - 20 else y + 14),
                (x + jib, y if y > top - 20 else y + 26)], ink, 5)
    for at in range(-8, 26):
        left = x + at * jib / 26
        c.line([(left, top - 14), (left + jib / 52, top - 36)], ink, 3)
        c.line([(left + jib / 52, top - 36), (left + jib / 26, top - 14)], ink, 3)
    c.line([(x, top), (x, top - 130)], ink, 9)
    c.line([(x - jib * 0.3, top - 40), (x, top - 128), (x + jib * 0.72, top - 30)], ink, 3)
    c.rect(x - jib * 0.33, top - 14, x - jib * 0.2, top + 46, mix(ink, "#000000", 0.25))
    c.line([(x + jib * 0.62, top - 14), (x + jib * 0.62, top + 190)], ink, 3)
    c.shade(box(x + jib * 0.62 - 66, top + 206, x + jib * 0.62 + 66, top + 226), "#c2603f",
            "#7a332c", "right", 0.6)
    c.line([(x + jib * 0.62 - 60, top + 206), (x + jib * 0.62, top + 186),
            (x + jib * 0.62 + 60, top + 206)], ink, 3)


def crane_housing(c: Canvas) -> None:
    c.wash("#6fa8b8", "#b5d3cc", "#f2e6c4", bottom=932)
    cumulus(c, 330, 260, 460, "#fbf5e4", "#cfdcd0")
    cumulus(c, 1330, 420, 420, "#fbf5e4", "#cfdcd0")
    for x, w, h in ((0, 140, 230), (130, 110, 290), (1330, 130, 260), (1450, 170, 210),
                    (620, 120, 240)):
        block(c, x, 900, w, h, "#a9c3c0", "#86a5a8", "down")
    _frame(c, 120, 930, 5, 5, (96, 112), 2)
    _frame(c, 860, 930, 6, 6, (104, 108), 3)
    _tower_crane(c, 720, 960, 190, 700, "#d9502f")
    for at in range(8):
        x = 845 + at * 94
        c.line([(x, 930), (x, 560)], "#5a4a40", 3)
    for at in range(4):
        c.line([(845, 610 + at * 92), (1503, 610 + at * 92)], "#5a4a40", 3)
    c.wash("#b98f5c", "#7a5638", top=926)
    c.spray(box(0, 926, WIDTH, HEIGHT), "#4a3226", "down", 0.5)
    for at in range(9):
        x = -20 + at * 190
        c.shade(box(x, 950, x + 178, 1030), "#2f5a70", "#1a3444", "down", 0.6)
        c.rect(x, 976, x + 178, 990, "#f2e6c4")
    for x, foot, coat in ((650, 940, "#eeb84e"), (800, 944, "#d9502f")):
        person(c, x, foot, 104, coat, "#a86f4c", "#fbf0d0", "#26303a", 0.05)
        c.blob([(x - 8, foot - 98), (x - 6, foot - 106), (x, foot - 109), (x + 6, foot - 106),
                (x + 8, foot - 98)], "#fbf0d0")
    gulls(c, [(500, 140), (560, 110)], 20, "#35566a")
