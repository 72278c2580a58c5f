"""The consumer model: no textbook's but ours, named here so that a scenario can say which it means."""

from typing import Literal

from wordofmouth.scenario.families.model import Model


class Consumer(Model):
    """Our own: consumers who hear praise and criticism, weigh them against what is at stake, and buy or do not."""

    kind: Literal["consumer"] = "consumer"
    words = {"name": "ours"}
