"""How every figure begins: its size, title and description for readers of any kind, and two sets of colours."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def opening(identifier: str, size: tuple[int, int], words: tuple[str, str], light: str, dark: str) -> list[str]:
    """Return the first lines of an SVG element.

    Args:
        identifier: its class, which begins the ids inside.
        size: width and height in pixels.
        words: title and description.
        light: style rules.
        dark: those that replace them on a dark screen; paper stays light.

    """
    box = f'viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}"'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{identifier}" {box} role="img" aria-labelledby="{identifier}-t {identifier}-d">',
        f'<title id="{identifier}-t">{escape(words[0])}</title>',
        f'<desc id="{identifier}-d">{escape(words[1])}</desc>',
        f"<style>{light}@media screen and (prefers-color-scheme:dark){{{dark}}}</style>",
    ]


def line_colors(identifier: str, colors: Sequence[str]) -> str:
    """Return the rules that give each line its colour."""
    return "".join(f".{identifier} .c{index}{{color:{color}}}" for index, color in enumerate(colors))
