"""A network, a loss and data: the function of the parameters that is minimised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from numeric.batches import Kept, Reader, Streamed, from_iterable, precision, samples_first
from numeric.checks import as_data, require_finite, whole
from numeric.curvature import matrix
from numeric.errors import DomainError, PrecisionError, ShapeError
from numeric.layers.buffers import Buffers
from numeric.layers.forward import outputs_only
from numeric.layers.passes import ORDERS, SAMPLES_FIRST, SAMPLES_LAST
from numeric.layers.threads import in_order
from numeric.linearization import Linearization
from numeric.losses import named as named_loss
from numeric.tuning import faster, require_layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from numeric.batches import Batch
    from numeric.curvature.operator import Curvature
    from numeric.losses.loss import Loss
    from numeric.network import Network

    Array = NDArray[Any]

CHUNK = 4096  # samples that are worked on at a time, when the data are arrays
CACHE_BYTES = 1 << 30


class Problem:
    r"""The loss of a network on data, :math:`h(\theta) = \frac{1}{N} \sum_n L(y_n, f(x_n, \theta))` or the sum itself.

    Args:
        network: the function f.
        loss: a loss or the name of one with default options.
        X: samples ``(N, n_in)``, or, without ``Y``, any iterable of batches ``(X, Y)``. One that can be run through again and again in one
            order (a list, a class with ``__iter__``) is read anew for every pass and holds no memory here. An iterator (a generator,
            ``iter`` of a list) can be read once only: it is, here, and its samples and targets are kept in the problem's precision.
        Y: targets, one row a sample.
        reduction: ``"mean"`` or ``"sum"`` over **samples** (never over outputs, never a mean of means of batches).
        chunk: how many samples of an array are worked on at a time, by all threads together.
        cache_bytes: how much of the activations a linearisation may keep.
        threads: how many threads share a batch at most; a part has so many samples that a product with it takes some milliseconds, since
            smaller ones lose more than they gain (docs/threads.md). Results depend on the number of parts in the last bits, since sums are
            taken part by part, and drawn targets are others; they are the same bit for bit whichever thread is first. Each thread holds
            one more vector of the size of a result. Keep BLAS to one thread then (``OPENBLAS_NUM_THREADS=1``).
        layout: where samples lie in memory: ``"samples last"``; ``"samples first"``, in which gradients and products with one vector take
            less time for some networks and more for others (docs/layout.md), while whatever else is asked for (several columns at a time,
            Kronecker factors, the root of a curvature, structural damping, the Hessian) makes a second set of activations; or
            ``"tuned"``, which measures both on the first batch before anything is computed, by one thread, and takes the second if that
            saves 3 %. Results of the two differ in their last bits, so that with ``"tuned"`` they depend on the machine and on what else
            it does; `layout` tells what was chosen, a subset has the same, and a saved run resumes with it. With samples first
            ``cache_bytes`` are reckoned for both sets. A network whose hidden layers are all linear keeps samples last: a second set of
            activations would be large beside the first, which has no slopes.

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
        threads: int = 1,
        layout: str = SAMPLES_LAST,
    ) -> None:
        """Check the data, all of it, once; batches that can be are run through twice."""
        if reduction not in {"mean", "sum"}:
            message = f"making a problem: expected reduction 'mean' or 'sum', got {reduction!r}. Say which one is meant."
            raise DomainError(message)
        require_layout(layout)
        chunk, threads = whole(chunk, "chunk of samples"), whole(threads, "number of threads")
        self.network, self.reduction, self.cache_bytes, self.threads = network, reduction, cache_bytes, threads
        self.loss = named_loss(loss) if isinstance(loss, str) else loss
        self.loss.check_outputs(network.sizes[-1])
        self._chunk = chunk
        self._data = self._read(X, Y, chunk)
        self.dtype, self.counts = self._data.dtype, self._data.counts
        self.samples, self.batch_count = sum(self.counts), len(self.counts)
        self.weight = 1 / self.samples if reduction == "mean" else 1.0
        self.workspaces = [Buffers(self.dtype) for _ in range(threads)]
        self.buffers = self.workspaces[0]  # of the thread that asks
        self._last: Linearization | None = None
        self._layout = ""  # not chosen yet
        if layout in ORDERS or self._is_linear:
            self.settle(layout)

    def _read(self, X: Array | Iterable[tuple[Array, Array]], Y: Array | None, chunk: int) -> Kept | Streamed:
        """The batches of arrays or of an iterable."""
        if Y is None:
            return from_iterable(self.network, self.loss, X, self.threads)
        inputs = self.network.check_inputs(X)
        return Kept(list(Reader(self.network, self.loss, precision(inputs), self.threads).cut(inputs, as_data(Y, "targets"), chunk)))

    def batches(self) -> Iterator[Batch]:
        """Inputs with ones, ``(n_in + 1, N_b)``, and targets of every batch, feature-major.

        Raises:
            DeterminismError: the source gives other batches than it gave at first.
        """
        turned = self.layout == SAMPLES_FIRST and isinstance(self._data, Streamed)
        return map(samples_first, self._data) if turned else iter(self._data)

    @property
    def layout(self) -> str:
        """Where samples lie in memory, ``"samples last"`` or ``"samples first"``; measured now if it is to be and was not yet."""
        return self._layout or self.settle(faster(self._first_batch))

    def settle(self, layout: str) -> str:
        """Let samples lie so if that is still open and some hidden layer has slopes; where they do."""
        if not self._layout:
            self._layout = SAMPLES_LAST if self._is_linear else layout
            if self._layout == SAMPLES_FIRST and isinstance(self._data, Kept):
                self._data.turn()
        return self._layout

    @property
    def _is_linear(self) -> bool:
        """Whether there are hidden layers, none of which bends."""
        hidden = self.network.layers[:-1]
        return bool(hidden) and all(layer.linear for layer in hidden)

    def _first_batch(self, layout: str) -> Problem:
        """The problem on its first batch, with copies of it."""
        batch = Kept([next(iter(self._data))])
        X, Y = batch.rows(np.arange(*batch.counts))
        return Problem(self.network, self.loss, X, Y, chunk=len(X), layout=layout)

    @property
    def batch_samples(self) -> int:
        """The number of samples of the largest batch."""
        return max(self.counts)

    @property
    def size(self) -> int:
        """The number n of parameters."""
        return self.network.size

    def value(self, theta: Array) -> float:
        """The loss in nats at ``theta``, ``(n,)``; it may be infinite where the loss overflows."""
        theta = self.network.layout.check(theta, self.dtype, "computing the loss")
        blocks = self.network.layout.blocks(theta)

        def loss(index: int, batch: Batch) -> float:
            first, targets = batch
            outputs = outputs_only(self.network.layers, blocks, first, self.workspaces[index % self.threads])
            return float(self.loss.value(outputs, targets).sum(dtype=np.float64))

        return self.weight * sum(in_order(loss, enumerate(self.batches()), self.threads))

    def gradient(self, theta: Array, out: Array | None = None) -> Array:
        """The gradient ``(n,)``, in ``out`` if it is given: an array of that shape that real numbers fit into.

        Raises:
            DomainError: it is not finite.
            ShapeError, PrecisionError: ``out`` does not hold it.
        """
        result = self.at(theta).gradient
        require_finite(result, "the gradient")
        if out is None:
            return result.copy()
        if out.shape != result.shape:
            message = f"writing the gradient: expected an array of shape {result.shape}, got {out.shape}. Make it with `np.empty_like`."
            raise ShapeError(message)
        if not np.can_cast(result.dtype, out.dtype, "same_kind"):
            message = f"writing the gradient: expected an array of {result.dtype}, got {out.dtype}. Make it with `np.empty_like`."
            raise PrecisionError(message)
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
        """The same problem on some of the samples of data that are kept; a mean is one over those.

        Raises:
            DomainError: the data are batches that are run through again and again.
        """
        if isinstance(self._data, Streamed):
            message = "choosing samples: expected data that are kept, got an iterable of batches. Give arrays, or `iter(batches)`."
            raise DomainError(message)
        chosen = np.asarray(indices)
        if chosen.ndim != 1 or chosen.dtype.kind not in "iu" or not len(chosen) or chosen.min() < 0 or chosen.max() >= self.samples:
            message = f"choosing samples: expected indices from 0 to {self.samples - 1}, got others or none. Give an array of integers."
            raise DomainError(message)
        options: dict[str, Any] = {"reduction": self.reduction, "chunk": self._chunk, "cache_bytes": self.cache_bytes}
        return Problem(self.network, self.loss, *self._data.rows(chosen), threads=self.threads, layout=self.layout, **options)
