"""Building: the network of one run of a scenario."""

from wordofmouth.engine.randomness import key_for, purpose, run_key
from wordofmouth.errors import ScenarioError
from wordofmouth.networks.network import Network
from wordofmouth.scenario.scenario import Scenario

_NETWORK = purpose("market.network")


def network_of(scenario: Scenario, seed: int, replication: int = 0) -> Network:
    """Return the network of one run.

    Raises:
        ScenarioError: if it cannot be built, or its file not be read.
    """
    # What a file leaves open (which ties are strong, which communities there are) is the same in every run.
    key = run_key(0) if scenario.network.is_fixed else run_key(seed, replication)
    try:
        return scenario.network.build(scenario.consumers, key_for(key, _NETWORK))
    except (ValueError, OSError) as error:
        raise ScenarioError(f"network: {line}" for line in str(error).splitlines()) from error
