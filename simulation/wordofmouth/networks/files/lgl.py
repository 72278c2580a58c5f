"""LGL: ``# name`` begins a person, and each row below it is one whom that one is tied to, perhaps with a weight.

Source: Adai, Date, Wieland and Marcotte (2004), LGL: creating a map of protein function, J. Mol. Biol. 340.
"""

from wordofmouth.networks.files.graphs import Graph
from wordofmouth.tables.mistakes import line, mistake
from wordofmouth.tables.text import decoded


def read_lgl(graph: Graph, data: bytes) -> None:
    """Gather the people and ties of an LGL file."""
    person = ""
    known: dict[str, None] = {}
    ties = []
    for number, row in enumerate(decoded(graph.path, data).data.decode().split("\n"), start=1):
        fields = row.split()
        if not fields:
            continue
        if fields[0].startswith("#"):
            person = " ".join([fields[0][1:], *fields[1:]]).strip()
            known.setdefault(person)
        elif not person or len(fields) > 2:
            raise mistake(graph.path, "a row holds a contact and perhaps a weight, below a row '# name'", line(number))
        else:
            known.setdefault(fields[0])
            ties.append((person, fields[0], {"weight": fields[1]} if len(fields) > 1 else {}, number))
    for name in known:
        graph.add_node(name, {}, 0)
    for source, target, values, number in ties:
        graph.add_edge(source, target, False, values, number)
