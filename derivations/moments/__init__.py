"""Expectations by moment kernels: an integrand becomes a combination of monomials whose expectations have a closed form."""
