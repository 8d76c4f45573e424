"""The drawing vocabulary the scenes share: skies, land, sea, buildings, people, weather."""

import math

from .canvas import HEIGHT, WIDTH, Canvas, Points, box, mix, ring, smooth, turned

# sky and weather


def sun(c: Canvas, x: float, y: float, r: float, color: str, halo: str, reach: float = 4) -> None:
    """A flat disc in a soft halo; serves for the moon too."""
    c.glow(x, y, r * reach, halo, 0.75)
    c.disc(x, y, r, color)


def streak(c: Canvas, x: float, y: float, w: float, h: float, color: str, alpha: float = 1) -> None:
    """A horizontal lens, as of flat cloud or light on water."""
    upper = [(x - w / 2, y), (x - w * 0.22, y - h * 0.5), (x + w * 0.18, y - h * 0.42)]
    lower = [(x + w / 2, y), (x + w * 0.2, y + h * 0.36), (x - w * 0.2, y + h * 0.5)]
    c.poly(smooth(upper + lower, closed=True, steps=5), color, alpha)


def cloud_bands(
    c: Canvas, top: float, bottom: float, color: str, count: int = 9, alpha: float = 0.6
) -> None:
    """Flat stratus clouds, longer and thinner toward the horizon."""
    for at in range(count):
        depth = at / max(1, count - 1)
        y = top + (bottom - top) * depth
        width = c.random.uniform(320, 760)
        height = 30 * (1 - depth) + 10
        streak(c, c.random.uniform(0, WIDTH), y, width, height, color, alpha)


def cumulus(c: Canvas, x: float, y: float, w: float, color: str, tone: str) -> None:
    """A flat-bottomed heap cloud."""
    bumps = [(-0.5, 0), (-0.42, -0.1), (-0.26, -0.16), (-0.12, -0.3), (0.08, -0.31), (0.2, -0.19)]
    bumps += [(0.36, -0.15), (0.47, -0.06), (0.5, 0), (0.2, 0.03), (-0.2, 0.03)]
    shape = smooth([(x + dx * w, y + dy * w) for dx, dy in bumps], closed=True)
    c.shade(shape, color, tone, "down", 0.6)


def stars(c: Canvas, bottom: float, count: int, color: str) -> None:
    for _ in range(count):
        x, y = c.random.uniform(0, WIDTH), bottom * c.random.random() ** 1.3
        c.disc(x, y, c.random.choice((0.8, 1, 1.2, 1.6, 2.4)), color, c.random.uniform(0.4, 1))


def rain(c: Canvas, count: int, color: str, alpha: float = 0.35, lean: float = -0.18) -> None:
    for _ in range(count):
        x, y = c.random.uniform(-50, WIDTH + 50), c.random.uniform(-50, HEIGHT)
        length = c.random.uniform(22, 70)
        c.line([(x, y), (x + length * lean, y + length)], color, 1.3, alpha)


def snow(c: Canvas, count: int, color: str) -> None:
    for _ in range(count):
        x, y = c.random.uniform(0, WIDTH), c.random.uniform(0, HEIGHT)
        c.disc(x, y, c.random.choice((1.5, 2, 2.6, 4)), color, c.random.uniform(0.5, 0.95))


def gulls(c: Canvas, places: Points, span: float, color: str) -> None:
    for x, y in places:
        size = span * c.random.uniform(0.7, 1.2)
        wings = [(x - size, y - size * 0.28), (x - size * 0.4, y - size * 0.34), (x, y)]
        wings += [(x + size * 0.45, y - size * 0.4), (x + size, y - size * 0.2)]
        wings += [(x + size * 0.42, y - size * 0.24), (x, y + size * 0.12)]
        c.poly([*wings, (x - size * 0.4, y - size * 0.2)], color)


def beam(c: Canvas, x: float, y: float, targets: Points, color: str, alpha: float) -> None:
    """A cone of light from a lamp to two points on the ground, in soft layers."""
    (ax, ay), (bx, by) = targets
    for inset in (0, 0.12, 0.24):
        near = (ax + (bx - ax) * inset, ay)
        far = (bx - (bx - ax) * inset, by)
        c.poly([(x - 4, y), (x + 4, y), far, near], color, alpha / 3)


# land and sea


def ridge(c: Canvas, y: float, swell: float, rough: float = 1, step: int = 20) -> list:
    """The outline of rolling land, closed along the foot of the sheet."""
    parts = [(c.random.uniform(0, 6.3), c.random.uniform(0.7, 1.3) * k * rough) for k in (2, 5, 11)]
    line = []
    for x in range(-step, WIDTH + 2 * step, step):
        turn = x / WIDTH * math.pi
        lift = sum(
            math.sin(turn * rate + phase) / (1 + 1.4 * at)
            for at, (phase, rate) in enumerate(parts)
        )
        line.append((x, y - swell * lift))
    return [*line, (WIDTH + 40, HEIGHT + 40), (-40, HEIGHT + 40)]


