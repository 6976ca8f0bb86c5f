"""Write the catalogue of losses to standard output: ``python -m derivations.losses > docs/losses.md``."""

from __future__ import annotations

import sys

from derivations.losses.table import page

if __name__ == "__main__":
    sys.stdout.write(page())
