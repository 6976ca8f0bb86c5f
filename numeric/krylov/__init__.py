"""Krylov methods on any symmetric linear operator: conjugate gradients, subspaces, the Lanczos process. One method a file."""
