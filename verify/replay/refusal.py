"""Why a certificate is not accepted."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - names the answer, not a failure of the checker
    """The certificate does not show what it claims: malformed, a relation outside the schemas, or an element that is not zero."""


class TooLarge(Exception):  # noqa: N818 - names the state of the computation
    """The exact expansion is beyond the budget; identity testing modulo primes takes over where it has an error bound."""
