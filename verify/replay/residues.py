"""Identity testing of a program at random points modulo random 61-bit primes, for what is too large to multiply out."""

from __future__ import annotations

import secrets
from fractions import Fraction
from math import log2
from typing import TYPE_CHECKING

from verify.replay.refusal import Refused

if TYPE_CHECKING:
    from verify.replay.certificate import Certificate, Operation

BITS = 61
PRIMES_LOG2 = 53  # there are more than 2^53 primes of 61 bits
TARGET = -100.0
ATTEMPTS = 60
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)  # decide primality below 3.3e24


def random_prime() -> int:
    """A random prime between 2^60 and 2^61."""
    while True:
        candidate = secrets.randbits(BITS) | 1 << (BITS - 1) | 1
        if is_prime(candidate):
            return candidate


def is_prime(number: int) -> bool:
    """Miller and Rabin's test with the bases that leave no exception below 3.3e24.

    >>> is_prime(2**61 - 1), is_prime(2**59 - 1)
    (True, False)
    """
    if number in _WITNESSES or any(number % small == 0 for small in _WITNESSES):
        return number in _WITNESSES
    odd = (number - 1) // ((number - 1) & -(number - 1))
    return all(_passes(number, base, odd) for base in _WITNESSES)


def _passes(number: int, base: int, odd: int) -> bool:
    power = pow(base, odd, number)
    if power in (1, number - 1):
        return True
    while odd < number - 1:
        power, odd = power * power % number, odd * 2
        if power == number - 1:
            return True
    return False


def confirm(certificate: Certificate) -> float:
    """Confirm at random points that everything claimed to be zero is; the binary logarithm of the error bound.

    Raises:
        Refused: it is not; or there are relations, for which no bound is known; or no point is found.
    """
    if certificate.relations:
        raise Refused("too large to multiply out, and with relations identity testing has no error bound here")
    gain, error = log_error(certificate), 0.0
    for _ in range(ATTEMPTS):
        if error <= TARGET:
            return error
        prime = random_prime()
        try:
            values = evaluate(certificate.program, prime)
        except ZeroDivisionError:
            continue
        if any(values[node] for node in certificate.zero):
            raise Refused("not zero modulo a prime")
        error += gain
    raise Refused("no error bound was reached")


def evaluate(program: list[Operation], prime: int) -> list[int]:
    """The program at a random point; raises ZeroDivisionError where it is undefined."""
    atoms: dict[int, int] = {}
    values: list[int] = []
    for kind, *content in program:
        if kind == "rational":
            number = Fraction(content[0])
            value = number.numerator * _inverse(number.denominator, prime)
        elif kind == "atom":
            value = atoms.setdefault(content[0], secrets.randbelow(prime))
        elif kind == "power":
            base, exponent = values[content[0]], content[1]
            value = pow(base if exponent > 0 else _inverse(base, prime), abs(exponent), prime)
        elif kind == "sum":
            value = sum(values[node] for node in content)
        else:
            value = 1
            for node in content:
                value = value * values[node] % prime
        values.append(value % prime)
    return values


def _inverse(value: int, prime: int) -> int:
    if value % prime == 0:
        raise ZeroDivisionError
    return pow(value, -1, prime)


def log_error(certificate: Certificate) -> float:
    """The binary logarithm of the probability that one trial overlooks an element that is not zero (Schwartz, Zippel)."""
    bounds: list[tuple[int, int, float]] = []  # degrees of numerator and denominator, log2 of the sum of absolute coefficients
    for kind, *content in certificate.program:
        bounds.append(_bound(kind, content, bounds))
    above = max(bounds[node][0] for node in certificate.zero)
    below = sum(bound[1] for bound in bounds)
    height = max(bounds[node][2] for node in certificate.zero)
    point = (above + 1) / max(2 ** (BITS - 1) - below, 1)
    return min(log2(point + height / (BITS - 1) / 2**PRIMES_LOG2), 0.0)


def _bound(kind: str, content: Operation, bounds: list[tuple[int, int, float]]) -> tuple[int, int, float]:
    if kind == "atom":
        return 1, 0, 1.0
    if kind == "rational":
        number = Fraction(content[0])
        return 0, 0, float(max(number.numerator.bit_length(), number.denominator.bit_length()))
    if kind == "power":
        above, below, height = bounds[content[0]]
        count = abs(content[1])
        return (above * count, below * count, height * count) if content[1] > 0 else (below * count, above * count, height * count)
    parts = [bounds[node] for node in content]
    below, height = sum(part[1] for part in parts), sum(part[2] for part in parts) + log2(len(parts))
    above = sum(part[0] for part in parts) if kind == "product" else max(part[0] + below - part[1] for part in parts)
    return above, below, height
