"""Value: what a customer is worth, by the same market without that customer.

Each customer is taken out of the market in turn (:mod:`wordofmouth.market.levers.absence`), under common random
numbers, so that whatever is bought less, or later, is due to the absence.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import cast

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import RequestError, ScenarioError
from wordofmouth.instruments.influence import forest
from wordofmouth.instruments.names import number_in
from wordofmouth.market.levers.absence import Absence
from wordofmouth.market.market import Market
from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.runs.bar import Progress, Shown, shown
from wordofmouth.runs.identity import address_of, made_with, run_address
from wordofmouth.runs.runner import check_replications
from wordofmouth.runs.simulate import check_market, simulate, weeks
from wordofmouth.runs.store import Entry, RunStore, entry_of
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.value.ledger import Ledger, parts
from wordofmouth.tasks.value.record import PARTS, Values, Worth
from wordofmouth.words.numbers import counted

REPLICATIONS = 40
AMONG = 20
# Runs in which those are sought whose word is followed most; no value is measured in them.
PILOTS = 5
_LEVER = "the_absence"


def value(
    source: Scenario | str | Path,
    *,
    consumers: Sequence[int | str] = (),
    segments: Sequence[str] = (),
    count: int = AMONG,
    brand: str = "",
    replications: int = REPLICATIONS,
    seed: int = 0,
    names: bool = False,
    store: RunStore | str | Path | None = None,
    progress: Shown = None,
) -> Values:
    """Tell what customers are worth to a brand: by what they buy, and by whom they convince.

    A customer's value is what the brand has more than in the same market in which that customer neither buys nor says
    anything: own purchases, and those of others that would not have been (expansion) or would have been at another time
    (acceleration), less what the brand spends because of them. All of it is over the scenario's weeks, discounted.

    Unless customers or segments are named, those ``count`` are looked at after whose word most was bought in
    5 runs of their own. Each run draws anew what a consumer is like, and all have one network: so a value is that of a
    place in the network, over whoever may stand there.

    Args:
        source: a scenario with a market, its name or its file.
        consumers: numbers of customers, or their names in the network's file.
        segments: groups; of each the value of one of its people on average, the group being taken out as a whole.
        count: number of customers who are looked at, unless they are named.
        brand: to whom they are worth it; the first unless given.
        replications: runs of the market with everybody, and of that without each.
        seed: from which all random numbers come.
        names: whether customers are called by their names in the network's file, beside their numbers.
        store: folder of results, as ``"results"``, where what is computed is kept, and not computed again.
        progress: true for a bar; or called with the number of runs done.

    Raises:
        ScenarioError: if the scenario has mistakes or no market, there is no such consumer, segment or brand, or a
            segment has nobody in one of the runs.
        RequestError: if both customers and segments are named, or a number makes no sense.

    Sources: Hogan, Lemon and Libai (2003), what goes with a customer who is lost; Kumar, Petersen and Leone (2010),
    the value of referrals beside that of purchases; Libai, Muller and Peres (2013), acceleration and expansion.
    """
    scenario = source if isinstance(source, Scenario) else Scenario.load(source)
    check_market(scenario)
    check_replications(replications)
    if replications < 2:
        raise RequestError(f"`replications`: {replications} is not allowed: at least 2, for an interval")
    if consumers and segments:
        raise RequestError("`segments`: name customers or segments, and not both")
    if count < 1:
        raise RequestError(f"`count`: {count} is not allowed: at least 1")
    brands = [section.name for section in scenario.brands]
    place = _place_in(brands, brand, "brand") if brand else 0
    tell = shown(progress, runs_of(scenario, len(consumers or segments), count, replications))
    measuring = _Measuring(scenario, place, seed, RunStore.of(store), tell)
    for name in segments:
        _place_in([section.name for section in scenario.segments], name, "segments")
    among, network = 0, measuring.network
    with measuring.store or nullcontext():
        if segments:
            worths = [measuring.of_segment(name, replications) for name in dict.fromkeys(segments)]
        else:
            chosen = [number_in(network, consumer) for consumer in consumers]
            if not chosen:
                among = network.n
                chosen = measuring.most_followed(min(count, among), replications)
            worths = [measuring.of_consumer(each, replications) for each in dict.fromkeys(chosen)]
    worths.sort(key=lambda worth: (-worth.total.mean(), worth.consumer))
    return Values(scenario, network, brands[place], tuple(worths), replications, among, names)


def runs_of(scenario: Scenario, named: int, count: int, replications: int) -> int:
    """Return how many runs a valuation takes."""
    return replications * (1 + (named or min(count, scenario.consumers))) + (0 if named else PILOTS)


def _place_in(names: list[str], name: str, what: str) -> int:
    """Return the place of a name.

    Raises:
        ScenarioError: if none is called so.
    """
    if name not in names:
        raise ScenarioError([f"{what}: none is called {name!r}; {nearest(name, names)}"])
    return names.index(name)


class _Measuring:
    """Runs of a market with everybody and without some, on one network."""

    def __init__(
        self,
        scenario: Scenario,
        brand: int,
        seed: int,
        store: RunStore | None,
        progress: Progress,
    ) -> None:
        self.scenario, self.brand, self.seed, self.store = scenario, brand, seed, store
        self.network: Network = network_of(scenario, seed)
        self._progress = progress
        self._done, self._wholes = 0, dict[int, Ledger]()

    def of_consumer(self, consumer: int, replications: int) -> Worth:
        """Return what one customer is worth."""
        ids = np.array([consumer], np.int64)
        columns = [self._parts(ids, replication) for replication in range(replications)]
        return Worth(consumer, "", 1.0, *(np.array([each[part] for each in columns]) for part in PARTS))

    def of_segment(self, name: str, replications: int) -> Worth:
        """Return what one of a segment is worth on average.

        Raises:
            ScenarioError: if there is nobody of it in one of the runs.
        """
        place = 1 + _place_in([section.name for section in self.scenario.segments], name, "segments")
        members = [
            np.flatnonzero(self._begun(replication).consumers.segment == place) for replication in range(replications)
        ]
        sizes = np.array([len(ids) for ids in members])
        if not sizes.all():
            runs = counted(int((sizes == 0).sum()), "run")
            raise ScenarioError([f"segments: of {name!r} there is nobody in {runs}; more consumers help"])
        columns = [self._parts(ids, replication) for replication, ids in enumerate(members)]
        amounts = (np.array([each[part] for each in columns]) / sizes for part in PARTS)
        return Worth(-1, name, float(sizes.mean()), *amounts)

    def most_followed(self, count: int, first: int) -> list[int]:
        """Return after whose word most was bought, in runs from the ``first`` on; those with most ties of equals."""

        def followed() -> Entry:
            bought = np.zeros(self.network.n)
            for replication in range(first, first + PILOTS):
                market = cast(
                    Market,
                    simulate(
                        self.scenario,
                        seed=self.seed,
                        replication=replication,
                        network=self.network,
                        record={"influence"},
                    ),
                )
                trees = forest(market)
                ours = trees.brand == self.brand
                bought += np.bincount(trees.consumer[ours], weights=trees.below[ours], minlength=self.network.n)
                self._tell()
            return Entry({}, {"bought": bought})

        bought = entry_of(self.store, lambda: self._address("followed", first), followed).arrays["bought"]
        order = np.lexsort((-self.network.degree, -bought))
        return cast("list[int]", order[:count].tolist())

    def _parts(self, ids: Array, replication: int) -> dict[str, float]:
        def compared() -> Entry:
            if replication not in self._wholes:
                self._wholes[replication] = self._ledger(self.scenario, replication)
            whole = self._wholes[replication]
            lever = Absence(name=_LEVER, consumers=tuple(ids.tolist()))
            # Before all others, which then find nobody to address.
            without = self.scenario.model_copy(update={"campaign": (lever, *self.scenario.campaign)})
            return Entry({**parts(whole, self._ledger(without, replication), ids)})

        made = entry_of(self.store, lambda: self._address("without", replication, ids.tolist()), compared)
        return made.content

    def _ledger(self, scenario: Scenario, replication: int) -> Ledger:
        ledger = Ledger(self.brand, scenario.economics.discount_rate)
        simulate(scenario, seed=self.seed, replication=replication, network=self.network, watch=[ledger])
        self._tell()
        return ledger

    def _begun(self, replication: int) -> Market:
        return cast(Market, next(weeks(self.scenario, seed=self.seed, replication=replication, network=self.network)))

    def _address(self, *what: object) -> bytes:
        of_market = run_address(self.scenario, self.seed, 0, self.network).hex()
        rate = self.scenario.economics.discount_rate
        return address_of("value", of_market, rate, self.brand, made_with(), *what)

    def _tell(self) -> None:
        self._done += 1
        self._progress(self._done)
