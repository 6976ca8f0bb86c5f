"""Write the catalogue of families to standard output: ``python -m verify.snapshots > docs/catalogue.md``."""

from __future__ import annotations

import sys

from verify.snapshots.catalogue import page
from verify.snapshots.folder import DATA, read_folder

if __name__ == "__main__":
    sys.stdout.write(page(read_folder(DATA)))
