"""Identity: by what runs are known again."""

import hashlib
import json
import platform
from collections.abc import Iterable

from wordofmouth.networks.network import Network
from wordofmouth.results.code import code_digest
from wordofmouth.results.manifest import versions
from wordofmouth.scenario.digest import json_digest
from wordofmouth.scenario.scenario import Scenario

# What a market is called, and what its money is worth later, changes nothing that happens in it.
_NOTHING_HAPPENS_BY = {"name", "title", "description", "group", "variants", "economics"}
# On what the last bit of a number may depend besides our code.
_MADE_WITH = ("python", "numba", "numpy", "scipy")


def runs_digest(scenarios: Iterable[Scenario], seed: int) -> str:
    """Return what names the runs of some scenarios under a seed, 32 hexadecimal digits."""
    digests = ":".join(scenario.digest for scenario in scenarios)
    return hashlib.blake2b(f"{digests}:{seed}".encode(), digest_size=16).hexdigest()


def address_of(*parts: object) -> bytes:
    """Return the address of what is decided by some parts, as JSON has them: 16 bytes."""
    return hashlib.blake2b(json.dumps(parts, sort_keys=True, default=str).encode(), digest_size=16).digest()


def run_address(
    scenario: Scenario, seed: int, replication: int, network: Network | None = None, *, made: str = ""
) -> bytes:
    """Return by what one run is known wherever it was made, 16 bytes: the same address, the same table.

    What a scenario is called changes no address, nor where the file of its network lies; what that holds does, and the
    code that runs.

    Args:
        scenario: what is run.
        seed: of all random numbers.
        replication: its number.
        network: ties that it has instead of the scenario's.
        made: by what it is made, as :func:`made_with` has it; by what is here unless given.

    Raises:
        ScenarioError: if the file of the network cannot be read.
    """
    # Plugins go by what is in them, and code that nobody calls changes nothing.
    without = {*_NOTHING_HAPPENS_BY, "plugins"}
    own = sorted(scenario.plugin_digests.values())
    ties = "" if network is None else network.digest
    if inputs := scenario.network.inputs():
        without = {*without, "network"}
        ties = ties or ":".join(sorted(inputs.values()))
    content = scenario.model_dump_json(exclude=without)
    return address_of("run", content, ties, seed, replication, made or made_with(), *own)


def made_with() -> str:
    """Return the digest of the code that decides numbers here, and of the libraries by which it does."""
    installed = versions()
    return json_digest([code_digest(), platform.machine(), [installed[name] for name in _MADE_WITH]])
