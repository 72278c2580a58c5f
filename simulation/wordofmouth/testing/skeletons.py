"""Skeletons: files of parts of one's own to begin with, one of each kind, which keep all laws as they stand."""

import keyword
import re

from wordofmouth.errors import RequestError
from wordofmouth.scenario.parts import nearest

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def skeleton(what: str, name: str) -> str:
    """Return the text of a file with one part: ``what`` it is, by the names of ``KINDS``, and how it is called.

    Raises:
        RequestError: if there is nothing of that kind, or nothing can be called so.
    """
    if what not in KINDS:
        raise RequestError(f"part: there is no kind of part called {what!r}; {nearest(what, KINDS)}")
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise RequestError(f"part: {name!r} is not allowed: small letters, digits and _, as in free_samples")
    words = name.replace("_", " ")
    text = KINDS[what].replace("NAME", name).replace("WORDS", words.capitalize()).replace("PHRASE", words)
    return text.replace("CLASS", "".join(part.capitalize() for part in name.split("_")))


def used(what: str, name: str) -> str:
    """Return what a scenario says to have such a part, in TOML."""
    return {
        "lever": f'[[campaign]]\nkind = "{name}"',
        "channel": f"[channels.{name}]",
        "behaviour": f"[behaviours.{name}]",
        "generator": f'[network]\nkind = "{name}"',
        "model": f'model = "{name}"',
        "outcome": "",
    }[what]


