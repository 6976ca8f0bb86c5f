"""Long lists of names in generated text, a few names a line."""

from __future__ import annotations

PIECE = 16  # names a line
UNPACKED = 24  # rows a line


def pieces(names: list[str], length: int = PIECE) -> list[tuple[list[str], str]]:
    """Names a few a line, each line with the slice that it stands for."""
    if len(names) <= length:
        return [(names, "")] if names else []
    return [(names[start : start + length], f"[{start or ''}:{start + length}]") for start in range(0, len(names), length)]


def unpacked(piece: list[str]) -> str:
    """The text that names are assigned to together."""
    return f"({piece[0]},)" if len(piece) == 1 else ", ".join(piece)


def unpacked_rows(prefix: str, count: int) -> list[str]:
    """Lines that give the rows of an array their names."""
    lines = []
    for start in range(0, count, UNPACKED):
        names = [f"{prefix}{index}" for index in range(start, min(count, start + UNPACKED))]
        lines.append(f"    {unpacked(names)} = {prefix}[{start or ''}:{start + len(names)}]")
    return lines
