"""A process that measures one problem in one precision and prints what it found."""

from __future__ import annotations

import json
import sys

from benchmarks.layout import ratios

if __name__ == "__main__":
    print(json.dumps(ratios(*sys.argv[1:])))
