"""Offers: what a brand asks and promises in one week, which its campaign may change for all or for a segment.

A promise to refund is believed as claims that are paid are to all claims of which one knows: those heard of, and as
many more as what was thought of the brand beforehand amounts to. It is the mean of a beta distribution that learns.
"""

import functools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance
from wordofmouth.engine.records import Array, Column, Table, records, table
from wordofmouth.scenario.sections import Brand

if TYPE_CHECKING:
    from wordofmouth.scenario.scenario import Scenario

OFFER = (
    Column("quality", "float64", "chance that a purchase satisfies who is not indifferent"),
    Column("reputation", "float64", "belief before hearing anything, in log-odds"),
    Column("risk_exposure", "float64", "what a consumer's fear is multiplied by"),
    Column("price_resistance", "float64", "what the price adds to the stake, in log-odds"),
    Column("guaranteed", "bool", "whether the disappointed can claim something back"),
    Column("honoured", "int64", "word below which a claim is paid"),
    Column("promised", "float64", "what a promise that is fully believed takes from the risk exposure"),
    Column("believed", "float64", "claims paid, as many as what is thought of the promise beforehand amounts to"),
    Column("doubted", "float64", "claims not paid, likewise"),
)
PROMISE = (
    Column("paid", "float64", "claims paid that the consumer knows of, in fully trusted messages"),
    Column("broken", "float64", "claims not paid that the consumer knows of, in fully trusted messages"),
    Column("is_unpaid", "bool", "whether the consumer's own claim for the latest purchase was not paid"),
)


class Offer:
    """A brand's offer; levers change this week's copy, and what they change in the original lasts.

    Attributes:
        quality, unit_cost, reputation, reference_price: the same for all.
        is_income: whether consumers are paid.
        enters, is_on_sale: the week from which it is on sale, and whether it is.
        claims_paid: how many claims it is known to have paid before.
        has_contract: whether the coverage holds for an income too.
        honoured: the share of claims that are paid, float64 (segments,).
        vouched: the share of the doubt in its promise that a third party's trust seal takes away, float64 (segments,).
    """

    changing = (
        *("quality", "price", "reference_price", "unit_cost", "refund_coverage", "reputation", "is_income"),
        *("claims_paid", "has_contract", "honoured", "vouched", "enters"),
    )

    def __init__(self, brand: Brand, n_segments: int) -> None:
        self.name = brand.name
        self.quality = brand.quality
        self._price = np.full(n_segments, brand.price)
        self.reference_price = brand.reference_price or brand.price
        self.unit_cost = brand.unit_cost
        self._refund_coverage = np.full(n_segments, brand.refund_coverage)
        self.reputation = brand.reputation
        self.is_income = brand.cash_flow == "income"
        self.claims_paid = brand.claims_paid
        self.has_contract = False
        self.enters, self.is_on_sale = brand.enters, brand.enters <= 1
        self.honoured, self.vouched = np.ones(n_segments), np.zeros(n_segments)

    def fresh(self, week: int = 1) -> "Offer":
        """Return a copy for one week."""
        by_segment = ("_price", "_refund_coverage", "honoured", "vouched")
        fresh = object.__new__(Offer)
        vars(fresh).update(vars(self), **{name: getattr(self, name).copy() for name in by_segment})
        fresh.is_on_sale = week >= self.enters
        return fresh

    @property
    def price(self) -> Array:
        """What one unit costs a buyer of each segment, float64 (segments,); one number set is the price for all."""
        return self._price

    @price.setter
    def price(self, value: float | Array) -> None:
        self._price[:] = value

    @property
    def refund_coverage(self) -> Array:
        """The share of the price paid back to the disappointed, float64 (segments,); one number set holds for all."""
        return self._refund_coverage

    @refund_coverage.setter
    def refund_coverage(self, value: float | Array) -> None:
        self._refund_coverage[:] = value

    @property
    def covered(self) -> Array:
        """The share of the price that can be claimed, float64 (segments,): of an income nothing without a contract."""
        return self.refund_coverage * (self.has_contract or not self.is_income)

    def risk_exposure(self, segments: Array) -> Array:
        """Return what fear is multiplied by where the promise to refund is believed, float64 (segments,)."""
        return self._at_risk(segments) * (1.0 - self.covered)

    def promised(self, segments: Array) -> Array:
        """Return what a promise that is fully believed takes from the risk exposure, float64 (segments,)."""
        return self._at_risk(segments) * self.covered

    def _at_risk(self, segments: Array) -> Array:
        # Where consumers are paid there is nothing to lose: what they fear for is a gain.
        return np.ones(len(segments)) if self.is_income else segments["loss_aversion"]

    def promise(self, segments: Array) -> tuple[Array, Array]:
        """Return what is thought of the promise beforehand, as claims paid and not paid: float64 (segments,) each."""
        trust = segments["promise_trust"]
        # In log-odds the reputation is added; a trust of 0 or 1 stays what it is.
        believed = trust / (trust + (1.0 - trust) * np.exp(-self.reputation))
        doubted = (1.0 - believed) * (1.0 - self.vouched)
        inertia = segments["promise_inertia"]
        return inertia * (1.0 - doubted) + self.claims_paid, inertia * doubted

    def price_resistance(self, segments: Array) -> Array:
        """Return what the price adds to the stake, in log-odds (segments,); who is paid wants more, not less."""
        sensitivity = -segments["price_sensitivity"] if self.is_income else segments["price_sensitivity"]
        return sensitivity * np.log(self.price / self.reference_price)


