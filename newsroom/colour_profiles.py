"""ICC profiles of RGB spaces, written from their primaries: nothing to ship, nothing to license."""

import struct
from functools import cache

# CIE 1931 xy of red, green and blue; all of these have the white point D65.
ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
DISPLAY_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_D65 = (0.3127, 0.3290)
# The profile connection space's white (ICC.1:2010 §7.2.16).
_D50 = (0.9642, 1.0, 0.8249)
# Bradford's cone response matrix (ICC.1:2010 Annex E).
_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))


@cache
def adobe_rgb() -> bytes:
    """Adobe RGB (1998): gamma 563/256 (its specification, §4.3.1.2)."""
    return matrix_profile(ADOBE_RGB, 563 / 256)


def matrix_profile(primaries, gamma: float) -> bytes:
    """An ICC profile, version 2.1, of an RGB space with white D65 and a plain gamma."""
    columns = _to_d50(primaries)
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 4) + b"RGB\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"CC0\0",
        b"wtpt": _xyz(_D50),
        **{name: _xyz(column) for name, column in zip(_COLUMNS, columns, strict=True)},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    table, data = struct.pack(">I", len(tags)), b""
    begin = 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", begin + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    head = struct.pack(">I4sI4s4s4s", begin + len(data), b"", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _numbers(_D50)
    return head.ljust(128, b"\0") + table + data


_COLUMNS = (b"rXYZ", b"gXYZ", b"bXYZ")


def _to_d50(primaries) -> list[tuple[float, ...]]:
    """The XYZ of full red, green and blue, adapted from D65 to D50."""
    white = _from_xy(_D65)
    cones = [_times(_BRADFORD, one) for one in (white, _D50)]
    scale = [to / by for by, to in zip(*cones, strict=True)]
    colours = [_from_xy(xy) for xy in primaries]
    amounts = _solved(colours, white)
    adapted = []
    for colour, amount in zip(colours, amounts, strict=True):
        seen = _times(_BRADFORD, [part * amount for part in colour])
        rows = [[row[n] for row in _BRADFORD] for n in range(3)]
        adapted.append(_solved(rows, [part * by for part, by in zip(seen, scale, strict=True)]))
    return adapted


def _from_xy(xy) -> tuple[float, float, float]:
    x, y = xy
    return x / y, 1.0, (1 - x - y) / y


def _times(matrix, vector) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _solved(columns, wanted) -> tuple[float, ...]:
    """The amounts of three columns that add up to a vector (Cramer's rule)."""
    whole = _determinant(columns)
    return tuple(
        _determinant([wanted if n == place else column for n, column in enumerate(columns)]) / whole
        for place in range(3)
    )


def _determinant(m) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[1][0] * (m[0][1] * m[2][2] - m[0][2] * m[2][1])
        + m[2][0] * (m[0][1] * m[1][2] - m[0][2] * m[1][1])
    )


def _xyz(values) -> bytes:
    return b"XYZ " + bytes(4) + _numbers(values)


def _numbers(values) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)
