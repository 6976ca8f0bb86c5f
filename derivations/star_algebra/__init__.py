"""The free *-algebra: matrix expressions whose dimensions are names, in a normal form that decides equality in every dimension."""
