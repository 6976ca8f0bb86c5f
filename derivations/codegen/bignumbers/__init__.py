"""Binary floating-point numbers of any precision and range in plain Python, for the elements on which a fast kernel lost digits.

A number is a pair of integers (m, e) for m 2^e; zero is (0, 0), and (0, e) a number of which is known only that it is at most 2^e in size:
what is left where too much cancels, which does no harm beside a far larger number. Where it does, a ``FloatingPointError`` asks for more
bits. Functions take the precision in bits last and return at least so many
correct ones, relative to the value, where their arguments have them; exponents have no bounds: nothing overflows or underflows. A pole, a
logarithm of no positive number or a root of a negative one is an ``ArithmeticError``. A file holds functions ``big_*`` and their tables
``BIG_*``, whose texts are copied into standalone modules.
"""

from __future__ import annotations

from derivations.codegen.library import Library

BIGNUMBERS = Library(__name__, __path__, "arithmetic of any precision")
