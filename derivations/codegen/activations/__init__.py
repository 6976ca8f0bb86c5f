"""Functions of one array for the training core: value, slope and second derivative of an activation, each by itself.

The kernels of the catalogue compute all three at once, in float64, to a few units of each. Training needs one of them, in the precision of
the data, to a few units of one or of the value, in as few passes over memory as possible, and where it can from the value that it keeps
anyway. So forms are proposed (:mod:`forms`), proved equal to the derivation and measured (:mod:`choice`), and the cheapest is written
(:mod:`writing`) into a module (:mod:`module`).
"""

from derivations.codegen.activations.module import activation_source

__all__ = ["activation_source"]
