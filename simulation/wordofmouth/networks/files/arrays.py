"""Sparse matrices as SciPy saves them (``.npz``)."""

import io
import zipfile

from wordofmouth.networks.files.matrix_market import sparse_ties
from wordofmouth.networks.files.ties import Choice, Ties
from wordofmouth.tables.mistakes import mistake


def read_arrays(path: str, data: bytes, choice: Choice) -> Ties:
    """Return the ties of a matrix, one way if it is not symmetric; people are numbered from 0."""
    import numpy as np
    import scipy.sparse

    try:
        # Nothing in it is ever unpickled: SciPy says so to NumPy.
        matrix = scipy.sparse.load_npz(io.BytesIO(data))
        shape = matrix.shape
    except (
        ValueError,
        KeyError,
        TypeError,
        OSError,
        EOFError,
        IndexError,
        AttributeError,
        zipfile.BadZipFile,
    ) as error:
        if "does not contain a sparse array" in str(error):
            what = "it holds arrays, and no sparse matrix"
            raise mistake(
                path, f"{what}; write it with scipy.sparse.save_npz(FILE, scipy.sparse.csr_array(A))"
            ) from None
        what = "it holds no sparse matrix of SciPy (scipy.sparse.save_npz)"
        raise mistake(path, f"{what}: {str(error).partition(chr(10))[0]}") from None
    if len(shape) != 2 or shape[0] != shape[1]:
        raise mistake(path, f"a matrix of {' by '.join(map(str, shape))} is no matrix of people and themselves")
    if shape[0] > max(len(data) * 50, 1_000_000):
        raise mistake(path, f"{shape[0]:,} people are more than a file of {len(data):,} bytes can tie")
    try:
        coordinates = np.asarray(scipy.sparse.coo_array(matrix).coords)
        if coordinates.size and (coordinates.min() < 0 or coordinates.max() >= shape[0]):
            raise ValueError("an entry lies outside")
        return sparse_ties(path, matrix, [str(number) for number in range(shape[0])], choice)
    except (IndexError, TypeError, RuntimeError) as error:
        raise mistake(path, f"its matrix is damaged: {error}") from None
