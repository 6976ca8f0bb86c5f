"""A process that measures one problem in one precision with some numbers of threads, and prints what it found."""

from __future__ import annotations

import json
import sys

from benchmarks.threads import times

if __name__ == "__main__":
    name, precision, numbers = sys.argv[1:]
    print(json.dumps(times(name, precision, [int(each) for each in numbers.split(",")])))
