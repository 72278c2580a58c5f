"""Calibration parameters: which numbers of a scenario are sought, and where."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.factors import Values, with_priors
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.reader import read_toml, toml_value_of

# What sales are most sensitive to and no survey tells, in ranges that hold what the literature has for most markets.
_DEFAULT: dict[str, dict[str, Any]] = {
    "behaviours.speaking.talk_rate": {"from": 0.05, "to": 5.0, "scale": "log"},
    "behaviours.shopping.shopping_rate": {"from": 0.01, "to": 0.5, "scale": "log"},
    "survey.innovators": {"from": 0.02, "to": 0.5, "scale": "log"},
    "brand.quality": {"from": 0.3, "to": 1.0},
}
# Of these the ranges are of markets of two years; of longer ones they are as much lower.
_RATES, _WEEKS = ("behaviours.speaking.talk_rate", "behaviours.shopping.shopping_rate"), 128
_POSTING = {"from": 0.01, "to": 1.0, "scale": "log"}


def default_ranges(scenario: Scenario, reviews: bool = False) -> dict[str, Values]:
    """Return what is sought unless something else is asked for.

    How often people talk and shop, how many buy before hearing anything, how good the product is; the reach of our
    first advertising if there is any; and how often buyers post, if numbers of reviews are known. Of a textbook's model
    what it declares. A market that was watched for years is one in which people talk and shop so much more seldom.
    """
    if "decisions" not in scenario.model.knows:
        return {f"model.{name}": Values.parse(values) for name, values in scenario.model.sought.items()}
    slower = max(scenario.weeks / _WEEKS, 1.0)
    ranges: dict[str, Any] = {
        path: values | ({end: values[end] / slower for end in ("from", "to")} if path in _RATES else {})
        for path, values in _DEFAULT.items()
    }
    ours = ("", scenario.brands[0].name)
    ours_sought = [lever for lever in scenario.campaign if lever.sought and lever.brand in ours]
    for lever in ours_sought[:1]:
        ranges |= {f"campaign.{lever.label}.{name}": values for name, values in lever.sought.items()}
    if reviews:
        ranges["behaviours.posting.post_rate"] = _POSTING
    return {path: Values.parse(value) for path, value in ranges.items()}


def checked_ranges(scenario: Scenario, ranges: Mapping[str, Any]) -> dict[str, Values]:
    """Return the ranges that are sought, of which every value is allowed in the scenario; ``{ prior = true }`` is one.

    Raises:
        ScenarioError: with every mistake in them.
    """
    checked, wrong = {}, []
    for path, value in with_priors(ranges, lambda: scenario).items():
        try:
            checked[path] = Values.parse(value)
        except ValueError as error:
            wrong += [f"{path}: {_rule(error)}"]
            continue
        wrong += _mistakes(scenario, path, checked[path])
    if not (checked or wrong):
        example = "as in `vary` model.probability=0.01:0.5" if "decisions" not in scenario.model.knows else ""
        wrong.append(f"there is nothing to calibrate: give a parameter and its range{', ' * bool(example)}{example}")
    if wrong:
        raise ScenarioError(dict.fromkeys(wrong))
    return checked


def _mistakes(scenario: Scenario, path: str, values: Values) -> Iterator[str]:
    if values.choices:
        yield f"{path}: a parameter that is sought has a range, as in {{ from = 0.2, to = 0.8 }}"
        return
    for value in values.tried:
        try:
            scenario.varied({path: value})
        except ScenarioError as error:
            yield from error.lines


def values_at(ranges: Mapping[str, Values], shares: Iterable[float]) -> dict[str, Any]:
    """Return the values at a place, given in shares of the ranges, by path and in digits that one can read."""
    exact = {path: values.at(float(share)) for (path, values), share in zip(ranges.items(), shares, strict=True)}
    return {
        path: min(max(float(f"{value:.5g}"), ranges[path].low), ranges[path].high)
        if isinstance(value, float)
        else value
        for path, value in exact.items()
    }


def read_ranges(path: str | Path) -> dict[str, Any]:
    """Return the ranges of a TOML file, in a table ``factors`` as designs have it, or without one.

    Raises:
        ScenarioError: if it cannot be read.
    """
    try:
        data = read_toml(Path(path))
    except ValueError as error:
        raise ScenarioError([str(error)], str(path)) from None
    ranges = data.get("factors", data)
    if not isinstance(ranges, dict):
        raise ScenarioError([f"{path}: factors: must be a table"])
    return ranges


def ranges_in_words(words: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the ranges of words like ``brand.quality=0.3:0.9``, or ``…:log`` for one in which ratios count alike.

    A path alone stands for the range of its prior.

    Raises:
        ScenarioError: if words are not of this form.
    """
    ranges: dict[str, dict[str, Any]] = {}
    for text in words:
        path, sign, ends = text.partition("=")
        if path.strip() and not sign:
            ranges[path.strip()] = {"prior": True}
            continue
        low, _, rest = ends.partition(":")
        high, _, scale = rest.partition(":")
        try:
            numbers = [toml_value_of(end) for end in (low, high)]
        except ValueError:
            numbers = []
        if not sign or not path.strip() or not numbers or scale not in ("", "log", "linear"):
            shown = text if len(text) <= 80 else f"{text[:77]}..."
            raise ScenarioError(
                [f"`vary` {shown}: must be PATH, PATH=FROM:TO or PATH=FROM:TO:log, as in brand.quality=0.3:1"]
            )
        ranges[path.strip()] = {"from": numbers[0], "to": numbers[1]} | ({"scale": scale} if scale else {})
    return ranges


def _rule(error: ValueError) -> str:
    """Return what is wrong in a range, without where in it."""
    errors = getattr(error, "errors", None)
    return "; ".join(entry["msg"] for entry in errors(include_url=False)) if errors else str(error)
