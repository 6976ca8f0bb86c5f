"""Generated kernels against lambdify, hand-written NumPy, numba, symengine, JAX and memcpy: ``python -m benchmarks.kernels``."""
