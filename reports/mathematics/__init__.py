"""Formulas for a page: LaTeX in, native MathML out, built anew from a whitelist so that nothing of an input is markup."""
