"""Identity: by what runs and their networks are known again."""

import hashlib
from collections.abc import Iterable, Sequence

from wordofmouth.runs.runner import RunOutput
from wordofmouth.scenario.scenario import Scenario


def runs_digest(scenarios: Iterable[Scenario], seed: int, secret: bytes = b"") -> str:
    """Return what names the runs of some scenarios under a seed, 32 hexadecimal digits.

    With a secret of at most 64 bytes nobody can guess it, not even from the scenarios and the seed.
    """
    digests = ":".join(scenario.digest for scenario in scenarios)
    return hashlib.blake2b(f"{digests}:{seed}".encode(), key=secret, digest_size=16).hexdigest()


def network_digests(replications: Sequence[Sequence[RunOutput]]) -> list[str]:
    """Return the digest of every network, replication by replication."""
    return [output.network_digest for outputs in replications for output in outputs]