def hills(
    c: Canvas, levels: list[tuple[float, float]], far: str, near: str, glow: str | None = None
) -> None:
    """Layers of land from far to near, each (y, swell)."""
    for at, (y, swell) in enumerate(levels):
        color = mix(far, near, at / max(1, len(levels) - 1))
        shape = ridge(c, y, swell, 1 + at * 0.15)
        c.poly(shape, color)
        low = [(px, min(py, y + swell + 160)) for px, py in shape]
        c.spray(low, glow or mix(color, far, 0.6), "down", 0.5)


def sea(
    c: Canvas, y: float, far: str, near: str, light: str, glint: float = 800, spread: float = 500,
    count: int = 150, bottom: float = HEIGHT,
) -> None:
    """Water from the horizon down, with strokes of light gathered around `glint`."""
    c.wash(far, near, top=y, bottom=bottom)
    for _ in range(count):
        depth = c.random.random() ** 1.5
        at = y + 4 + (bottom - y) * depth
        x = c.random.gauss(glint, spread * (0.35 + 0.65 * depth))
        width = (26 + 170 * depth) * c.random.uniform(0.5, 1.3)
        away = min(1.0, abs(x - glint) / (spread * 1.6))
        streak(c, x, at, width, 2 + 9 * depth, mix(light, near, 0.25 + 0.7 * away))


def tree(c: Canvas, x: float, base: float, h: float, leaf: str, trunk: str) -> None:
    c.poly(box(x - h * 0.025, base - h * 0.4, x + h * 0.025, base), trunk)
    crown = [(0, -1), (0.2, -0.86), (0.27, -0.6), (0.2, -0.36), (0, -0.28), (-0.2, -0.36)]
    crown += [(-0.27, -0.6), (-0.2, -0.86)]
    shape = smooth([(x + dx * h, base + dy * h) for dx, dy in crown], closed=True)
    c.shade(shape, leaf, mix(leaf, trunk, 0.7), "right", 0.7)


def poplar(c: Canvas, x: float, base: float, h: float, leaf: str, tone: str) -> None:
    shape = [(0, -1), (0.09, -0.6), (0.1, -0.25), (0.04, 0), (-0.04, 0), (-0.1, -0.25)]
    points = [(x + dx * h, base + dy * h) for dx, dy in [*shape, (-0.09, -0.6)]]
    c.shade(smooth(points, closed=True), leaf, tone, "right", 0.8)


# built things


def windows(
    c: Canvas, area: tuple[float, float, float, float], cols: int, rows: int, dark: str,
    lit: str, chance: float = 0.3,
) -> None:
    """A regular grid of panes, some of them lit."""
    x0, y0, x1, y1 = area
    step_x, step_y = (x1 - x0) / cols, (y1 - y0) / rows
    for row in range(rows):
        for col in range(cols):
            x, y = x0 + col * step_x, y0 + row * step_y
            color = lit if c.random.random() < chance else dark
            c.rect(x + step_x * 0.22, y + step_y * 0.2, x + step_x * 0.78, y + step_y * 0.8, color)


def block(
    c: Canvas, x: float, base: float, w: float, h: float, wall: str, tone: str,
    toward: str = "down",
) -> None:
    """A plain building mass."""
    c.shade(box(x, base - h, x + w, base), wall, tone, toward, 0.6)


def house(
    c: Canvas, x: float, base: float, w: float, h: float, wall: str, roof: str, pane: str
) -> None:
    """A gabled house seen from the front."""
    c.shade(box(x, base - h, x + w, base), wall, mix(wall, roof, 0.5), "right", 0.6)
    peak = base - h - w * 0.42
    c.poly([(x - w * 0.06, base - h), (x + w / 2, peak), (x + w * 1.06, base - h)], roof)
    c.rect(x + w * 0.74, peak - h * 0.02, x + w * 0.86, base - h - w * 0.1, roof)
    for at in (0.2, 0.6):
        c.rect(x + w * at, base - h * 0.78, x + w * (at + 0.2), base - h * 0.45, pane)


