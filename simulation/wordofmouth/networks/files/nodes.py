"""Tables of people beside their ties: names, communities, and who has no tie at all."""

from collections import Counter
from pathlib import Path

import numpy as np

from wordofmouth.networks.files.ties import Choice, Ties, name_order, ranks
from wordofmouth.tables.mistakes import line, mistake
from wordofmouth.tables.names import plain
from wordofmouth.tables.table import Table
from wordofmouth.words.numbers import counted

ID_NAMES = ("id", "node", "nodeid", "person", "personid", "key", "user", "userid", "name", "nom", "label", "personne")
_LABEL_NAMES = ("label", "name", "nom")


def with_people(ties: Ties, table: Table, choice: Choice) -> Ties:
    """Return the ties among all people of a table: those without a tie too, under their names, in their communities.

    A row is a person, whose id is the name in the file of ties. Where another column holds a name for each, people are
    called so; the column of communities is the one that is asked for.

    Raises:
        ValueError: if a person has two rows or no id, or nobody of the ties is in the table.
    """
    import pyarrow

    id_title, label_title = _titles(ties, table)
    ids = [row.cells[id_title] for row in table.rows]
    if "" in ids:
        raise mistake(table.path, f"{id_title}: the id is missing", line(table.rows[ids.index("")].line))
    twice, times = Counter(ids).most_common(1)[0]
    if times > 1:
        raise mistake(table.path, f"{id_title}: {twice!r} comes {times} times; everybody has one row")
    place = {name: at for at, name in enumerate(ids)}
    lonely = sorted(place.keys() - set(ties.names), key=place.__getitem__)
    everyone = [*ties.names, *lonely]
    file = Path(table.path).name
    strangers = [name for name in ties.names if name not in place]
    notes = [f"{counted(len(lonely), 'person', 'people')} without ties, from {file}"] * bool(lonely)
    if strangers:
        # Notes go into results, and names do not.
        notes.append(f"{counted(len(strangers), 'person has', 'people have')} ties and no row in {file}")
    labels = {row.cells[id_title]: row.cells[label_title] for row in table.rows} if label_title else {}
    called = [labels.get(name) or name for name in everyone]
    if len(set(called)) < len(called):
        called, label_title = everyone, ""
    order = name_order(pyarrow.array(called, pyarrow.string()))
    rank = ranks(order)
    community = _community(table, choice, [place.get(everyone[at]) for at in order])
    used = (id_title, label_title, choice.community)
    unused = [title for title in table.titles if title not in used]
    notes += [f"not used of people: {', '.join(unused)}"] * bool(unused)
    return ties._replace(
        names=[called[at] for at in order],
        source=rank[ties.source],
        target=rank[ties.target],
        community=community,
        notes=(*ties.notes, *table.notes, *notes),
    )


def _titles(ties: Ties, table: Table) -> tuple[str, str]:
    """Return the column whose values are the names in the ties, and one of other names; empty if there is none."""
    known = set(ties.names)
    by_name = {plain(title): title for title in reversed(table.titles)}
    likely = [*(by_name[name] for name in ID_NAMES if name in by_name), *table.titles[:1]]
    matches = {title: sum(row.cells[title] in known for row in table.rows) for title in likely}
    id_title = max(likely, key=lambda title: matches[title])
    if not matches[id_title]:
        what = f"nobody here has ties, where people are called {ties.names[0]!r}"
        raise mistake(table.path, f"{id_title}: {what}")
    labels = (by_name[name] for name in _LABEL_NAMES if name in by_name)
    return id_title, next((title for title in labels if title != id_title), "")


def _community(table: Table, choice: Choice, rows: list[int | None]) -> np.ndarray | None:
    """Return the community of each person by the rows of the table, if one is asked for."""
    import pyarrow

    if choice.community is None:
        return None
    title = table.column(choice.community)
    # Who has no row is in a community of all those.
    texts = ["" if at is None else table.rows[at].cells[title] for at in rows]
    encoded = pyarrow.array(texts, pyarrow.string()).dictionary_encode()
    return ranks(name_order(encoded.dictionary))[encoded.indices.to_numpy()]
