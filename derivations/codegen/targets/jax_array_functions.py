"""Operations along the axes of one element in JAX, whose texts are copied into modules for every size; callees stand last."""

from __future__ import annotations

RUN = '''def run(arguments: tuple[Any, ...]) -> Any:
    """Check and broadcast the arguments, compute every element in the widest floats that are switched on."""
    arrays = [jnp.asarray(argument) for argument in arguments]
    sizes = sizes_of(arrays)
    lead = leading_shape(arrays)
    single = all(array.dtype == jnp.float32 for array in arrays)
    rounding = 64.0 * (1.2e-7 if single or jnp.zeros(()).dtype == jnp.float32 else 2.3e-16)
    cores = [tuple([sizes[size] for size in axes]) for axes in CORES]
    wholes = [widened(jnp.broadcast_to(array, lead + core)) for array, core in zip(arrays, cores, strict=True)]
    flat = [whole.reshape((math.prod(lead), *core)) for whole, core in zip(wholes, cores, strict=True)]
    result = elements(tuple(sizes.items()), rounding, *flat)
    result = result.reshape(lead + result.shape[1:])
    return narrowed(result) if single else result'''
ELEMENTS = '''@functools.partial(jax.jit, static_argnums=(0, 1))
def elements(sizes: tuple[Any, ...], rounding: float, *x: Any) -> Any:
    """All elements along the first axis, compiled once for these shapes."""
    return jax.vmap(lambda *each: element(dict(sizes), rounding, *each))(*x)'''
TOTAL = '''def total(x: Any, axis: int = 0) -> Any:
    """The sum along an axis, pair by pair, so that errors grow with the logarithm of its length."""
    x = jnp.moveaxis(x, axis, 0)
    while len(x) > 1:
        half = len(x) // 2
        x = jnp.concatenate([x[:half] + x[half : 2 * half], x[2 * half :]])
    return x[0]'''
LARGEST = '''def largest(x: Any, axis: int = 0) -> Any:
    """The largest entry along an axis, as a number without a derivative: every formula that reads it holds for any number in its place."""
    return lax.stop_gradient(jnp.max(x, axis=axis))'''
IS_LARGEST = '''def is_largest(x: Any) -> Any:
    """Where the first of the largest entries along the first axis stands."""
    return jnp.argmax(x, axis=0) == jnp.arange(len(x)).reshape((-1, *[1] * (x.ndim - 1)))'''
EXCESS = '''def excess(x: Any, axis: int = 0) -> Any:
    """The sum along an axis without the largest entry, which is one: it counts in derivatives only."""
    x = jnp.moveaxis(x, axis, 0)
    return total(zero_where(is_largest(x), x))'''
OTHERS = '''def others(x: Any, axis: int = 0) -> Any:
    """The sum along an axis without each entry in turn, x not negative: only the largest needs a sum of its own."""
    x = jnp.moveaxis(x, axis, 0)
    here = is_largest(x)
    return jnp.moveaxis(jnp.where(here, total(jnp.where(here, 0.0, x)), total(x) - x), 0, axis)'''
OTHERS_SIGNED = '''def others_signed(x: Any, axis: int = 0) -> Any:
    """The sum along an axis without each entry in turn: what stands before it plus what stands behind."""
    x = jnp.moveaxis(x, axis, 0)
    none = jnp.zeros_like(x[:1])
    before = jnp.concatenate([none, jnp.cumsum(x[:-1], axis=0)])
    behind = jnp.concatenate([jnp.cumsum(x[:0:-1], axis=0)[::-1], none])
    return jnp.moveaxis(before + behind, 0, axis)'''
AT_LARGEST = '''def at_largest(x: Any, key: Any, axis: int = 0) -> Any:
    """The entry along an axis where the key is largest."""
    x, key = (jnp.moveaxis(each, axis, 0) for each in jnp.broadcast_arrays(x, key))
    return jnp.take_along_axis(x, jnp.argmax(key, axis=0)[None], axis=0)[0]'''
PICK = '''def pick(x: Any, place: Any) -> Any:
    """The entry at a place; nan where there is none."""
    known = (place >= 0) & (place < len(x))
    return jnp.where(known, x[jnp.where(known, place, 0).astype(int)], math.nan)'''
INVERSE_DISTRIBUTION = '''def inverse_distribution(x: Any, level: Any) -> Any:
    """How many partial sums stay within that part of the whole: a class, the last one at most."""
    sums = jnp.cumsum(x)
    return jnp.sum(sums[:-1] <= level * sums[-1]).astype(x.dtype)'''
FORWARD = '''def forward(factors: Any, x: Any) -> Any:
    """Solve L y = x, L the multipliers below the diagonal of the factors."""
    return jax.scipy.linalg.solve_triangular(factors, x, lower=True, unit_diagonal=True)'''
BACKWARD = '''def backward(factors: Any, x: Any) -> Any:
    """Solve L^T y = x."""
    return jax.scipy.linalg.solve_triangular(factors, x, trans=1, lower=True, unit_diagonal=True)'''
MIRRORED = '''def mirrored(x: Any, rounding: float) -> Any:
    """Whether a matrix is its transpose, up to rounding against its diagonal."""
    root = jnp.sqrt(jnp.abs(jnp.diagonal(x)))
    return jnp.all(jnp.abs(x - x.T) <= rounding * (jnp.abs(x) + jnp.abs(x.T) + root[:, None] * root))'''
ON_DIAGONAL = '''def on_diagonal(shape: tuple[int, ...], first: int, second: int) -> Any:
    """Where two axes of an array of this shape have equal indices."""
    return lax.broadcasted_iota(int, shape, first) == lax.broadcasted_iota(int, shape, second)'''
ARRAY_HELPERS = {
    "mirrored": MIRRORED, "on_diagonal": ON_DIAGONAL, "excess": EXCESS, "others": OTHERS, "others_signed": OTHERS_SIGNED,
    "at_largest": AT_LARGEST, "largest": LARGEST, "is_largest": IS_LARGEST, "pick": PICK, "inverse_distribution": INVERSE_DISTRIBUTION,
    "forward": FORWARD, "backward": BACKWARD, "total": TOTAL,
}  # fmt: skip
