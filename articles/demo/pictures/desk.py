"""Still lives for money, papers and figures."""


from .canvas import HEIGHT, WIDTH, Canvas, box, mix, ring, smooth, turned
from .vocabulary import person


def _papers(c: Canvas, x: float, base: float, w: float, count: int) -> float:
    """A leaning stack of papers and folders; returns the height of its top."""
    y = base
    for at in range(count):
        thick = c.random.choice((5, 6, 7, 9, 14))
        shift, wide = c.random.uniform(-16, 16), w * c.random.uniform(0.93, 1.04)
        left = x - wide / 2 + shift
        folder = at % 9 == 5
        color = c.random.choice(("#c9653a", "#2f6d79", "#d9a441")) if folder else c.random.choice(
            ("#f6ecd4", "#efe0c0", "#fbf4e2", "#e6d4b0"))
        high = thick + (7 if folder else 0)
        c.shade(box(left, y - high, left + wide, y), color, "#5a4034", "right", 0.55)
        c.line([(left, y), (left + wide, y)], "#5a4034", 1.4, 0.6)
        if at % 7 == 3:
            tab = left + wide * c.random.uniform(0.1, 0.8)
            c.rect(tab, y - high, tab + 34, y + 10,
                   c.random.choice(("#c9653a", "#d9a441", "#2f6d79")))
        y -= high
    return y


def _desk_lamp(c: Canvas, x: float, base: float) -> None:
    """An angled lamp whose head hangs out to the left."""
    c.shade(smooth([(x - 120, base), (x - 100, base - 26), (x, base - 44), (x + 100, base - 26),
                    (x + 120, base)]), "#1f4a52",
            "#0c1f28", "right", 0.7)
    c.line([(x, base - 36), (x + 90, base - 400), (x - 240, base - 700)], "#1f4a52", 18)
    c.disc(x + 90, base - 400, 22, "#d9a441")
    c.disc(x, base - 36, 16, "#d9a441")
    head = turned([(x - 300, base - 760), (x - 180, base - 760), (x - 120, base - 600),
                   (x - 360, base - 600)], 24,
                  (x - 240, base - 680))
    c.shade(head, "#2f6d75", "#0f2c36", "right", 0.8)


def paper_stack(c: Canvas) -> None:
    c.wash("#122430", "#1c3440", "#16303a")
    c.glow(640, 620, 820, "#f2b45a", 0.5)
    for at in range(6):
        x = 60 + at * 60
        c.line([(x, 90), (x, 500)], "#0e1e28", 6, 0.6)
    c.shade(box(40, 90, 420, 500), "#274a5c", "#0e1e28", "down", 0.8)
    for x in (40, 166, 294, 420):
        c.rect(x - 6, 84, x + 6, 506, "#0e1e28")
    c.rect(40, 290, 420, 302, "#0e1e28")
    c.disc(330, 180, 34, "#f0e2c2")
    c.poly([(840, 300), (1000, 360), (1150, 900), (180, 900)], "#ffe2a0", 0.2)
    c.poly([(870, 310), (980, 350), (980, 900), (330, 900)], "#ffe2a0", 0.16)
    c.shade(box(0, 880, WIDTH, HEIGHT), "#9a5f34", "#3f2018", "down", 0.8)
    c.poly(ring(660, 920, 560, 60), "#f2b45a", 0.45)
    for x, w in ((340, 380), (760, 400), (1120, 300)):
        c.shadow([(x - w / 2, 930), (x + w / 2, 930), (x + w / 2 - 60, 990),
                  (x - w / 2 - 110, 990)], 14, 0.5, "#1f0f0c")
    _papers(c, 1130, 930, 300, 14)
    _papers(c, 330, 940, 360, 34)
    top = _papers(c, 740, 960, 400, 58)
    sheet = turned(box(580, top - 8, 900, top), -3, (740, top))
    c.poly(sheet, "#fffaf0")
    _desk_lamp(c, 1290, 950)
    c.glow(978, 330, 170, "#fff3c4", 0.85)
    c.shade([(180, 1010), (520, 996), (560, 1050), (200, 1070)], "#fbf4e2", "#b89a74", "right", 0.5)
    for at in range(3):
        c.line([(230, 1022 + at * 14), (470 - at * 40, 1014 + at * 13)], "#5a4034", 4, 0.7)
    c.line([(560, 1040), (760, 1012)], "#c9653a", 11)
    c.poly([(760, 1005), (790, 1008), (762, 1018)], "#efe0c0")


def _coins(c: Canvas, x: float, base: float, count: int, r: float, color: str) -> None:
    """A pile of coins seen slightly from above."""
    edge, rim = mix(color, "#4a2410", 0.45), mix(color, "#fff6d0", 0.45)
    high = r * 0.24
    for at in range(count):
        px, y = x + c.random.uniform(-4, 4), base - at * high
        c.poly(ring(px, y, r, r * 0.3), edge)
        c.rect(px - r, y - high, px + r, y, edge)
        for tick in range(9):
            tx = px - r + r * 2 * (tick + 0.5) / 9
            c.line([(tx, y - high + r * 0.2), (tx, y + r * 0.16)], mix(color, "#4a2410", 0.7), 2,
                   0.7)
        c.shade(ring(px, y - high, r, r * 0.3), color, edge, "right", 0.6)
        c.poly(ring(px, y - high, r * 0.76, r * 0.21), rim, 0.55)
    c.line(smooth([(x - r * 0.3, base - count * high), (x, base - count * high - r * 0.1),
                   (x + r * 0.3, base - count * high)]),
           edge, 4)


