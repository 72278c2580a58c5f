"""METIS: how many people and ties, then a row of contacts for each person, numbered from 1.

Source: Karypis and Kumar (1998), METIS: a software package for partitioning unstructured graphs, version 4.0.
"""

import numpy as np

from wordofmouth.networks.files.matrix import weighted_ties
from wordofmouth.networks.files.ties import Choice, Ties, check_size
from wordofmouth.tables.mistakes import line, mistake
from wordofmouth.tables.text import decoded


def read_metis(path: str, data: bytes, choice: Choice) -> Ties:
    """Return the ties, mutual as METIS has them; weights of edges are strengths, those of vertices are passed over."""
    rows = [
        (number, row.split())
        for number, row in enumerate(decoded(path, data).data.decode().split("\n"), start=1)
        if not row.lstrip().startswith("%")
    ]
    while rows and not rows[-1][1]:
        rows.pop()
    first, head = rows[0] if rows else (1, [])
    if len(head) not in (2, 3, 4) or not all(field.isdecimal() and len(field) < 18 for field in head):
        raise mistake(path, "METIS begins with the number of people and of ties", line(first))
    n, n_ties = int(head[0]), int(head[1])
    form = head[2].zfill(3) if len(head) > 2 else "000"
    sizes, weighs = int(head[3]) if len(head) > 3 else int(form[1] == "1"), form[2] == "1"
    body = rows[1:]
    # Rows of people without ties are blank, and the last of them may be missing.
    if len(body) > n or n - len(body) > max(len(data), 1_000):
        raise mistake(path, f"{len(body):,} rows, where {n:,} people have one each", line(first))
    source, target, weight = [], [], []
    for i, (number, fields) in enumerate(body):
        rest = fields[sizes + (form[0] == "1") :]
        step = 2 if weighs else 1
        if len(rest) % step or not all(field.isdecimal() and len(field) < 18 for field in rest[::step]):
            raise mistake(
                path, "a row holds the numbers of contacts, each with its weight if ties have weights", line(number)
            )
        for at in range(0, len(rest), step):
            if not 0 < int(rest[at]) <= n:
                raise mistake(path, f"{rest[at]!r} is nobody; people are numbered from 1 to {n:,}", line(number))
            source.append(i)
            target.append(int(rest[at]) - 1)
            weight.append(_weight(path, rest[at + 1], number) if weighs else 1.0)
    if len(source) != 2 * n_ties:
        raise mistake(path, f"{len(source):,} contacts, where {n_ties:,} ties have two each", line(first))
    check_size(path, n, n_ties)
    people = [str(number) for number in range(1, n + 1)]
    return weighted_ties(path, people, np.array(source, np.int64), np.array(target, np.int64), np.array(weight), choice)


def _weight(path: str, text: str, number: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < np.inf:
        raise mistake(path, f"weight {text!r} is no number from 0 up", line(number))
    return value
