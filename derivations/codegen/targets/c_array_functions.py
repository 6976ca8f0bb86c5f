"""Operations along one axis in C: numbers that stand ``step`` apart. A text calls only what stands above it."""

from __future__ import annotations

ARRAY_HELPERS = {
    "total": """/* The sum, pair by pair, so that errors grow with the logarithm of the length. */
static double total(size_t n, const double *x, size_t step)
{
    double sum = 0.0;
    if (n > 4) return total(n / 2, x, step) + total(n - n / 2, x + n / 2 * step, step);
    for (size_t i = 0; i < n; i++) sum += x[i * step];
    return sum;
}""",
    "largest": """static double largest(size_t n, const double *x, size_t step)
{
    double found = x[0];
    for (size_t i = 1; i < n; i++) found = maximum(found, x[i * step]);
    return found;
}""",
    "place_of_largest": """/* Where the first of the largest numbers stands. */
static size_t place_of_largest(size_t n, const double *x, size_t step)
{
    size_t place = 0;
    for (size_t i = 1; i < n; i++) {
        if (x[i * step] > x[place * step]) place = i;
    }
    return place;
}""",
    "total_without": """/* The sum of all numbers but one. */
static double total_without(size_t n, const double *x, size_t step, size_t place)
{
    return total(place, x, step) + total(n - place - 1, x + (place + 1) * step, step);
}""",
    "excess": """/* The sum without the largest number. */
static double excess(size_t n, const double *x, size_t step)
{
    return total_without(n, x, step, place_of_largest(n, x, step));
}""",
    "others": """/* The sum without each number in turn, none of them negative: only the largest needs a sum of its own. */
static void others(size_t n, const double *x, size_t step, double *out)
{
    const size_t place = place_of_largest(n, x, step);
    const double whole = total(n, x, step);
    for (size_t i = 0; i < n; i++) out[i * step] = whole - x[i * step];
    out[place * step] = total_without(n, x, step, place);
}""",
    "others_signed": """/* The sum without each number in turn: what stands before it plus what stands behind. */
static void others_signed(size_t n, const double *x, size_t step, double *out)
{
    double before = 0.0;
    out[(n - 1) * step] = 0.0;
    for (size_t i = n - 1; i > 0; i--) out[(i - 1) * step] = out[i * step] + x[i * step];
    for (size_t i = 0; i < n; i++) {
        out[i * step] += before;
        before += x[i * step];
    }
}""",
    "at_largest": """static double at_largest(size_t n, const double *x, size_t step, const double *key, size_t key_step)
{
    return x[place_of_largest(n, key, key_step) * step];
}""",
    "any": """static double any(size_t n, const double *x, size_t step)
{
    for (size_t i = 0; i < n; i++) {
        if (x[i * step] != 0.0) return 1.0;
    }
    return 0.0;
}""",
    "all": """static double all(size_t n, const double *x, size_t step)
{
    for (size_t i = 0; i < n; i++) {
        if (x[i * step] == 0.0) return 0.0;
    }
    return 1.0;
}""",
    "pick": """/* The number at a place; nan where there is none. */
static double pick(size_t n, const double *x, double place)
{
    return place >= 0.0 && place < (double)n ? x[(size_t)place] : NAN;
}""",
    "inverse_distribution": """/* How many partial sums stay within that part of the whole: a class, the last one at most. */
static double inverse_distribution(size_t n, const double *x, double level)
{
    double sum = 0.0, part = 0.0, found = 0.0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    for (size_t i = 0; i + 1 < n; i++) {
        part += x[i];
        found += part <= level * sum;
    }
    return found;
}""",
    "forward": """/* Solve L y = x in place, L the multipliers below the diagonal of the factors; the numbers of x stand step apart. */
static void forward(size_t d, const double *factors, double *x, size_t step)
{
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i + 1; j < d; j++) x[j * step] -= factors[j * d + i] * x[i * step];
    }
}""",
    "backward": """/* Solve L^T y = x in place. */
static void backward(size_t d, const double *factors, double *x)
{
    for (size_t i = d; i-- > 0;) {
        for (size_t j = 0; j < i; j++) x[j] -= factors[i * d + j] * x[i];
    }
}""",
    "finite_numbers": """static int finite_numbers(size_t n, const double *x)
{
    int found = 1;
    for (size_t i = 0; i < n; i++) found &= fabs(x[i]) < INFINITY;
    return found;
}""",
    "between": """/* Whether all numbers lie between the ends, or at the lower one where that counts, and are whole where they must be. */
static int between(size_t n, const double *x, double low, double high, int closed, int whole)
{
    int found = 1;
    for (size_t i = 0; i < n; i++) found &= (x[i] > low || (closed && x[i] == low)) && x[i] < high && (!whole || floor(x[i]) == x[i]);
    return found;
}""",
    "mirrored": """/* Whether a matrix is its transpose, up to rounding against its diagonal. */
static int mirrored(size_t d, const double *x)
{
    int found = 1;
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < i; j++) {
            const double a = x[i * d + j], b = x[j * d + i];
            const double size = fabs(a) + fabs(b) + sqrt(fabs(x[i * d + i])) * sqrt(fabs(x[j * d + j]));
            found &= fabs(a - b) <= 64 * 2.3e-16 * size;
        }
    }
    return found;
}""",
    "entries_of": """/* The numbers of one element of an argument: where they stand if they stand in a row, else a copy. */
static const double *entries_of(const char *start, const ptrdiff_t *axes, size_t rows, size_t columns, double *copy)
{
    const ptrdiff_t width = sizeof(double);
    const int in_rows = (columns == 1 || axes[1] == width) && (rows == 1 || axes[0] == (ptrdiff_t)columns * width);
    if (in_rows && (uintptr_t)start % sizeof(double) == 0) return (const double *)start;
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            memcpy(&copy[i * columns + j], start + (ptrdiff_t)i * axes[0] + (columns == 1 ? 0 : (ptrdiff_t)j * axes[1]), sizeof *copy);
        }
    }
    return copy;
}""",
}
