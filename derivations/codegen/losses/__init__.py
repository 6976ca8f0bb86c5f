"""Functions of losses for the training core: values, gradients and curvatures in the outputs, samples last.

The kernels of the catalogue compute single samples in float64, to a few units of each entry. Training needs arrays of outputs
``(n_out, N)``, in the precision of the data, in as few passes over memory as possible. So forms are proposed (:mod:`rewrites`, and beside
the declarations of losses that are no sum over outputs: :mod:`classes`, :mod:`simplex`, :mod:`halves`, :mod:`quadratic`, :mod:`ordered`),
proved equal to the derivation (:mod:`proving`), measured (:mod:`measuring`), and the cheapest that is right (:mod:`choice`) is written
(:mod:`writing`) into a module (:mod:`module`).
"""

from derivations.codegen.losses.module import loss_source

__all__ = ["loss_source"]
