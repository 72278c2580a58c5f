"""Instruments: the log of a market and its cascades, as tables of Arrow and files."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from wordofmouth.errors import ScenarioError
from wordofmouth.instruments.message_log import message_log
from wordofmouth.instruments.names import with_names
from wordofmouth.results.files import atomic
from wordofmouth.runs.simulate import check_market, weeks
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow

    from wordofmouth.engine.records import Table
    from wordofmouth.market.market import Market

EVENTS = ("heard", "posted", "joined", "left")
FORMATS = (".parquet", ".csv")


@dataclass(frozen=True)
class Log:
    """What was written of a run.

    Attributes:
        path: the file.
        rows: how many.
        heard: messages heard, (praise, criticism, neither) by channel.
        posted: posts, likewise.
    """

    path: Path
    rows: int
    heard: dict[str, tuple[int, int, int]]
    posted: dict[str, tuple[int, int, int]]


def listen(
    scenario: Scenario,
    path: Path,
    *,
    seed: int = 0,
    replication: int = 0,
    share: float = 1.0,
    channels: Collection[str] = (),
    online: bool = False,
    names: bool = False,
) -> Log:
    """Run a scenario and write down what is heard and posted, a row group a week; in memory is one week at a time.

    Columns: ``week``, ``event`` (heard or posted; where forums are joined and left, joined or left too), ``from`` and
    ``to`` (consumers; missing where it is no one's word, and where it is for whoever comes), ``channel``, ``brand``,
    ``valence`` (1, −1 or 0) and ``stars`` (of a review that is posted; else missing).

    Args:
        scenario: which market.
        path: the file, .parquet or .csv.
        seed: of all random numbers.
        replication: which run of that seed.
        share: the share of the rows that is kept, the same ones on every machine.
        channels: those to listen to; all unless given.
        online: leave out what is said in private, between friends, and advertising.
        names: put beside the numbers of consumers what the file of their network calls them, as ``from_name`` and
            ``to_name``.

    Raises:
        ScenarioError: if there is no such channel or format, the share is none, or no channel is left.
    """
    kinds = _chosen(scenario, share, channels, online)
    if path.suffix not in FORMATS:
        raise ScenarioError([f"{path}: a log's name ends in {' or '.join(FORMATS)}"])
    check_market(scenario)
    passing = cast("Iterator[Market]", weeks(scenario, seed=seed, replication=replication, record=("messages",)))
    market = next(passing)
    every, brands = [channel.kind for channel in market.channels], [offer.name for offer in market.offers]
    counts: Counter[tuple[bool, int, int]] = Counter()
    changes = 0
    labels = {
        "scenario": scenario.name,
        "scenario_digest": scenario.digest,
        "seed": str(seed),
        "replication": str(replication),
        "share": f"{share:g}",
        "network_digest": market.network.digest,
    }
    with _writer(path, labels) as write:
        for market in passing:
            log = message_log(market, share, kinds)
            rows = _as_arrow(log, every, brands, EVENTS if len(market.member) else EVENTS[:2])
            write(with_names(rows, market.network, ("from", "to")) if names else rows)
            changes += int(np.count_nonzero(log.membership))
            rest = log[log.membership == 0]
            groups, times = np.unique(np.stack([rest.posted, rest.channel, rest.valence]), axis=1, return_counts=True)
            for (posted, place, valence), count in zip(groups.T.tolist(), times.tolist(), strict=True):
                counts[bool(posted), place, valence] += count
    return Log(path, counts.total() + changes, _by_channel(counts, False, every), _by_channel(counts, True, every))


def _by_channel(
    counts: Counter[tuple[bool, int, int]], posted: bool, kinds: list[str]
) -> dict[str, tuple[int, int, int]]:
    """Return how much is praise, criticism and neither of what was heard, or posted, by channel, where there is any."""
    totals = {
        kind: (counts[posted, place, 1], counts[posted, place, -1], counts[posted, place, 0])
        for place, kind in enumerate(kinds)
    }
    return {kind: each for kind, each in totals.items() if any(each)}


def influence_table(runs: Iterable[tuple[int, Mapping[str, np.ndarray]]]) -> "pyarrow.Table":
    """Return one table of many replications, each the columns of :mod:`wordofmouth.instruments.influence`.

    No parent and no channel are missing values.
    """
    import pyarrow

    tables = []
    for replication, columns in runs:
        size = len(next(iter(columns.values())))
        numbered = {"replication": np.full(size, replication, np.int64), **columns}
        none = {"parent": -1, "channel": ""}
        arrays = [_array(values, values == none[name] if name in none else None) for name, values in numbered.items()]
        tables.append(pyarrow.Table.from_arrays(arrays, names=list(numbered)))
    return pyarrow.concat_tables(tables)


def _array(values: np.ndarray, missing: np.ndarray | None = None) -> "pyarrow.Array":
    # From buffers: pyarrow's own conversions import pandas, for which one would have to wait.
    import pyarrow

    present = None if missing is None else pyarrow.py_buffer(np.packbits(~missing, bitorder="little"))
    if values.dtype == object:
        texts = [text.encode() for text in values]
        ends = np.cumsum([0, *map(len, texts)]).astype(np.int32)
        buffers = [present, pyarrow.py_buffer(ends), pyarrow.py_buffer(b"".join(texts))]
        return pyarrow.Array.from_buffers(pyarrow.string(), len(texts), buffers)
    values = np.ascontiguousarray(values)
    kind = pyarrow.from_numpy_dtype(values.dtype)
    return pyarrow.Array.from_buffers(kind, len(values), [present, pyarrow.py_buffer(values)])


def _chosen(scenario: Scenario, share: float, channels: Collection[str], online: bool) -> list[str]:
    if not 0.0 < share <= 1.0:
        raise ScenarioError([f"share: {share:g} is not allowed: must be above 0 and at most 1"])
    unknown = [kind for kind in channels if kind not in scenario.channels]
    if unknown:
        raise ScenarioError([f"channel: no channel is called {unknown[0]!r}; {nearest(unknown[0], scenario.channels)}"])
    kinds = [kind for kind in channels or scenario.channels if scenario.channels[kind].is_public or not online]
    if not kinds:
        raise ScenarioError([f"channel: what {' and '.join(channels)} bring is not said online; leave one of them out"])
    return kinds


def _as_arrow(log: "Table", kinds: list[str], brands: list[str], events: Sequence[str]) -> "pyarrow.Table":
    import pyarrow

    def named(places: np.ndarray, names: Sequence[str], missing: np.ndarray | None = None) -> "pyarrow.Array":
        return pyarrow.DictionaryArray.from_arrays(
            _array(places.astype(np.int8), missing), _array(np.array(names, dtype=object))
        )

    # Nobody joins or leaves on behalf of a brand.
    no_brand = log.brand < 0 if len(events) > 2 else None

    columns = {
        "week": _array(log.week),
        "event": named(np.choose(log.membership, (log.posted, 2, 3), mode="wrap"), events),
        "from": _array(log.speaker, log.speaker < 0),
        "to": _array(log.hearer, log.hearer < 0),
        "channel": named(log.channel, kinds),
        "brand": named(log.brand, brands, no_brand),
        "valence": _array(log.valence),
        "stars": _array(log.stars, log.stars == 0),
    }
    return pyarrow.Table.from_arrays(list(columns.values()), names=list(columns))


@contextmanager
def _writer(path: Path, labels: Mapping[str, str]) -> "Iterator[Callable[[pyarrow.Table], None]]":
    """Yield what writes a table behind those before, to a file that is there when all are written, or not at all."""
    import pyarrow.csv
    import pyarrow.parquet

    writer = None
    with atomic(path) as unfinished:

        def write(table: "pyarrow.Table") -> None:
            nonlocal writer
            if writer is None:
                schema = table.schema.with_metadata({f"wordofmouth.{key}": value for key, value in labels.items()})
                if path.suffix == ".csv":
                    writer = pyarrow.csv.CSVWriter(unfinished, _without_dictionaries(schema))
                else:
                    writer = pyarrow.parquet.ParquetWriter(unfinished, schema, compression="zstd")
            writer.write_table(table if path.suffix != ".csv" else table.cast(_without_dictionaries(table.schema)))

        try:
            yield write
        finally:
            if writer is not None:
                writer.close()


def _without_dictionaries(schema: "pyarrow.Schema") -> "pyarrow.Schema":
    import pyarrow

    texts = [
        field.with_type(pyarrow.string()) if pyarrow.types.is_dictionary(field.type) else field for field in schema
    ]
    return pyarrow.schema(texts)
