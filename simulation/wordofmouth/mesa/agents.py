"""Agents: Mesa's view of the consumers, whose attributes are read from and written to their rows."""

import operator
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from random import Random
from typing import Any, Protocol, Self, cast, overload

import numpy as np
from mesa import Agent
from mesa.agentset import AbstractAgentSet

from wordofmouth.engine.records import Array, Table
from wordofmouth.market.run import Run
from wordofmouth.market.world import World
from wordofmouth.mesa.attributes import Notes, column_of, write
from wordofmouth.words.numbers import counted

# What an agent is: neither a column nor a note.
_FIXED = ("model", "row", "unique_id", "name", "ties", "brand_states", "random", "rng", "scenario")
# How many rows a notebook shows.
_FEW = 10


class ModelOfConsumers(Protocol):
    """What agents ask of the model that they live in."""

    notes: Notes
    random: Random


class ConsumerAgent(Agent):  # type: ignore[misc]  # Mesa does not say that it has types
    """One consumer: a view of one row, made when somebody looks.

    Traits (``online``, ``leader``, ``reference_stake`` …) and what the consumer knows of and did with the first brand
    (``aware``, ``praise``, ``owner`` …) are attributes; ``brand_states`` has a record for every brand. What the market
    keeps itself, such as ``community`` or ``bought_at``, can be read and not set, and a value that no consumer can have
    is refused. Any other attribute is the user's own: the model keeps it. Under a textbook's model a consumer has a
    ``state``, the place of it among the model's states, and no more.
    """

    model: "ModelOfConsumers"
    row: int
    _run: Run

    def __init__(self, model: "ModelOfConsumers", run: Run, row: int) -> None:
        # Not Mesa's own constructor: it would register, and so keep, a million views.
        # Past __setattr__, which looks first whether the market has such a column.
        self.__dict__.update(model=model, _run=run, row=row, unique_id=row + 1)

    @classmethod
    def create_agents(cls, *args: Any, **kwargs: Any) -> Any:
        """Refuse: consumers come with their market."""
        raise TypeError("consumers come with their market: WordOfMouth(consumers=...) says how many")

    @property
    def brand_states(self) -> Table:
        """The consumer's records of all brands, (brands,); writing to them changes the market."""
        records: Table = cast(World, self._run).brand_states[self.row]
        return records

    @property
    def name(self) -> str | None:
        """What the file of the network calls the consumer, if it has names."""
        names = self._run.network.names
        return None if names is None else names[self.row]

    @property
    def ties(self) -> "ConsumerSet":
        """Those to whom the consumer may talk."""
        network = self._run.network
        rows = network.targets[network.starts[self.row] : network.starts[self.row + 1]]
        return ConsumerSet.of(self.model, self._run, rows)

    def __getattr__(self, name: str) -> Any:
        column = column_of(self.__dict__.get("_run"), name)
        if column is not None:
            return column[self.row].item()
        # A view that is being copied or unpickled has no model yet.
        if "model" in self.__dict__ and not name.startswith("__"):
            with suppress(KeyError):
                return self.model.notes.read(name, self.row)
        if name == "pos":
            return None  # in no space of Mesa's, until a user puts the consumer there
        raise AttributeError(f"a consumer has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        _set(self.__dict__.get("_run"), self.model, name, np.array([self.row]), value)

    def __delattr__(self, name: str) -> None:
        try:
            self.model.notes.remove(name, self.row)
        except KeyError:
            raise AttributeError(f"a consumer has no attribute {name!r} that could be deleted") from None

    def remove(self) -> None:
        """Refuse: a market keeps its consumers."""
        raise TypeError("consumers do not leave the market")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ConsumerAgent) and self.row == other.row and self.model is other.model

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __repr__(self) -> str:
        return f"ConsumerAgent({self.unique_id})"

    def _repr_html_(self) -> str:
        return ConsumerSet.of(self.model, self._run, np.array([self.row]))._repr_html_()