KINDS = {
    "lever": '''"""WORDS: a lever of my own."""

from typing import ClassVar, Literal

from wordofmouth.parts import SETTING, Lever, World, field


class CLASS(Lever):
    """Hands out samples in the street; the text of its card in the lab."""

    kind: Literal["NAME"] = "NAME"
    words = {"name": "WORDS"}
    # With these values it acts and changes nothing: `wom part check` tries it.
    idle: ClassVar[dict[str, object]] = {"receivers": 0}
    # What of the world it reads and changes; `wom part check` says what is missing.
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ("brand_states.aware", "spent")

    # Every number has a unit, bounds and a source. SETTING: whoever plans the campaign decides.
    receivers: int = field(50, "people who get a sample", unit="consumers", source=SETTING, ge=0, le=1_000_000)
    each: float = field(2.0, "what a sample costs", unit="money", source=SETTING, ge=0, le=1_000)

    def act(self, world: World, brand: int) -> None:
        """Act this week for the brand at this place; called in each week of the lever's schedule."""
        # Whom: the first so many of those at whom the lever is aimed, int32 ids, and no more than its cap pays for.
        receivers = self.aimed(world)[: min(self.receivers, self.affordable(world, self.each))]
        world.brand_states.aware[receivers, brand] = True
        world.charge(self, brand, self.each * len(receivers))
''',
    "channel": '''"""WORDS: a channel of my own."""

from typing import ClassVar, Literal

import numpy as np

from wordofmouth.parts import SETTING, Channel, World, field


class CLASS(Channel):
    """Announces every brand to the first so many consumers, week by week."""

    kind: Literal["NAME"] = "NAME"
    words = {"name": "WORDS", "short": "PHRASE", "by": "PHRASE"}
    # Channels deliver in this order; ours have 1 to 6.
    order: ClassVar[int] = 9
    is_public: ClassVar[bool] = True
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ("brand_states.aware",)

    listeners: int = field(20, "people who listen", unit="consumers", source=SETTING, ge=0, le=1_000_000)

    def step(self, world: World) -> None:
        """Carry this week's messages to those who hear them."""
        world.brand_states.aware[np.arange(min(self.listeners, world.n))] = True
''',
    "behaviour": '''"""WORDS: a behaviour of my own."""

from typing import ClassVar, Literal

from wordofmouth.parts import Behaviour, Measure, Prior, World, chance, field, purpose, words

# Random numbers have addresses: a name of its own keeps this decision's apart from all others.
_FORGETS = purpose("NAME: forgets")


class CLASS(Behaviour):
    """Some who know a brand and do not own it forget it."""

    kind: Literal["NAME"] = "NAME"
    words = {"name": "WORDS"}
    # The phase of the week after which it comes: speaking, listening, shopping, experiencing or posting.
    after: ClassVar[str] = "posting"
    reads: ClassVar[tuple[str, ...]] = ("brand_states.aware", "brand_states.owner")
    writes: ClassVar[tuple[str, ...]] = ("brand_states.aware", "tallies")
    # What it counts is a column of the table.
    measures: ClassVar[tuple[Measure, ...]] = (Measure("NAME", "consumers", "consumers who forgot the brand"),)

    rate: float = field(
        0.02,
        "chance that one who has not bought it forgets a brand",
        unit="probability per week",
        # What is believed and not known: the central 90 %, and the reason.
        source=Prior(0.005, 0.08, "within months; nobody has counted"),
        ge=0,
        le=1,
    )

    def step(self, world: World) -> None:
        """Let all consumers act."""
        forgets = chance(self.rate)
        for brand in range(world.brand_states.shape[1]):
            for consumer in range(world.n):
                if words(world.key, _FORGETS, world.week, consumer, brand)[0] < forgets:
                    state = world.brand_states[consumer, brand]
                    if state.aware and not state.owner:
                        state.aware = False
                        world.tallies["NAME"][brand] += 1
''',
    "generator": '''"""WORDS: a network of my own."""

from typing import Literal

import numpy as np

from wordofmouth.parts import SETTING, Network, NetworkGenerator, field


class CLASS(NetworkGenerator):
    """Everybody is tied to the next ones on a ring."""

    kind: Literal["NAME"] = "NAME"
    words = {"name": "WORDS"}
    reach: int = field(3, "neighbours on each side", unit="consumers", source=SETTING, ge=1, le=50)

    def network(self, consumers: int, key: np.uint64) -> Network:
        """Return the network of so many consumers: a function of the fields and the key, and of nothing else."""
        reach = min(self.reach, (consumers - 1) // 2)
        source = np.repeat(np.arange(consumers, dtype=np.int32), reach)
        target = (source + np.tile(np.arange(1, reach + 1, dtype=np.int32), consumers)) % consumers
        strong = np.arange(len(source)) % 10 < round(10 * self.strong_share)
        return Network.from_ties(consumers, source, target, strong)
''',
    "model": '''"""WORDS: a textbook model of my own."""

from typing import Literal

import numpy as np

from wordofmouth.parts import Diffusion, Prior, State, TextbookModel, chance, field, purpose, words

_ADOPTS = purpose("NAME: adopts")


class CLASS(TextbookModel):
    """Everyone who has not adopted does so with one chance in every period."""

    kind: Literal["NAME"] = "NAME"
    words = {"name": "WORDS"}
    # The first state is everyone's at the start.
    states = (State("waiting", "who have not adopted"), State("adopters", "who have adopted", adopted=True))

    rate: float = field(
        0.05, "chance to adopt", unit="probability per period", source=Prior(0.01, 0.2, "to be replaced"), ge=0, le=1
    )

    def begin(self, run: Diffusion) -> None:
        """Set the states of those who are not in the first."""

    def step(self, run: Diffusion) -> None:
        """Simulate one period: change `run.state`, the place of each consumer's state among `states`."""
        adopts = chance(self.rate)
        drawn = [words(run.key, _ADOPTS, run.week, consumer, 0)[0] < adopts for consumer in range(run.n)]
        run.state[np.array(drawn)] = 1
''',
    "outcome": '''"""WORDS: an outcome of my own."""

from wordofmouth.parts import Outcome, register


def NAME(runs):
    """Return one number of each run and brand: an array (runs, brands).

    `runs.cube(column)` is a column of the table as an array (runs, weeks, brands); NaN where there is none.
    """
    return runs.cube("aware")[:, -1] - runs.cube("buyers")[:, -1]


# Its name, its unit, its function of the runs' tables; and how it is called in words.
register(Outcome("NAME", "consumers", NAME, label="PHRASE"))
''',
}