def _pan(c: Canvas, x: float, y: float, top: float, w: float) -> None:
    for side in (-1, 0, 1):
        c.line([(x, top), (x + side * w, y)], "#2a2f3f", 3.5)
    bowl = [(x - w * 1.08, y), *smooth([(x - w * 0.9, y + 40), (x - w * 0.4, y + 72), (x, y + 80),
                                        (x + w * 0.4, y + 72),
            (x + w * 0.9, y + 40)]), (x + w * 1.08, y)]
    c.shade(bowl, "#d9a441", "#6a3f1c", "right", 0.9)
    c.poly(ring(x, y, w * 1.08, w * 0.17), "#f0cf84")
    c.shade(ring(x, y + 3, w * 0.98, w * 0.13), "#8a5a28", "#5a3418", "right", 0.6)


def coins_scale(c: Canvas) -> None:
    c.wash("#2f7a72", "#256660", "#1c524f")
    c.poly(ring(800, 520, 430, steps=96), "#e9d6a6")
    c.spray(ring(800, 520, 430, steps=96), "#c98f52", "right", 0.6)
    c.shade(box(0, 900, WIDTH, HEIGHT), "#173f40", "#0a2226", "down", 0.7)
    c.rect(0, 900, WIDTH, 910, "#3f8f84")
    c.shadow(ring(850, 985, 330, 30), 12, 0.5, "#06181a")
    ink = "#2a2f3f"
    c.shade([(560, 980), (620, 930), (980, 930), (1040, 980)], ink, "#10131c", "down", 0.7)
    c.shade(smooth([(740, 932), (770, 880), (782, 800), (784, 300), (816, 300), (818, 800),
                    (830, 880), (860, 932)]), ink, "#596078",
            "left", 0.5)
    c.disc(800, 640, 34, ink)
    c.disc(800, 640, 20, "#d9a441")
    angle, hub = 9, (800, 262)
    beam = smooth([(330, 270), (480, 236), (640, 262), (800, 236), (960, 262), (1120, 236),
                   (1270, 270)])
    beam += smooth([(1270, 290), (1120, 266), (960, 290), (800, 280), (640, 290), (480, 266),
                    (330, 290)])
    c.shade(turned(beam, angle, hub), ink, "#596078", "up", 0.5)
    c.poly(turned([(790, 250), (810, 250), (800, 120)], angle, hub), "#c9452f")
    c.disc(*hub, 40, ink)
    c.disc(*hub, 22, "#d9a441")
    (lx, ly), (rx, ry) = turned([(345, 280), (1255, 280)], angle, hub)
    for x, y in ((lx, ly), (rx, ry)):
        c.disc(x, y, 15, "#d9a441")
    _pan(c, lx, ly + 370, ly, 165)
    _pan(c, rx, ry + 370, ry, 165)
    _coins(c, lx, ly + 376, 2, 84, "#f0e2c2")
    for dx, count in ((-62, 4), (66, 6), (0, 9)):
        _coins(c, rx + dx, ry + (376 if dx else 386), count, 66, "#eeb84a")
    for x, base, count, color in ((150, 960, 5, "#eeb84a"), (290, 1000, 3, "#f0e2c2"),
                                  (1440, 985, 2, "#f0e2c2")):
        c.shadow(ring(x + 30, base + 8, 90, 26), 8, 0.5, "#06181a")
        _coins(c, x, base, count, 74, color)


def chart_wall(c: Canvas) -> None:
    c.wash("#f3e4c4", "#e9cfa0")
    c.poly(ring(1130, 330, 250, steps=96), "#f0b95c")
    c.spray(ring(1130, 330, 250, steps=96), "#d9783a", "down", 0.7)
    for at in range(1, 7):
        c.line([(0, at * 150), (WIDTH, at * 150)], "#b8925f", 2, 0.45)
    heights = (250, 330, 290, 420, 380, 520, 610, 470, 560, 400, 690, 630)
    tints = ("#173b4c", "#2a6672", "#1f5060", "#3f8286")
    for at, h in enumerate(heights):
        x, top = -20 + at * 137, HEIGHT - h
        color = "#c9452f" if at == 10 else tints[(at * 3) % 4]
        c.shade(box(x, top, x + 138, HEIGHT), color, mix(color, "#0a1a26", 0.65), "down", 0.85)
        c.rect(x, top, x + 138, top + 10, mix(color, "#fff0cf", 0.55))
    path = [(-30, 640), (49, 590), (186, 470), (323, 560), (460, 400), (597, 470), (734, 300),
            (871, 236), (1008, 350),
            (1145, 250), (1282, 330), (1419, 140), (1640, 60)]
    c.line([(x + 8, y + 16) for x, y in path], "#3a2418", 9, 0.25)
    c.line(path, "#22262f", 9)
    for x, y in path[1:-1]:
        c.disc(x, y, 15, "#22262f")
        c.disc(x, y, 7, "#f6ead0")
    for at, h, coat, stride in ((1, 118, "#c9452f", 0.07), (3, 122, "#e8a23a", 0.08),
                                (6, 126, "#f3e4c4", 0.04)):
        foot = HEIGHT - heights[at]
        person(c, 49 + at * 137, foot, h, coat, "#a8704c", "#1c1618", "#14181f", stride)
