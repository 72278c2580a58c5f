"""MatrixMarket: a square matrix whose entries are ties.

Source: Boisvert, Pozo and Remington (1996), The Matrix Market exchange formats, NIST. It is read by SciPy.
"""

import io
import re
import warnings

import numpy as np

from wordofmouth.networks.files.matrix import weighted_ties
from wordofmouth.networks.files.ties import Choice, Ties, check_size
from wordofmouth.networks.network import MOST_CONSUMERS
from wordofmouth.tables.mistakes import mistake

# A matrix that lists each of its cells takes as many bytes; one that lists its entries can say any size.
_MOST_DENSE = 20_000


def read_matrix_market(path: str, data: bytes, choice: Choice) -> Ties:
    """Return the ties of a matrix, one way if it is not symmetric; people are numbered from 1 as in the file."""
    import scipy.io

    n = _checked(path, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            matrix = scipy.io.mmread(io.BytesIO(data), spmatrix=False)
    except (ValueError, OverflowError, MemoryError, TypeError, IndexError, OSError) as error:
        raise mistake(path, f"it cannot be read as MatrixMarket: {str(error).partition(chr(10))[0]}") from None
    return sparse_ties(path, matrix, [str(number) for number in range(1, n + 1)], choice)


def sparse_ties(path: str, matrix: object, people: list[str], choice: Choice) -> Ties:
    """Return the ties of a square array of SciPy or NumPy."""
    import scipy.sparse

    given: object = matrix
    cells = scipy.sparse.coo_array(given)  # type: ignore[call-overload]
    if cells.dtype.kind not in "biuf":
        raise mistake(path, f"its cells are {cells.dtype}, and weights of ties are numbers from 0 up")
    cells.sum_duplicates()
    cells.eliminate_zeros()
    weight = cells.data.astype(np.float64)
    if not ((weight >= 0) & np.isfinite(weight)).all():
        worst = weight[~((weight >= 0) & np.isfinite(weight))][0]
        raise mistake(path, f"a cell is {worst:g}, and weights of ties are numbers from 0 up")
    row, column = cells.coords
    return weighted_ties(path, people, np.asarray(row), np.asarray(column), weight, choice)


def _checked(path: str, data: bytes) -> int:
    """Return how many people there are, before anything is built for them."""
    for row in io.BytesIO(data[:1_000_000]):
        if row.strip() and not row.lstrip().startswith(b"%"):
            fields = row.split()
            break
    else:
        raise mistake(path, "it says no size")
    if len(fields) not in (2, 3) or not all(re.fullmatch(rb"\d{1,18}", field) for field in fields):
        raise mistake(path, "its first row says how many rows, columns and entries there are")
    n, width = int(fields[0]), int(fields[1])
    if n != width:
        raise mistake(
            path, f"{n:,} rows and {width:,} columns are no matrix of people and themselves; it is not square"
        )
    entries = int(fields[2]) if len(fields) == 3 else n * n
    if n >= MOST_CONSUMERS or entries > len(data) or n > max(len(data), _MOST_DENSE * 50):
        raise mistake(
            path, f"{n:,} people and {entries:,} entries are more than a file of {len(data):,} bytes can hold"
        )
    check_size(path, n, entries)
    return n
