"""A line chart as SVG, made of plain text: no library, readable in a review."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 40, 48
# Told apart without colour too: by dashes and by the name at the end of the line.
STYLES = (("#0b5fad", ""), ("#a3341f", "7 4"), ("#3d6b1f", "2 4"), ("#5b5b66", "10 3 2 3"), ("#7a3d8f", "4 2"))

type Line = Sequence[tuple[float, float]]


def chart(title: str, x_name: str, y_name: str, lines: Mapping[str, Line]) -> str:
    """``lines``: name -> points (x, y). x is logarithmic, y begins at 0."""
    points = [point for line in lines.values() for point in line]
    xs, top = sorted({x for x, _ in points}), nice(max(y for _, y in points))
    low, high = math.log10(xs[0]), math.log10(xs[-1])

    def place(x: float, y: float) -> tuple[float, float]:
        part = (math.log10(x) - low) / ((high - low) or 1)
        return LEFT + part * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM)

    parts = [text(LEFT, 20, title, 'font-weight="600"')]
    for step in range(5):
        _, y = place(xs[0], top * step / 4)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#d5d5dc"/>')
        parts.append(text(LEFT - 8, y + 4, f"{top * step / 4:g}", 'text-anchor="end"'))
    parts += [text(place(x, 0)[0], HEIGHT - BOTTOM + 18, f"{x:g}", 'text-anchor="middle"') for x in xs]
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x_name, 'text-anchor="middle"'))
    parts.append(text(LEFT, 34, y_name, 'fill="#5b5b66"'))
    ends = spread([place(*line[-1])[1] for line in lines.values()])
    for (name, line), (colour, dash), end in zip(lines.items(), STYLES, ends, strict=False):
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*point) for point in line))
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in (place(*p) for p in line)]
        parts.append(text(WIDTH - RIGHT + 8, end + 4, name, f'fill="{colour}"'))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="13">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(words)}</text>'


def nice(most: float) -> float:
    """The next of 1, 2, 4, 8, 10 times a power of ten: quarters of it are short numbers."""
    power = 10 ** math.floor(math.log10(most)) if most > 0 else 1
    return next(step * power for step in (1, 2, 4, 8, 10) if step * power >= most)


def spread(ys: Sequence[float], apart: float = 16) -> list[float]:
    """Names at the ends of lines, moved down until none covers another."""
    moved = list(ys)
    order = sorted(range(len(ys)), key=lambda place: ys[place])
    for before, after in zip(order, order[1:], strict=False):
        moved[after] = max(moved[after], moved[before] + apart)
    return moved
