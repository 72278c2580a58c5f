"""Share: a run in a short line of letters that fits in an address, and back; only what differs from a preset is said.

The line is canonical JSON, compressed, in the letters that addresses may hold. It is made by whoever shares and may be
rewritten by anybody, so it is read strictly: what comes out is a scenario that holds by all of a scenario's own rules.
"""

import base64
import binascii
import functools
import itertools
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from wordofmouth.errors import LinkError, ScenarioError
from wordofmouth.market.copies.branching import check_changed
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.plugins.loading import is_loaded
from wordofmouth.scenario.scenario import Scenario, presets

LONGEST = 6_000
LARGEST_SEED = 2**63 - 1
_MOST_BYTES = 100_000
_DIGITS = 8
_LENGTH = "length"
# What a run goes through before, by which name in a link, and how many scenarios at most.
_THROUGH, _MOST_STAGES = "through", 8


class Shared(NamedTuple):
    """What a line leads to.

    Attributes:
        scenario, seed: the run.
        stages: scenarios that it goes through before, and the weeks at whose ends each is left.
        same: whether it is to the bit what was shared, which it is not if the preset has been changed since.
    """

    scenario: Scenario
    seed: int
    same: bool
    stages: tuple[tuple[Scenario, int], ...] = ()


def encode(scenario: Scenario, seed: int, stages: Sequence[tuple[Scenario, int]] = ()) -> str:
    """Return the line of a run: letters, digits, ``-`` and ``_``.

    Raises:
        LinkError: if the network is in a file, or there is too much to say.
    """
    if scenario.network.brings_consumers:
        raise LinkError("own_network")
    data = _dumped(scenario)
    changes = {name: _difference(base, data) for name, base in _bases().items()}
    base = min(changes, key=lambda name: len(_canonical(changes[name])))
    whole = {"from": base, "seed": seed, "is": scenario.digest[:_DIGITS], "but": changes[base]}
    if len(stages) > _MOST_STAGES:
        raise LinkError("too_long")
    if stages:
        whole[_THROUGH] = [[week, _difference(_bases()[base], _dumped(stage))] for stage, week in stages]
    return packed(whole)


def packed(tables: Mapping[str, Any]) -> str:
    """Return tables as a line of letters, digits, ``-`` and ``_``.

    Raises:
        LinkError: if they are too much for a line.
    """
    link = base64.urlsafe_b64encode(zlib.compress(_canonical(tables), 9)).decode().rstrip("=")
    if len(link) > LONGEST:
        raise LinkError("too_long")
    return link


def decode(link: str) -> Shared:
    """Return the run to which a line leads.

    Raises:
        LinkError: if it leads to none.
    """
    whole = _read(link)
    base, seed, digest, changes = (whole[name] for name in ("from", "seed", "is", "but"))
    if not isinstance(base, str) or base not in _bases():
        raise LinkError("no_preset")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise LinkError("no_seed")
    scenario, stages = _scenario(_bases()[base], changes), []
    for entry in whole.get(_THROUGH, []):
        if not isinstance(entry, list) or len(entry) != 2 or type(entry[0]) is not int:
            raise LinkError("no_run")
        stages.append((_scenario(_bases()[base], entry[1]), entry[0]))
    _check_stages(stages, scenario)
    return Shared(scenario, seed, scenario.digest[:_DIGITS] == digest, tuple(stages))


def _scenario(base: dict[str, Any], changes: Any) -> Scenario:
    data = _changed(base, changes)
    network = data.get("network")
    kind = network.get("kind") if isinstance(network, Mapping) else None
    if isinstance(kind, str) and kind in NetworkGenerator.kinds and NetworkGenerator.kinds[kind].brings_consumers:
        # A file is named by its path, and no path that a visitor names is ever opened.
        raise LinkError("names_a_file")
    plugins = data.get("plugins", [])
    if not isinstance(plugins, list) or not all(map(is_loaded, plugins)):
        raise LinkError("names_a_plugin")
    try:
        return Scenario.from_dict(data)
    except ScenarioError as error:
        raise LinkError("no_scenario", error.lines[0]) from None


