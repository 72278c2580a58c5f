"""Building: the network of one run of a scenario."""

from wordofmouth.errors import ScenarioError
from wordofmouth.networks.generator import fixed_key, network_key
from wordofmouth.networks.network import Network
from wordofmouth.scenario.scenario import Scenario


def network_of(scenario: Scenario, seed: int, replication: int = 0) -> Network:
    """Return the network of one run.

    Raises:
        ScenarioError: if it cannot be built, or its file not be read.
    """
    try:
        key = fixed_key() if scenario.network.is_fixed else network_key(seed, replication)
        return scenario.network.build(scenario.consumers, key)
    except (ValueError, OSError) as error:
        raise ScenarioError(f"network: {line}" for line in str(error).splitlines()) from error
