"""Independent replay: proofs decided again from their certificates alone, in plain Python integers.

Nothing here imports the provers, SymPy or python-flint; a test reads the imports. ``docs/certificates.md`` documents the format.
"""