def _check_stages(stages: Sequence[tuple[Scenario, int]], last: Scenario) -> None:
    """Check that a run may go through these scenarios, one after the other, to the last."""
    over = 0
    for (before, week), (after, later) in itertools.pairwise([*stages, (last, last.weeks)]):
        if not over < week < later:
            raise LinkError("no_run")
        try:
            check_changed(before, after, week)
        except ScenarioError as error:
            raise LinkError("no_scenario", error.lines[0]) from None
        over = week


@functools.cache
def _bases() -> dict[str, dict[str, Any]]:
    return {name: _dumped(Scenario.load(name)) for name in presets()}


def _dumped(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(mode="json", exclude={"variants"})


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _read(link: str) -> dict[str, Any]:
    whole = unpacked(link)
    names = {"from", "seed", "is", "but"}
    if whole.keys() - {_THROUGH} != names or not isinstance(whole["but"], dict):
        raise LinkError("no_run")
    if not isinstance(whole.get(_THROUGH, []), list) or len(whole.get(_THROUGH, [])) > _MOST_STAGES:
        raise LinkError("no_run")
    return whole


def unpacked(link: str) -> dict[str, Any]:
    """Return the tables of a line, which anybody may have written.

    Raises:
        LinkError: if it holds none, or is too long, or holds too much.
    """
    if not isinstance(link, str) or not link.isascii() or len(link) > LONGEST:
        raise LinkError("no_run")
    try:
        line = base64.b64decode(link + "=" * (-len(link) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(line, _MOST_BYTES)
        if not unpacking.eof or unpacking.unused_data:
            raise LinkError("cut_off")
        whole = json.loads(text, parse_constant=_refused)
    except LinkError:
        raise
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise LinkError("damaged") from None
    if not isinstance(whole, dict):
        raise LinkError("no_run")
    return whole


def _refused(constant: str) -> Any:
    raise ValueError(constant)


def _difference(base: Any, value: Any) -> Any:
    """Return what makes a value of another: a table of differences, or the value in a list of one."""
    if isinstance(base, dict) and isinstance(value, dict) and base.keys() == value.keys():
        if base.get("kind") == value.get("kind"):
            return {name: _difference(base[name], value[name]) for name in value if base[name] != value[name]}
    elif isinstance(base, list) and isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        changes: dict[str, Any] = {} if len(value) == len(base) else {_LENGTH: len(value)}
        for place, entry in enumerate(value):
            if place >= len(base):
                changes[str(place)] = [entry]
            elif entry != base[place]:
                changes[str(place)] = _difference(base[place], entry)
        return changes
    return [value]


def _changed(base: Any, changes: Any) -> Any:
    """Return a value with its differences.

    Raises:
        LinkError: if they are not differences of such a value.
    """
    if isinstance(changes, list) and len(changes) == 1:
        return changes[0]
    if isinstance(changes, dict) and isinstance(base, dict) and changes.keys() <= base.keys():
        return base | {name: _changed(base[name], change) for name, change in changes.items()}
    if isinstance(changes, dict) and isinstance(base, list):
        length = changes.get(_LENGTH, len(base))
        places = changes.keys() - {_LENGTH}
        # Whatever is added is said: so no list is longer than the link that describes it.
        if isinstance(length, int) and 0 <= length <= len(base) + len(places) and _are_places(places, length):
            entries = {int(place): changes[place] for place in places}
            if all(place in entries for place in range(len(base), length)):
                return [
                    _changed(base[place] if place < len(base) else None, entries[place])
                    if place in entries
                    else base[place]
                    for place in range(length)
                ]
    raise LinkError("no_run")


def _are_places(keys: Iterable[str], length: int) -> bool:
    return all(key.isdecimal() and key.isascii() and len(key) < _DIGITS and int(key) < length for key in keys)
