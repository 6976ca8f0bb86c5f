"""What every C text begins with: headers, and macros for what compilers call by different names or have not."""

from __future__ import annotations

PRELUDE = """#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#define FETCH(place) __builtin_prefetch(place)
#else
#define INLINE static inline
#define FETCH(place) ((void)(place))
#endif
#if defined(VECTORISED) /* set it where the compiler takes the pragma: -DVECTORISED -fopenmp-simd */
#define EACH _Pragma("omp simd")
#define WRITTEN(text) _Pragma(#text)
#define EACH_WITH(clauses) WRITTEN(omp simd clauses)
#else
#define EACH
#define EACH_WITH(clauses)
#endif
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 8 /* loops over tables must be gone before other loops become vectors */
#define UNROLLED _Pragma("GCC unroll 64")
#else
#define UNROLLED
#endif
#if defined(FP_FAST_FMA) /* one rounding where that is fast, two elsewhere: both keep the bounds */
#define product_sum(a, b, c) fma(a, b, c)
#else
#define product_sum(a, b, c) ((a) * (b) + (c))
#endif"""
