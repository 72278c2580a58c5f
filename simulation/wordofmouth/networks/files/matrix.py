"""Adjacency matrices: a cell that is not nothing is a tie from the person of its row to that of its column."""

from collections.abc import Sequence

import numpy as np

from wordofmouth.networks.files.shapes import is_number
from wordofmouth.networks.files.ties import Choice, Ties, check_size, name_order, ranks
from wordofmouth.tables.mistakes import line, mistake


def matrix_ties(
    path: str, rows: Sequence[tuple[int, Sequence[str]]], labels: tuple[bool, bool], choice: Choice
) -> Ties:
    """Return the ties of a matrix, one way if it is not symmetric.

    Args:
        path: the file.
        rows: the fields of each row, with its line.
        labels: whether the first row and the first column are names.
        choice: what the user says.

    Raises:
        ValueError: if it is not square, its names differ, or a cell is no number from 0 up.
    """
    above, beside = labels
    names = list(rows[0][1]) if above else None
    body = rows[1:] if above else rows
    cells = [list(row[1:] if beside else row) for _, row in body]
    n = len(body)
    if names is not None and len(names) == n + 1:
        names = names[1:]
    people = [row[0] for _, row in body] if beside else names or list(map(str, range(n)))
    for (number, _), row in zip(body, cells, strict=True):
        if len(row) != n:
            what = f"{len(row)} cells, where a matrix of {n} rows has {n}; it is not square"
            raise mistake(path, what, line(number))
    if len(set(people)) != n or not all(people):
        raise mistake(path, "two rows of the matrix have the same name, or one has none")
    if names is not None and names != people:
        if sorted(names) != sorted(people):
            odd = sorted(set(names) ^ set(people))[0]
            raise mistake(path, f"{odd!r} has a row or a column of the matrix, and not both")
        place = {name: at for at, name in enumerate(names)}
        cells = [[row[place[name]] for name in people] for row in cells]
    values = _values(path, cells, [number for number, _ in body])
    return square_ties(path, people, values, choice)


def square_ties(path: str, people: Sequence[str], values: np.ndarray, choice: Choice) -> Ties:
    """Return the ties of an array (n, n) of weights, 0 where there is none."""
    source, target = np.nonzero(values)
    return weighted_ties(path, people, source, target, values[source, target], choice)


def weighted_ties(
    path: str, people: Sequence[str], source: np.ndarray, target: np.ndarray, weight: np.ndarray, choice: Choice
) -> Ties:
    """Return the ties of the cells of a matrix that are not 0, each way as it is; mutual if it is symmetric.

    The weights are strengths, but where all are 1 or lots are asked for.
    """
    import pyarrow

    check_size(path, len(people), len(source))
    if not len(source):
        raise mistake(path, "it holds no ties")
    names = pyarrow.array(list(people), pyarrow.string())
    order = name_order(names)
    rank = ranks(order)
    n = np.int64(len(people))
    there, back = source.astype(np.int64) * n + target, target.astype(np.int64) * n + source
    by_cell, by_turned = np.argsort(there), np.argsort(back)
    symmetric = np.array_equal(there[by_cell], back[by_turned]) and np.array_equal(weight[by_cell], weight[by_turned])
    notes: tuple[str, ...] = ()
    if symmetric:
        once = source <= target
        source, target, weight = source[once], target[once], weight[once]
    by_lot = choice.strength == "none" or bool((weight == 1).all())
    return Ties(
        names.take(order).to_pylist(),
        rank[source],
        rank[target],
        None if by_lot else np.asarray(weight, np.float64),
        np.full(len(source), not symmetric, np.bool_),
        notes=notes,
        strength_from="" if by_lot else "cells",
    )


def _values(path: str, cells: Sequence[Sequence[str]], lines: Sequence[int]) -> np.ndarray:
    values = np.zeros((len(cells), len(cells)))
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            if not cell or cell == "0":
                continue
            value = float(cell.replace(",", ".")) if is_number(cell) else -1.0
            if not 0 <= value < np.inf:
                raise mistake(path, f"cell {cell!r} is no number from 0 up", line(lines[i]))
            values[i, j] = value
    return values
