"""Agents: Mesa's view of the consumers, whose attributes are read from and written to their rows."""

import operator
import random
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from mesa import Agent
from mesa.agentset import AbstractAgentSet

from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.engine.records import Table
from wordofmouth.market.consumers import MIND, TRAITS

if TYPE_CHECKING:
    from wordofmouth.mesa.model import WordOfMouth

_TRAITS = frozenset(column.name for column in TRAITS)
_MIND = frozenset(column.name for column in MIND)
# Kernels go by these without looking twice (as places in other arrays, or as copies made at the start).
_KEPT = frozenset(
    (
        *(
            "community",
            "segment",
            "leader",
            "cocreator",
            "satisfied_friends",
            "bought_at",
            "gift",
            "arrived",
            "criticised",
        ),
        *("state", "last_channel", "last_speaker", "critic_channel", "advocate", "recommended"),
    )
)


class Consumer(Agent):
    """One consumer: a view of one row, made when somebody looks.

    Traits (``online``, ``leader``, ``reference_stake`` …) and what she knows of and did with the first brand
    (``aware``, ``praise``, ``owner`` …) are attributes; ``minds`` has a record for every brand. What the market keeps
    itself, such as ``community`` or ``bought_at``, can be read and not set. Under a textbook's model she has a
    ``state``, the place of it among the model's states, and no more.
    """

    def __init__(self, model: "WordOfMouth", row: int) -> None:
        # Not Mesa's own constructor: it would register, and so keep, a million views.
        self.model = model
        self.row = row
        self.unique_id = row + 1
        self.pos = None

    @property
    def minds(self) -> Table:
        """Her records of all brands, (brands,); writing to them changes the market."""
        return self.model.market.minds[self.row]

    @property
    def ties(self) -> "ConsumerSet":
        """Those to whom she may talk."""
        network = self.model.market.network
        return ConsumerSet._of(self.model, network.targets[network.starts[self.row] : network.starts[self.row + 1]])

    def __getattr__(self, name: str) -> Any:
        table = _table_of(self.__dict__.get("model"), name)
        if table is None:
            raise AttributeError(f"a consumer has no attribute {name!r}")
        return table[name][self.row].item()

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _TRAITS or name in _MIND:
            _check_settable(name)
            _table_of(self.model, name)[name][self.row] = value
        else:
            super().__setattr__(name, value)

    def remove(self) -> None:
        """Refuse: a market keeps its consumers."""
        raise TypeError("consumers do not leave the market")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Consumer) and self.row == other.row and self.model is other.model

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __repr__(self) -> str:
        return f"Consumer({self.unique_id})"


class ConsumerSet(AbstractAgentSet[Consumer]):
    """Consumers in some order, kept as row numbers; attributes of all are read and written at once."""

    def __init__(self, agents: Iterable[Consumer], random: random.Random | None = None) -> None:
        agents = list(agents)
        self._model = agents[0].model if agents else None
        self._rows = np.fromiter(dict.fromkeys(agent.row for agent in agents), dtype=np.int64)
        self.random = random or (self._model.random if self._model is not None else None)

    @classmethod
    def _of(cls, model: "WordOfMouth", rows: np.ndarray[Any, Any], random: random.Random | None = None) -> Self:
        chosen = cls([], random or model.random)
        chosen._model, chosen._rows = model, np.asarray(rows, dtype=np.int64)
        return chosen

    @property
    def rows(self) -> np.ndarray[Any, Any]:
        """Their row numbers, int64, in order."""
        return self._rows.copy()

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Consumer]:
        return (Consumer(self._model, row) for row in self._rows.tolist())

    def __contains__(self, agent: object) -> bool:
        return isinstance(agent, Consumer) and agent.model is self._model and bool(np.any(self._rows == agent.row))

    def _update(self, agents: Iterable[Consumer]) -> Self:
        other = type(self)(agents, self.random)
        self._model, self._rows = other._model or self._model, other._rows
        return self

    def __copy__(self) -> Self:
        return type(self)._of(self._model, self._rows.copy(), self.random)

    def to_list(self) -> list[Consumer]:
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
        table = _table_of(self._model, name)
        if table is not None:
            return table[name][self._rows].tolist()
        if handle_missing == "default":
            return [getattr(agent, name, default_value) for agent in self]
        return [getattr(agent, name) for agent in self]

    def set(self, attr_name: str, value: Any) -> Self:
        """Set an attribute of all to a value."""
        table = _table_of(self._model, attr_name)
        if table is None:
            raise AttributeError(f"a consumer has no attribute {attr_name!r} that could be set")
        _check_settable(attr_name)
        table[attr_name][self._rows] = value
        return self

    def shuffle(self, inplace: bool = False) -> Self:
        """Return them in random order."""
        rows = self._rows.tolist()
        self.random.shuffle(rows)
        return self._ordered(np.array(rows, dtype=np.int64), inplace)

    def sort(self, key: Callable[[Consumer], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """Return them ordered by an attribute or a function, the largest first unless ``ascending``."""
        keys = self.get(key) if isinstance(key, str) else [key(agent) for agent in self]
        order = sorted(range(len(keys)), key=keys.__getitem__, reverse=not ascending)
        return self._ordered(self._rows[order], inplace)

    def _ordered(self, rows: np.ndarray[Any, Any], inplace: bool) -> Self:
        if not inplace:
            return type(self)._of(self._model, rows, self.random)
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

    def add(self, agent: Consumer) -> None:
        """Add a consumer to this set; the market is unchanged."""
        if agent not in self:
            self._model = self._model or agent.model
            self._rows = np.append(self._rows, agent.row)

    def discard(self, agent: Consumer) -> None:
        """Leave a consumer out of this set, if she is in it; the market is unchanged."""
        if agent in self:
            self._rows = self._rows[self._rows != agent.row]

    def remove(self, agent: Consumer) -> None:
        """Leave a consumer out of this set; the market is unchanged.

        Raises:
            KeyError: if she is not in it.
        """
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)


def _check_settable(name: str) -> None:
    if name in _KEPT:
        raise AttributeError(f"{name!r} can be read and not set: the market keeps it itself")


def _table_of(model: "WordOfMouth | None", name: str) -> Any:
    if model is None:
        return None
    if isinstance(model.market, Diffusion):
        return {"state": model.market.state} if name == "state" else None
    if name in _TRAITS:
        return model.market.consumers
    return model.market.minds[:, 0] if name in _MIND else None
