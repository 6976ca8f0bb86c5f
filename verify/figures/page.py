"""The page on which the figures stand, and the pictures as files."""

from __future__ import annotations

import re
import textwrap

from reports.figures.plane import render
from verify.figures import Figure, figures

CLAIM = re.compile(r"\bHA?\d*\.\d+[a-z]*(?:-[a-z]+)*")
COLUMNS = 140
HEAD = """# Figures of the essay

Written by `python -m verify.figures`; change the modules of `verify/figures`, not this page. Every number in the pictures of Ho's essay on
natural gradients is computed here by `numeric`, as printed and as corrected. Claims are those of [the ledger](../verify/ledger/ho.md),
decided by `fisherproof report`.
"""


def files() -> dict[str, str]:
    """The texts of the page and of all pictures by their paths below the documentation's folder."""
    drawn = figures()
    pictures = {f"figures/{panel.name}.svg": render(panel.plane) for figure in drawn for panel in figure.panels}
    return {"figures.md": HEAD + "".join(map(_section, drawn)), **pictures}


def named(figure: Figure) -> list[str]:
    """The claims that a caption names, in order, each once.

    Example:
        >>> named(Figure("", [], "bounces (H4.6, H4.8-mixed), see H4.6"))
        ['H4.6', 'H4.8-mixed']
    """
    return list(dict.fromkeys(CLAIM.findall(figure.caption)))


def _section(figure: Figure) -> str:
    """Heading, pictures beside one another where there is room, caption."""
    pictures = "\n".join(f"![{panel.plane.title}. {panel.plane.description}](figures/{panel.name}.svg)" for panel in figure.panels)
    caption = textwrap.fill(" ".join(figure.caption.split()), COLUMNS, break_long_words=False, break_on_hyphens=False)
    return f"\n## {figure.heading}\n\n{pictures}\n\n{caption}\n"