def turbine(
    c: Canvas, x: float, base: float, h: float, angle: float, color: str, tone: str,
    reach: float = 0.52,
) -> None:
    """A wind turbine whose tower is h tall."""
    top = base - h
    tower = [(x - h * 0.010, top), (x + h * 0.010, top), (x + h * 0.022, base),
             (x - h * 0.022, base)]
    c.shade(tower, color, tone, "right", 0.8)
    for turn in (0, 120, 240):
        length = h * reach
        blade = [(x - h * 0.012, top), (x - h * 0.026, top - length * 0.22), (x, top - length)]
        blade += [(x + h * 0.008, top - length * 0.2), (x + h * 0.010, top)]
        c.poly(turned(blade, angle + turn, (x, top)), color)
    c.disc(x, top, h * 0.024, color)
    c.disc(x, top, h * 0.012, tone)


def flag(
    c: Canvas, x: float, y: float, w: float, h: float, stripes: tuple[str, ...], phase: float = 0
) -> None:
    """A flag of horizontal stripes flying to the right of its staff."""
    steps = 14
    for at, color in enumerate(stripes):
        upper, lower = [], []
        for step in range(steps + 1):
            t = step / steps
            wave = math.sin(t * 5.5 - phase) * h * 0.13 * t ** 0.7 + t * h * 0.08
            upper.append((x + w * t, y + h * at / len(stripes) + wave))
            lower.append((x + w * t, y + h * (at + 1) / len(stripes) + wave))
        c.poly([*upper, *lower[::-1]], color)
    for step in range(steps):
        t = step / steps
        slope = math.cos(t * 5.5 - phase)
        if slope > 0.2:
            lift = math.sin(t * 5.5 - phase) * h * 0.13 * t**0.7 + t * h * 0.08
            c.rect(x + w * t, y + lift, x + w * (t + 1 / steps), y + h + lift, "#000000",
                   slope * 0.16)


def staff(c: Canvas, x: float, base: float, h: float, color: str, width: float = 5) -> None:
    c.rect(x - width / 2, base - h, x + width / 2, base, color)
    c.disc(x, base - h, width * 0.9, color)


def ferry(c: Canvas, x: float, water: float, w: float, hull: str, band: str, tone: str) -> None:
    """A car ferry broadside, bow to the right, standing on its waterline."""
    u = w / 100
    decks = [(14, 16, 76, 8), (18, 23, 70, 7), (24, 29, 60, 6)]
    for left, up, length, high in decks:
        area = box(x + left * u, water - (up + high) * u, x + (left + length) * u, water - up * u)
        c.shade(area, hull, tone, "right", 0.55)
        y = water - (up + high * 0.62) * u
        for pane in range(int(length / 2.6)):
            px = x + (left + 2 + pane * 2.5) * u
            c.rect(px, y, px + 1.5 * u, y + 2 * u, band)
        c.rect(x + left * u - u, area[0][1] - 0.8 * u, x + (left + length + 1) * u, area[0][1],
               hull)
    c.shade([(x + 66 * u, water - 42 * u), (x + 81 * u, water - 42 * u),
             (x + 85 * u, water - 34 * u),
             (x + 64 * u, water - 34 * u)], hull, tone, "down", 0.5)
    c.rect(x + 68 * u, water - 40.4 * u, x + 81.6 * u, water - 37.6 * u, band)
    funnel = [(x + 34 * u, water - 47 * u), (x + 45 * u, water - 47 * u),
              (x + 47 * u, water - 34 * u),
              (x + 33 * u, water - 34 * u)]
    c.poly(funnel, band)
    c.rect(x + 33.6 * u, water - 43 * u, x + 45.8 * u, water - 39.6 * u, hull)
    c.line([(x + 72 * u, water - 42 * u), (x + 72 * u, water - 54 * u)], hull, 0.7 * u)
    shape = [(x, water - 17 * u), (x + 104 * u, water - 17 * u), (x + 101 * u, water - 9 * u),
             (x + 93 * u, water), (x + 3 * u, water)]
    c.shade(shape, hull, tone, "down", 0.75)
    c.poly([(x + 1.4 * u, water - 5.5 * u), (x + 98.6 * u, water - 5.5 * u), (x + 93 * u, water),
            (x + 3 * u, water)], band)


