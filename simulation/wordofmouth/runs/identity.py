"""Identity: by what runs and their networks are known again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from wordofmouth.results.code import code_digest
from wordofmouth.runs.runner import RunOutput
from wordofmouth.scenario.scenario import Scenario


def runs_digest(scenarios: Iterable[Scenario], seed: int) -> str:
    """Return what names the runs of some scenarios under a seed, 32 hexadecimal digits."""
    digests = ":".join(scenario.digest for scenario in scenarios)
    return hashlib.blake2b(f"{digests}:{seed}".encode(), digest_size=16).hexdigest()


def network_digests(replications: Sequence[Sequence[RunOutput]]) -> list[str]:
    """Return the digest of every network, replication by replication."""
    return [output.network_digest for outputs in replications for output in outputs]


def run_address(scenario: Scenario, seed: int, replication: int, rooms: Mapping[str, str] | None = None) -> str:
    """Return by what one run is known wherever it was made, 32 hexadecimal digits: the same address, the same table.

    What a scenario is called changes no address, nor where the file of its network lies; what that holds does.

    Args:
        scenario: what is run.
        seed: of all random numbers.
        replication: its number.
        rooms: digests of the code that ran, as :func:`wordofmouth.results.code.code` has them; of the code here unless
            given.

    Raises:
        ScenarioError: if the file of the network cannot be read.
    """
    content = scenario.varied({"name": "scenario", "title": ""}).digest
    return hashlib.blake2b(f"{content}:{seed}:{replication}:{code_digest(rooms)}".encode(), digest_size=16).hexdigest()
