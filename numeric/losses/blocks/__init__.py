"""Symmetric matrices at every sample, ``(n_out, n_out)`` each, never formed: Hessians and Fisher matrices of a loss in its outputs."""