def numbered(names: Sequence[str]) -> Array:
    """Return a number for each name, alike for the same, from 0 in the order of the first of each: int64 (names,)."""
    distinct = list(dict.fromkeys(names))
    return np.array([distinct.index(name) for name in names], np.int64)


def offer_table(offers: Sequence[Offer], segments: Array) -> Array:
    """Return what brands offer to each segment, for kernels: records of :data:`OFFER`, (segments, brands)."""
    # In most weeks nothing changes, and where consumers are few, making it takes an eighth of a week's time.
    return _table_of(_Terms(offers, segments)).copy()


class _Terms:
    """Offers and the segments that they are made to; equal where all their values are."""

    def __init__(self, offers: Sequence[Offer], segments: Array) -> None:
        self.offers, self.segments = offers, segments
        self._values = (segments.tobytes(), *map(_values, offers))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Terms) and self._values == other._values

    def __hash__(self) -> int:
        return hash(self._values)


def _values(offer: Offer) -> tuple[Any, ...]:
    return tuple([value.tobytes() if isinstance(value, np.ndarray) else value for value in vars(offer).values()])


@functools.lru_cache(maxsize=64)
def _table_of(terms: _Terms) -> Array:
    offers, segments = terms.offers, terms.segments
    offered = records(OFFER, (len(segments), len(offers)))
    for b, offer in enumerate(offers):
        each = offered[:, b]
        each["quality"] = offer.quality
        each["reputation"] = offer.reputation
        each["risk_exposure"] = offer.risk_exposure(segments)
        each["price_resistance"] = offer.price_resistance(segments)
        each["guaranteed"] = offer.covered > 0.0
        each["honoured"] = [chance(share) for share in offer.honoured]
        each["promised"] = offer.promised(segments)
        each["believed"], each["doubted"] = offer.promise(segments)
    return offered


def promise_table(scenario: "Scenario", n: int) -> Table:
    """Return what is known of claims, nothing yet: (n, brands); (0, brands) where all are believed, and rightly."""
    doubted = any(traits.promise_trust < 1.0 for traits in scenario.traits)
    broken = any(lever.breaks_promises for lever in scenario.campaign)
    return table(PROMISE, (n if doubted or broken else 0, len(scenario.brands)))


def voucher_table(scenario: "Scenario", n: int) -> Array:
    """Return what share of the price is taken off for each consumer: float64 (n, brands); (0, brands) if for nobody."""
    given = any(lever.gives_vouchers for lever in scenario.campaign)
    return np.zeros((n if given else 0, len(scenario.brands)))


@kernel
def saving(i, b, vouchers, price_sensitivity):
    """Return what a voucher takes from the stake of consumer i, in log-odds, as a lower price would."""
    return -price_sensitivity * math.log(1.0 - vouchers[i, b]) if vouchers.shape[0] > 0 else 0.0


@kernel
def exposure(offer, paid, broken):
    """Return what fear is multiplied by, of whoever has heard of so many claims that were paid and that were not."""
    paid += offer.believed
    broken += offer.doubted
    return offer.risk_exposure + offer.promised * broken / (paid + broken)


@kernel
def tell_of_claim(starts, targets, strong, promises, i, b, is_paid, trust):
    """Let consumer i, and the strong ties, know of a claim that was paid or not."""
    paid, broken = (trust, 0.0) if is_paid else (0.0, trust)
    promises[i, b].paid += paid
    promises[i, b].broken += broken
    for k in range(starts[i], starts[i] + strong[i]):
        promises[targets[k], b].paid += paid
        promises[targets[k], b].broken += broken
