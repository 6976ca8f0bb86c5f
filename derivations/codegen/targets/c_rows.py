"""What C needs to read and write rows of numbers that stand anywhere."""

from __future__ import annotations

ROWS = {
    "row_of": """/* Whether numbers that are so far apart stand in a row, where C may read them. */
INLINE int row_of(const char *start, ptrdiff_t step)
{
    return step == sizeof(double) && (uintptr_t)start % sizeof(double) == 0;
}""",
    "gather": """INLINE void gather(size_t n, const char *start, ptrdiff_t step, double *row)
{
    for (size_t i = 0; i < n; i++) memcpy(&row[i], start + (ptrdiff_t)i * step, sizeof *row);
}""",
    "scatter": """INLINE void scatter(size_t n, const double *row, char *start, ptrdiff_t step)
{
    for (size_t i = 0; i < n; i++) memcpy(start + (ptrdiff_t)i * step, &row[i], sizeof *row);
}""",
}
