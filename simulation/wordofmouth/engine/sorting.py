"""Sorting: the short rows of many arrays, each in its place."""

from wordofmouth.engine.kernels import kernel


@kernel
def sort(items, first, last):
    """Put ``items[first:last]`` in ascending order, by Shell's sort: rows are mostly short, and in the cache.

    NumPy's own sort, called from a kernel, takes a second and a half to compile.

    Source: Gonnet and Baeza-Yates (1991), Handbook of Algorithms and Data Structures (the strides).
    """
    stride = last - first
    while stride > 1:
        stride = 1 if stride < 40 else (5 * stride - 1) // 11
        for k in range(first + stride, last):
            item = items[k]
            gap = k
            while gap >= first + stride and items[gap - stride] > item:
                items[gap] = items[gap - stride]
                gap -= stride
            items[gap] = item