class ConsumerSet(AbstractAgentSet[ConsumerAgent]):  # type: ignore[misc]  # as above
    """Consumers in some order, kept as row numbers; attributes of all are read and written at once."""

    def __init__(self, agents: Iterable[ConsumerAgent], random: Random | None = None) -> None:
        members = list(agents)
        self._model: ModelOfConsumers | None = members[0].model if members else None
        self._run: Run | None = members[0]._run if members else None
        self._rows: Array = np.fromiter(dict.fromkeys(agent.row for agent in members), dtype=np.int64)
        self.random: Random | None = random or (self._model.random if self._model is not None else None)

    @classmethod
    def of(cls, model: ModelOfConsumers | None, run: Run | None, rows: Array, random: Random | None = None) -> Self:
        """Return the consumers of some rows of a run."""
        chosen = cls([], random or (model.random if model is not None else None))
        chosen._model, chosen._run, chosen._rows = model, run, np.asarray(rows, dtype=np.int64)
        return chosen

    @property
    def rows(self) -> Array:
        """Their row numbers, int64, in order."""
        return self._rows.copy()

    def __len__(self) -> int:
        return len(self._rows)

    def _repr_html_(self) -> str:
        """Return how many they are, and what the first of them have, for a notebook."""
        import pandas

        rows = self._rows[:_FEW]
        columns = {} if self._run is None else {name: values[rows] for name, values in self._run.columns().items()}
        frame = pandas.DataFrame(columns, index=pandas.Index(rows + 1, name="unique_id"))
        more = f"; the first {_FEW}" if len(self) > _FEW else ""
        return f"<p><strong>{counted(len(self), 'consumer')}{more}</strong></p>{frame.to_html()}"

    def __iter__(self) -> Iterator[ConsumerAgent]:
        if self._run is not None:
            for row in self._rows.tolist():
                yield ConsumerAgent(cast(ModelOfConsumers, self._model), self._run, row)

    def __contains__(self, agent: object) -> bool:
        return isinstance(agent, ConsumerAgent) and agent.model is self._model and bool(np.any(self._rows == agent.row))

    def _update(self, agents: Iterable[ConsumerAgent]) -> Self:
        other = type(self)(agents, self.random)
        self._model, self._run, self._rows = other._model or self._model, other._run or self._run, other._rows
        return self

    @overload
    def __getitem__(self, item: int) -> ConsumerAgent: ...

    @overload
    def __getitem__(self, item: slice) -> list[ConsumerAgent]: ...

    def __getitem__(self, item: int | slice) -> ConsumerAgent | list[ConsumerAgent]:
        rows = self._rows[item]
        if isinstance(item, slice):
            return list(type(self).of(self._model, self._run, rows))
        return ConsumerAgent(cast(ModelOfConsumers, self._model), cast(Run, self._run), int(rows))

    def select(self, *args: Any, **kwargs: Any) -> Self:
        """Return those that Mesa's ``select`` chooses; nobody is a selection as well, of the same market."""
        chosen: Self = super().select(*args, **kwargs)
        chosen._model, chosen._run = self._model, self._run
        return chosen

    def __copy__(self) -> Self:
        return type(self).of(self._model, self._run, self._rows.copy(), self.random)

    def to_list(self) -> list[ConsumerAgent]:
        """Return them as a list."""
        return list(self)

    def get(self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Return an attribute of each, or a list of several attributes of each; as Mesa's own sets do."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing: {handle_missing!r} is neither 'error' nor 'default'")
        if isinstance(attr_names, str):
            return self._values(attr_names, handle_missing, default_value)
        return [
            list(values)
            for values in zip(*(self._values(n, handle_missing, default_value) for n in attr_names), strict=True)
        ]

    def _values(self, name: str, handle_missing: str, default_value: Any) -> list[Any]:
        column = column_of(self._run, name)
        if column is not None:
            values: list[Any] = column[self._rows].tolist()
            return values
        if handle_missing == "default":
            return [getattr(agent, name, default_value) for agent in self]
        return [getattr(agent, name) for agent in self]

    def set(self, attr_name: str, value: Any) -> Self:
        """Set an attribute of all to a value."""
        _set(self._run, self._model, attr_name, self._rows, value)
        return self

    def shuffle(self, inplace: bool = False) -> Self:
        """Return them in random order."""
        rows = self._rows.tolist()
        if self.random is not None:
            self.random.shuffle(rows)
        return self._ordered(np.array(rows, dtype=np.int64), inplace)

    def sort(self, key: Callable[[ConsumerAgent], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """Return them ordered by an attribute or a function, the largest first unless ``ascending``."""
        keys = self.get(key) if isinstance(key, str) else [key(agent) for agent in self]
        order = sorted(range(len(keys)), key=keys.__getitem__, reverse=not ascending)
        return self._ordered(self._rows[order], inplace)

    def _ordered(self, rows: Array, inplace: bool) -> Self:
        if not inplace:
            return type(self).of(self._model, self._run, rows, self.random)
        self._rows = rows
        return self

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method, or a function, on each in turn."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method, or a function, on each in random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Return what a method, or a function, gives for each."""
        if isinstance(method, str):
            return [operator.methodcaller(method, *args, **kwargs)(agent) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def add(self, agent: ConsumerAgent) -> None:
        """Add a consumer to this set; the market is unchanged."""
        if agent not in self:
            self._model, self._run = self._model or agent.model, self._run or agent._run
            self.random = self.random or agent.model.random
            self._rows = np.append(self._rows, agent.row)

    def discard(self, agent: ConsumerAgent) -> None:
        """Leave a consumer out of this set, if it has the consumer; the market is unchanged."""
        if agent in self:
            self._rows = self._rows[self._rows != agent.row]

    def remove(self, agent: ConsumerAgent) -> None:
        """Leave a consumer out of this set; the market is unchanged.

        Raises:
            KeyError: if the set does not have the consumer.
        """
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)


def _set(run: Run | None, model: ModelOfConsumers | None, name: str, rows: Array, value: Any) -> None:
    column = column_of(run, name)
    if column is not None:
        write(column, name, rows, value)
    elif name in _FIXED:
        raise AttributeError(f"{name!r} can be read and not set")
    elif model is not None:
        model.notes.write(name, rows.tolist(), value)
