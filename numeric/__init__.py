"""What is computed fast: NumPy and SciPy. Never imports SymPy, nor any of the three other packages."""
