"""Operations along one axis in C for LANES elements side by side; numbers of an axis stand ``step`` apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# GCC 12 for AVX-512 unrolls such loops, puts the parts together again, and takes the mask of another comparison (seen: sums without the
# wrong class), unless it is told to make vectors of the loop itself, or not to unroll it.
LANE_MACRO = """#if defined(VECTORISED)
#define BESIDE EACH
#elif defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 8
#define BESIDE _Pragma("GCC unroll 1")
#else
#define BESIDE
#endif"""
LOOP = "BESIDE for (size_t l = 0; l < LANES; l++)"
LANE_HELPERS: Mapping[str, str] = {name: text.replace("LANE_LOOP", LOOP) for name, text in {
    "total_lanes": """/* Sums, pair by pair. */
static void total_lanes(size_t n, const double *x, size_t step, double *out)
{
    if (n > 4) {
        double other[LANES];
        total_lanes(n / 2, x, step, out);
        total_lanes(n - n / 2, x + n / 2 * step, step, other);
        LANE_LOOP out[l] += other[l];
        return;
    }
    LANE_LOOP out[l] = 0.0;
    for (size_t i = 0; i < n; i++) {
        LANE_LOOP out[l] += x[i * step + l];
    }
}""",
    "largest_lanes": """static void largest_lanes(size_t n, const double *x, size_t step, double *out)
{
    LANE_LOOP out[l] = x[l];
    for (size_t i = 1; i < n; i++) {
        LANE_LOOP out[l] = maximum(out[l], x[i * step + l]);
    }
}""",
    "places_of_largest": """/* Where the first of the largest numbers stand. */
static void places_of_largest(size_t n, const double *x, size_t step, double *places)
{
    double best[LANES];
    LANE_LOOP best[l] = x[l];
    LANE_LOOP places[l] = 0.0;
    for (size_t i = 1; i < n; i++) {
        const double here = (double)i;
        LANE_LOOP {
            const double y = x[i * step + l];
            const int more = y > best[l];
            places[l] = more ? here : places[l];
            best[l] = more ? y : best[l];
        }
    }
}""",
    "total_without_lanes": """/* Sums of all numbers but one, the numbers from first on. */
static void total_without_lanes(size_t n, const double *x, size_t step, size_t first, const double *places, double *out)
{
    if (n > 4) {
        double other[LANES];
        total_without_lanes(n / 2, x, step, first, places, out);
        total_without_lanes(n - n / 2, x + n / 2 * step, step, first + n / 2, places, other);
        LANE_LOOP out[l] += other[l];
        return;
    }
    LANE_LOOP out[l] = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double here = (double)(first + i);
        LANE_LOOP out[l] += places[l] == here ? 0.0 : x[i * step + l];
    }
}""",
    "excess_lanes": """/* Sums without the largest number. */
static void excess_lanes(size_t n, const double *x, size_t step, double *out)
{
    double places[LANES];
    places_of_largest(n, x, step, places);
    total_without_lanes(n, x, step, 0, places, out);
}""",
    "others_lanes": """/* Sums without each number in turn, none of them negative: only the largest needs a sum of its own. */
static void others_lanes(size_t n, const double *x, size_t step, double *out)
{
    double places[LANES], whole[LANES], rest[LANES];
    places_of_largest(n, x, step, places);
    total_lanes(n, x, step, whole);
    total_without_lanes(n, x, step, 0, places, rest);
    for (size_t i = 0; i < n; i++) {
        const double here = (double)i;
        LANE_LOOP out[i * step + l] = places[l] == here ? rest[l] : whole[l] - x[i * step + l];
    }
}""",
    "others_signed_lanes": """/* Sums without each number in turn: what stands before it plus what stands behind. */
static void others_signed_lanes(size_t n, const double *x, size_t step, double *out)
{
    double before[LANES];
    LANE_LOOP before[l] = 0.0;
    LANE_LOOP out[(n - 1) * step + l] = 0.0;
    for (size_t i = n - 1; i > 0; i--) {
        LANE_LOOP out[(i - 1) * step + l] = out[i * step + l] + x[i * step + l];
    }
    for (size_t i = 0; i < n; i++) {
        LANE_LOOP out[i * step + l] += before[l];
        LANE_LOOP before[l] += x[i * step + l];
    }
}""",
    "at_largest_lanes": """static void at_largest_lanes(
    size_t n, const double *x, size_t step, const double *key, size_t key_step, double *out)
{
    double places[LANES];
    places_of_largest(n, key, key_step, places);
    LANE_LOOP out[l] = x[l];
    for (size_t i = 1; i < n; i++) {
        const double here = (double)i;
        LANE_LOOP out[l] = places[l] == here ? x[i * step + l] : out[l];
    }
}""",
    "any_lanes": """static void any_lanes(size_t n, const double *x, size_t step, double *out)
{
    LANE_LOOP out[l] = 0.0;
    for (size_t i = 0; i < n; i++) {
        LANE_LOOP out[l] = x[i * step + l] != 0.0 ? 1.0 : out[l];
    }
}""",
    "all_lanes": """static void all_lanes(size_t n, const double *x, size_t step, double *out)
{
    LANE_LOOP out[l] = 1.0;
    for (size_t i = 0; i < n; i++) {
        LANE_LOOP out[l] = x[i * step + l] == 0.0 ? 0.0 : out[l];
    }
}""",
    "pick_lanes": """/* The number at a place; nan where there is none. */
static void pick_lanes(size_t n, const double *x, const double *places, double *out)
{
    LANE_LOOP out[l] = NAN;
    for (size_t i = 0; i < n; i++) {
        const double here = (double)i, next = (double)(i + 1);
        LANE_LOOP out[l] = places[l] >= here && places[l] < next ? x[i * LANES + l] : out[l];
    }
}""",
    "inverse_distribution_lanes": """/* How many partial sums stay within that part of the whole: a class, the last one at most. */
static void inverse_distribution_lanes(size_t n, const double *x, const double *levels, double *out)
{
    double sum[LANES], part[LANES];
    LANE_LOOP sum[l] = part[l] = out[l] = 0.0;
    for (size_t i = 0; i < n; i++) {
        LANE_LOOP sum[l] += x[i * LANES + l];
    }
    for (size_t i = 0; i + 1 < n; i++) {
        LANE_LOOP part[l] += x[i * LANES + l];
        LANE_LOOP out[l] += part[l] <= levels[l] * sum[l] ? 1.0 : 0.0;
    }
}""",
    "finite_lanes": """/* Whether all numbers of an element are finite. */
static void finite_lanes(size_t n, const double *x, double *inside)
{
    for (size_t i = 0; i < n; i++) {
        LANE_LOOP inside[l] = fabs(x[i * LANES + l]) < INFINITY ? inside[l] : 0.0;
    }
}""",
    "between_lanes": """/* Whether all lie between the ends, or at the lower one where that counts, and are whole where they must be. */
static void between_lanes(size_t n, const double *x, double low, double high, int closed, int whole, double *inside)
{
    for (size_t i = 0; i < n; i++) {
        const double *const row = x + i * LANES;
        LANE_LOOP inside[l] = (row[l] > low || (closed && row[l] == low)) && row[l] < high ? inside[l] : 0.0;
        if (!whole) continue;
        LANE_LOOP inside[l] = floor(row[l]) == row[l] ? inside[l] : 0.0;
    }
}""",
    "load_lanes": """/* The numbers of an argument in some elements; if these are fewer than LANES, the last one stands for the others. */
static void load_lanes(const char *start, ptrdiff_t step, const ptrdiff_t *axes, size_t rows, size_t columns,
    size_t width, double *copy)
{
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            const char *place = start + (ptrdiff_t)i * axes[0] + (columns == 1 ? 0 : (ptrdiff_t)j * axes[1]);
            for (size_t l = 0; l < width; l++) memcpy(copy + l, place + (ptrdiff_t)l * step, sizeof *copy);
            for (size_t l = width; l < LANES; l++) copy[l] = copy[width - 1];
            copy += LANES;
        }
    }
}""",
}.items()}  # fmt: skip
