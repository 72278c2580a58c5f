"""UCINET's DL: a header that says how many people there are and how their ties are written, then the data.

Source: Borgatti, Everett and Freeman (2002), UCINET 6 for Windows: software for social network analysis.
"""

import csv
import re

import numpy as np

from wordofmouth.networks.files.matrix import weighted_ties
from wordofmouth.networks.files.ties import Choice, Ties, check_size
from wordofmouth.tables.mistakes import mistake
from wordofmouth.tables.text import decoded

_FORMATS = ("fullmatrix", "edgelist1", "nodelist1", "lowerhalf", "upperhalf")
_SETTING = re.compile(r"(\w+)\s*=\s*(\w+)", re.IGNORECASE)


def read_ucinet(path: str, data: bytes, choice: Choice) -> Ties:
    """Return the ties of one relation among people, one way if they are not symmetric.

    Raises:
        ValueError: if it has two modes or several relations, or its data do not fit its header.
    """
    text = decoded(path, data).data.decode()
    matched = re.search(r"\bdata\s*:", text, re.IGNORECASE)
    if matched is None:
        raise mistake(path, "a DL file has a line 'data:' above its data")
    head, body = text[: matched.start()], text[matched.end() :]
    settings = {name.casefold(): value.casefold() for name, value in _SETTING.findall(head)}
    _check(path, settings)
    n = int(settings["n"]) if settings.get("n", "").isdecimal() and len(settings["n"]) < 10 else 0
    form = settings.get("format", "fullmatrix")
    is_embedded = bool(re.search(r"labels?\s+embedded", head, re.IGNORECASE))
    labels = [] if is_embedded else _labels(head)
    if labels and len(labels) != n:
        raise mistake(path, f"{len(labels)} labels, where n is {n}")
    rows = [row for line in body.split("\n") if (row := _fields(line))]
    if form in ("edgelist1", "nodelist1"):
        people, source, target, weight = _listed(path, rows, n, labels, is_embedded, form == "nodelist1")
    else:
        people, source, target, weight = _matrix(path, rows, n, labels, is_embedded, form)
    check_size(path, len(people), len(source))
    return weighted_ties(path, people, np.array(source), np.array(target), np.array(weight), choice)


def _check(path: str, settings: dict[str, str]) -> None:
    if not {"nr", "nc"}.isdisjoint(settings):
        raise mistake(path, "a network of two modes (nr, nc); its people alone are wanted, tied to each other")
    if settings.get("nm", "1") != "1":
        raise mistake(path, f"it holds {settings['nm']} relations; unpack one of them in UCINET, and export that")
    if settings.get("format", "fullmatrix") not in _FORMATS:
        raise mistake(path, f"its format {settings['format']!r} is not read; export it as fullmatrix or edgelist1")
    if not settings.get("n", "").isdecimal():
        raise mistake(path, "its header does not say how many people there are, as in n=5")


def _labels(head: str) -> list[str]:
    matched = re.search(r"\blabels?\s*:\s*(.*)\Z", head, re.IGNORECASE | re.DOTALL)
    return [label for line in re.split(r"[\n,]", matched[1]) for label in _fields(line)] if matched else []


def _fields(text: str) -> list[str]:
    cleaned = " ".join(text.replace(",", " ").split())
    try:
        return [field for field in next(csv.reader([cleaned], delimiter=" ", quotechar='"'), []) if field]
    except csv.Error:
        return cleaned.split()


type _Cells = tuple[list[str], list[int], list[int], list[float]]


def _listed(path: str, rows: list[list[str]], n: int, labels: list[str], is_embedded: bool, nodes: bool) -> _Cells:
    people = {label: place for place, label in enumerate(labels)} if labels else {}
    if not labels and not is_embedded:
        people = {str(number): number - 1 for number in range(1, min(n, 10_000_000) + 1)}
    by_number = {str(number): number - 1 for number in range(1, n + 1)} if labels and n < 10_000_000 else {}
    cells: list[tuple[int, int, float]] = []

    def place(name: str) -> int:
        if is_embedded:
            return people.setdefault(name, len(people))
        at = people.get(name, by_number.get(name))
        if at is None:
            raise mistake(path, f"{name!r} is none of the {n} people")
        return at

    for row in rows:
        if nodes:
            cells += [(place(row[0]), place(name), 1.0) for name in row[1:]]
        elif len(row) in (2, 3):
            cells.append((place(row[0]), place(row[1]), _weight(path, row[2]) if len(row) > 2 else 1.0))
        else:
            raise mistake(path, f"{' '.join(row[:5])!r} is no tie: two people and perhaps a weight")
    names = list(people) + [f"person {number}" for number in range(len(people) + 1, min(n, 10_000_000) + 1)]
    if is_embedded and len(people) > n:
        raise mistake(path, f"{len(people)} people, where n is {n}")
    filled_cells = [cell for cell in cells if cell[2]]
    return names, [a for a, _, _ in filled_cells], [b for _, b, _ in filled_cells], [w for _, _, w in filled_cells]


def _matrix(path: str, rows: list[list[str]], n: int, labels: list[str], is_embedded: bool, form: str) -> _Cells:
    if is_embedded:
        labels, rows = (rows[0], [row[1:] for row in rows[1:]]) if rows else ([], [])
    values = [value for row in rows for value in row]
    places = {
        "fullmatrix": lambda: np.nonzero(np.ones((n, n))),
        "lowerhalf": lambda: np.tril_indices(n, -1 if len(values) == n * (n - 1) // 2 else 0),
        "upperhalf": lambda: np.triu_indices(n, 1 if len(values) == n * (n - 1) // 2 else 0),
    }
    wanted = {"fullmatrix": (n * n,)}.get(form, (n * (n - 1) // 2, n * (n + 1) // 2))
    if len(values) not in wanted or (labels and len(labels) != n):
        raise mistake(path, f"{len(values):,} cells, where the {form} of {n} people has {wanted[-1]:,}")
    numbers = np.array([_weight(path, value) for value in values])
    source, target = places[form]()
    filled = numbers > 0
    source, target, numbers = source[filled], target[filled], numbers[filled]
    if form != "fullmatrix":
        other = source != target
        source, target, numbers = (
            np.concatenate((source, target[other])),
            np.concatenate((target, source[other])),
            np.concatenate((numbers, numbers[other])),
        )
    people = labels or [str(number) for number in range(1, n + 1)]
    return people, source.tolist(), target.tolist(), numbers.tolist()


def _weight(path: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < np.inf:
        raise mistake(path, f"{text!r} is no number from 0 up")
    return value
