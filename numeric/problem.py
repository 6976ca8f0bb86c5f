"""A network, a loss and data: the function of the parameters that is minimised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from numeric.batches import changed, fingerprint, pairs, precision
from numeric.curvature import matrix
from numeric.errors import DeterminismError, DomainError, PrecisionError, ShapeError
from numeric.layers.buffers import Buffers
from numeric.layers.forward import outputs_only, with_ones
from numeric.linearization import Linearization, require_finite
from numeric.losses import named as named_loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from numeric.curvature.operator import Curvature
    from numeric.losses.loss import Loss
    from numeric.network import Network

    Array = NDArray[Any]
    Batch = tuple[Array, Array]  # feature-major inputs with ones, and targets as the loss made them

CHUNK = 4096  # samples that are worked on at a time, when the data are arrays
CACHE_BYTES = 1 << 30


class Problem:
    r"""The loss of a network on data, :math:`h(\theta) = \frac{1}{N} \sum_n L(y_n, f(x_n, \theta))` or the sum itself.

    Args:
        network: the function f.
        loss: a loss or the name of one with default options.
        X: samples ``(N, n_in)``, or, without ``Y``, an iterable of batches ``(X, Y)`` that can be run through again and again in one order.
        Y: targets, one row a sample.
        reduction: ``"mean"`` or ``"sum"`` over **samples** (never over outputs, never a mean of means of batches).
        chunk: how many samples of an array are worked on at a time.
        cache_bytes: how much of the activations a linearisation may keep.

    Raises:
        ShapeError, DomainError, PrecisionError: data that do not fit the network or the loss, that are empty, or that are not finite.
        DeterminismError: batches that cannot be run through twice, or come out differently the second time.

    Example:
        >>> from numeric.network import Network
        >>> problem = Problem(Network([1, 1], ["identity"]), "squared", np.ones((2, 1)), np.zeros((2, 1)), reduction="mean")
        >>> problem.value(np.array([3.0, 1.0])), problem.gradient(np.array([3.0, 1.0]))
        (8.0, array([4., 4.]))
    """

    def __init__(  # noqa: PLR0913 - data and how they are summed belong together
        self,
        network: Network,
        loss: Loss | str,
        X: Array | Iterable[tuple[Array, Array]],
        Y: Array | None = None,
        *,
        reduction: Literal["mean", "sum"] = "mean",
        chunk: int = CHUNK,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        """Check the data, all of it, once; batches are run through twice."""
        if reduction not in {"mean", "sum"}:
            message = f"making a problem: expected reduction 'mean' or 'sum', got {reduction!r}. Say which one is meant."
            raise DomainError(message)
        if chunk < 1:
            message = f"making a problem: expected a positive chunk of samples, got {chunk}. Leave it out."
            raise DomainError(message)
        self.network, self.reduction, self.cache_bytes = network, reduction, cache_bytes
        self.loss = named_loss(loss) if isinstance(loss, str) else loss
        self.loss.check_outputs(network.sizes[-1])
        self._chunk = chunk
        self._batches: list[Batch] | None = None
        self._source: Iterable[tuple[Array, Array]] = []
        self._read(X, Y)
        self.weight = 1 / self.samples if reduction == "mean" else 1.0
        self.buffers = Buffers(self.dtype)
        self._last: Linearization | None = None

    def _read(self, X: Array | Iterable[tuple[Array, Array]], Y: Array | None) -> None:
        if Y is not None:
            inputs = self.network.check_inputs(X)
            self.dtype = precision(inputs)
            self._batches = self._split(inputs, np.asarray(Y))
            self.samples, self.batch_count = len(inputs), len(self._batches)
            return
        if iter(X) is X:
            message = (
                f"reading batches: expected an iterable that can be run through again, got {type(X).__name__}. Give a list of batches."
            )
            raise DeterminismError(message)
        self._source = X
        self.dtype = next((precision(np.asarray(inputs)) for inputs, _ in pairs(self._source)), np.dtype(np.float64))
        self._prints = [fingerprint(batch) for batch in self._convert()]
        self.samples, self.batch_count = sum(count for count, *_ in self._prints), len(self._prints)
        if not self.samples:
            message = "reading batches: expected at least one sample, got none. Give batches (X, Y)."
            raise ShapeError(message)
        for _ in self.batches():  # compares with the first run
            pass

    def _split(self, X: Array, Y: Array) -> list[Batch]:
        """The chunks of data that are arrays."""
        if len(X) != len(Y):
            message = f"reading data: expected as many targets as samples, got {len(X)} samples and {len(Y)} targets. Samples are rows."
            raise ShapeError(message)
        outputs, step = self.network.sizes[-1], self._chunk
        starts = range(0, len(X), step)
        return [(with_ones(X[i : i + step], self.dtype), self.loss.targets(Y[i : i + step], outputs, self.dtype)) for i in starts]

    def _convert(self) -> Iterator[Batch]:
        """The batches of the source, each checked."""
        for X, Y in pairs(self._source):
            inputs = self.network.check_inputs(X)
            if not np.can_cast(precision(inputs), self.dtype):
                message = f"reading a batch: expected {self.dtype} as in the first, got {inputs.dtype}. Convert one of them with `astype`."
                raise PrecisionError(message)
            if len(inputs) != len(Y):
                message = f"reading a batch: expected as many targets as samples, got {len(inputs)} and {len(Y)}. Samples are rows."
                raise ShapeError(message)
            yield with_ones(inputs, self.dtype), self.loss.targets(np.asarray(Y), self.network.sizes[-1], self.dtype)

    def batches(self) -> Iterator[Batch]:
        """Inputs with ones, ``(n_in + 1, N_b)``, and targets of every batch, feature-major.

        Raises:
            DeterminismError: the source gives other batches than it gave at first.
        """
        if self._batches is not None:
            yield from self._batches
            return
        count = 0
        for index, batch in enumerate(self._convert()):
            count = index + 1
            if index >= self.batch_count or fingerprint(batch) != self._prints[index]:
                changed(f"another batch {index}")
            yield batch
        if count != self.batch_count:
            changed(f"{count} batches instead of {self.batch_count}")

    @property
    def batch_samples(self) -> int:
        """The number of samples of the largest batch."""
        if self._batches is not None:
            number: int = max(first.shape[1] for first, _ in self._batches)
            return number
        return max(count for count, *_ in self._prints)

    @property
    def size(self) -> int:
        """The number n of parameters."""
        return self.network.size

    def value(self, theta: Array) -> float:
        """The loss in nats at ``theta``, ``(n,)``; it may be infinite where the loss overflows."""
        theta = self.network.layout.check(theta, self.dtype, "computing the loss")
        blocks, total = self.network.layout.blocks(theta), 0.0
        for first, targets in self.batches():
            outputs = outputs_only(self.network.layers, blocks, first, self.buffers)
            total += float(self.loss.value(outputs, targets).sum(dtype=np.float64))
        return self.weight * total

    def gradient(self, theta: Array, out: Array | None = None) -> Array:
        """The gradient ``(n,)``.

        Raises:
            DomainError: it is not finite.
        """
        result = self.at(theta).gradient
        require_finite(result, "the gradient")
        if out is None:
            return result.copy()
        out[...] = result
        return out

    def at(self, theta: Array) -> Linearization:
        """The problem at fixed parameters; the last one is kept, so asking twice costs nothing."""
        if self._last is None or not np.array_equal(self._last.theta, theta):
            self._last = None  # its activations are given back before new ones are made
            self._last = Linearization(self, theta)
        return self._last

    def curvature(self, name: str, theta: Array, **options: Any) -> Curvature:
        """A matrix of `numeric.curvature` at ``theta`` by its name."""
        return matrix(name)(self.at(theta), **options)

    def hessian(self, theta: Array) -> Curvature:
        """The Hessian at ``theta``."""
        return self.curvature("hessian", theta)

    def generalized_gauss_newton(self, theta: Array) -> Curvature:
        """The generalised Gauss-Newton matrix at ``theta``."""
        return self.curvature("generalized_gauss_newton", theta)

    def fisher(self, theta: Array) -> Curvature:
        """The exact Fisher matrix at ``theta``."""
        return self.curvature("fisher", theta)

    def empirical_fisher(self, theta: Array) -> Curvature:
        """The empirical Fisher matrix at ``theta``."""
        return self.curvature("empirical_fisher", theta)

    def subset(self, indices: Array) -> Problem:
        """The same problem on some of the samples of data given as arrays; a mean is one over those.

        Raises:
            DomainError: the data are batches of unknown size.
        """
        if self._batches is None:
            message = "choosing samples: expected data given as arrays, got an iterable of batches. Join the batches first."
            raise DomainError(message)
        chosen = np.asarray(indices)
        if chosen.ndim != 1 or chosen.dtype.kind not in "iu" or not len(chosen) or chosen.min() < 0 or chosen.max() >= self.samples:
            message = f"choosing samples: expected indices from 0 to {self.samples - 1}, got others or none. Give an array of integers."
            raise DomainError(message)
        X = np.empty((len(chosen), self.network.sizes[0]), self.dtype)
        Y = np.empty((len(chosen), *self._batches[0][1].shape[:-1]), self._batches[0][1].dtype)
        for number, (first, targets) in enumerate(self._batches):
            here = chosen // self._chunk == number
            X[here], Y[here] = first[:-1, chosen[here] % self._chunk].T, targets[..., chosen[here] % self._chunk].T
        return Problem(self.network, self.loss, X, Y, reduction=self.reduction, chunk=self._chunk, cache_bytes=self.cache_bytes)
