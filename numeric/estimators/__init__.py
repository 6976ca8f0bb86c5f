"""Stochastic estimators on any symmetric linear operator, one a file; each says how sure it is."""