def boat(c: Canvas, x: float, water: float, w: float, hull: str, cabin: str, dark: str) -> None:
    """A small fishing boat broadside, bow to the right."""
    u = w / 100
    c.line([(x + 34 * u, water - 24 * u), (x + 34 * u, water - 100 * u)], dark, 1.6 * u)
    c.line([(x + 34 * u, water - 96 * u), (x + 98 * u, water - 31 * u)], dark, 0.6 * u)
    c.line([(x + 34 * u, water - 96 * u), (x + 4 * u, water - 27 * u)], dark, 0.6 * u)
    c.line([(x + 34 * u, water - 44 * u), (x + 8 * u, water - 70 * u)], dark, 1.3 * u)
    wheel = [(x + 44 * u, water - 62 * u), (x + 68 * u, water - 62 * u),
             (x + 71 * u, water - 25 * u),
             (x + 42 * u, water - 25 * u)]
    c.shade(wheel, cabin, mix(cabin, dark, 0.6), "right", 0.7)
    c.rect(x + 41 * u, water - 65 * u, x + 72 * u, water - 61 * u, dark)
    for at in (47, 55, 63):
        c.rect(x + at * u, water - 56 * u, x + (at + 5.5) * u, water - 45 * u, dark)
    top = smooth([(x, water - 27 * u), (x + 40 * u, water - 23 * u), (x + 75 * u, water - 26 * u),
                  (x + 106 * u, water - 38 * u)])
    body = [*top, (x + 98 * u, water - 14 * u), (x + 90 * u, water), (x + 6 * u, water)]
    c.shade(body, hull, mix(hull, dark, 0.8), "down", 0.8)
    c.line([(px, py + 3.5 * u) for px, py in top], cabin, 2 * u)


# people


def person(
    c: Canvas, x: float, foot: float, h: float, coat: str, skin: str, hair: str, legs: str,
    stride: float = 0.06, lean: float = 0.0,
) -> None:
    """A standing or walking figure in a long coat, h tall."""

    def at(dx: float, up: float) -> tuple[float, float]:
        return x + (dx + lean * up) * h, foot - up * h

    for side in (-1, 1):
        knee = side * (0.03 + stride * 0.55)
        ankle = side * (0.03 + stride)
        c.line([at(side * 0.035, 0.46), at(knee, 0.24), at(ankle, 0.015)], legs, h * 0.062)
        c.poly([at(ankle - 0.03, 0.03), at(ankle + 0.05, 0.02), at(ankle + 0.055, 0),
                at(ankle - 0.03, 0)],
               legs)
    c.poly(box(*at(-0.026, 0.9), *at(0.026, 0.8)), mix(skin, legs, 0.25))
    body = [at(-0.035, 0.855), at(-0.115, 0.81), at(-0.135, 0.66), at(-0.115, 0.5),
            at(-0.135, 0.34)]
    body += [at(0, 0.325), at(0.135, 0.34), at(0.115, 0.5), at(0.135, 0.66), at(0.115, 0.81)]
    shape = smooth([*body, at(0.035, 0.855)], closed=True, steps=5)
    c.shade(shape, coat, mix(coat, legs, 0.65), "right", 0.75)
    c.line([at(0.085, 0.76), at(0.1, 0.6), at(0.09, 0.46)], mix(coat, legs, 0.5), h * 0.012)
    c.oval(*at(0, 0.925), h * 0.052, h * 0.064, skin)
    crown = [at(-0.058, 0.92), at(-0.05, 0.975), at(0, 1.0), at(0.05, 0.975), at(0.058, 0.92)]
    c.blob([*crown, at(0.03, 0.955), at(-0.035, 0.95)], hair)


def back_view(
    c: Canvas, x: float, y: float, w: float, coat: str, hair: str, skin: str | None = None
) -> None:
    """Head and shoulders from behind; y is where the sheet of the body ends."""
    neck = skin or mix(coat, hair, 0.5)
    c.poly(box(x - w * 0.11, y - w * 1.0, x + w * 0.11, y - w * 0.7), neck)
    body = [(x - w * 0.52, y), (x - w * 0.5, y - w * 0.5), (x - w * 0.4, y - w * 0.7)]
    body += [(x - w * 0.12, y - w * 0.83), (x + w * 0.12, y - w * 0.83), (x + w * 0.4, y - w * 0.7)]
    body += [(x + w * 0.5, y - w * 0.5), (x + w * 0.52, y)]
    shape = [*smooth(body), (x - w * 0.52, y)]
    c.shade(shape, coat, mix(coat, "#0b0b12", 0.5), "down", 0.6)
    c.oval(x, y - w * 1.1, w * 0.21, w * 0.26, hair)


def reflection(c: Canvas, x: float, y: float, w: float, h: float, color: str,
               count: int = 9) -> None:
    """A broken upright reflection on water, thinning as it falls."""
    for at in range(count):
        t = (at + 0.5) / count
        width = w * (1 - 0.45 * t) * c.random.uniform(0.5, 1.2)
        streak(c, x + c.random.uniform(-0.2, 0.2) * w, y + h * t, width, h / count * 0.36, color)


def halo_disc(c: Canvas, x: float, y: float, r: float, color: str) -> None:
    """A small lamp: a bright point in its own glow."""
    c.glow(x, y, r * 7, color, 0.55)
    c.poly(ring(x, y, r, steps=24), mix(color, "#ffffff", 0.5))
