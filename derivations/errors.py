"""The tree of errors that fisherproof raises on purpose; anything else that escapes is a defect of the tool."""


class FisherproofError(Exception):
    """Something the caller can mend: read the message, it states the contract and the cure."""


class ShapeError(FisherproofError):
    """Two shapes do not fit together: change one of the two the message names."""


class DomainError(FisherproofError):
    """A value lies outside the set it was declared in: change the value or the declared type."""


class ClaimError(FisherproofError):
    """A claim document is not well formed: go to the stated line and column."""


class DerivationError(FisherproofError):
    """No implemented rule derives the object: give a moment kernel, or accept a numeric verdict."""


class InfiniteError(DerivationError):
    """The quantity is infinite, or may be: restrict the parameters so that it exists."""

    def __init__(self, message: str, *, is_certain: bool = True) -> None:
        """``is_certain``: it is infinite for all parameters of the laws."""
        super().__init__(message)
        self.is_certain = is_certain
