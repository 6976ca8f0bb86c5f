"""What is true on paper: symbolic derivations (SymPy, python-flint, mpmath). Imports neither `numeric`, `reports` nor `verify`."""
