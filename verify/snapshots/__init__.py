"""Semantic snapshots: every derived object kept as data, and compared by meaning.

`work` derives and compares in worker processes, `folder` reads and writes the data, `session` runs the whole, `catalogue` is the page.
"""
