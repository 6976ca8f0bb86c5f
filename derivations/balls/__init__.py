"""Rigorous numbers: enclosures of expressions at exact points, their second opinion, and certified sums and integrals."""
