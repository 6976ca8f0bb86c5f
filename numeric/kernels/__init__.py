"""Generated kernels, one a module, each with one function of its name: written by ``python -m derivations.codegen``, never by hand.

Each is standalone: the text is what ``fisherproof kernel`` writes for the same expression.
"""
