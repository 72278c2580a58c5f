"""Whom the reference model gives the product to: consumers from the best placed to the worst, by each strategy."""

from typing import TYPE_CHECKING

import networkx
from reference_consumer import ReferenceConsumer
from wordofmouth.engine.randomness import run_key
from wordofmouth.networks import centrality
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.seeding.spreading import weighted_cascade
from wordofmouth.seeding.strategy import choose

if TYPE_CHECKING:
    from reference_model import ReferenceModel

# Held to the literature by their own tests; what is compared here is what becomes of those whom they choose.
BY_INFLUENCE = ("degree_discount", "betweenness", "reverse_reachable")


def ranking(model: "ReferenceModel", section: Lever) -> list[ReferenceConsumer]:
    """Return candidates for a gift, the best placed first; of equals the earlier."""
    consumers = model.consumers
    match section.strategy:
        case "random":
            decision = f"levers.seeding.{section.label}"
            return sorted(consumers, key=lambda consumer: model.draws.words(decision, 0, consumer.row, 0)[0])
        case "degree":
            return sorted(consumers, key=lambda consumer: -consumer.degree)
        case "pagerank":
            # Its iteration ends early, so that only the same iteration can tell near equals apart.
            score = centrality.pagerank(model.network).tolist()
            return sorted(consumers, key=lambda consumer: -score[consumer.row])
        case "core":
            core = networkx.core_number(graph(model))
            return sorted(consumers, key=lambda consumer: (-core[consumer], -consumer.degree))
        case "community":
            return spread_over_communities(model)
        case "leaders":
            leaders = [consumer for consumer in consumers if consumer.leader]
            return sorted(leaders, key=lambda consumer: -len(consumer.followers))
        case strategy if strategy in BY_INFLUENCE:
            count = section.count if strategy == "reverse_reachable" else len(consumers)
            chosen = choose(strategy, weighted_cascade(model.network), count, run_key(model.seed, model.replication))
            return [consumers[row] for row in chosen.tolist()]
        case "list":
            return [consumers[row] for row in dict.fromkeys(section.consumers)]


def graph(model: "ReferenceModel") -> "networkx.Graph[ReferenceConsumer]":
    """Return the ties as a graph."""
    ties = networkx.DiGraph() if model.network.directed else networkx.Graph()
    ties.add_nodes_from(model.consumers)
    for consumer in model.consumers:
        ties.add_edges_from((consumer, other) for other in consumer.friends + consumer.acquaintances)
    return ties


def spread_over_communities(model: "ReferenceModel") -> list[ReferenceConsumer]:
    """Return the best tied of every community, the largest community first, then the second of each, and so on."""
    members = {
        community: [consumer for consumer in model.consumers if consumer.community == community]
        for community in sorted(model.forums)
    }
    communities = sorted(members.values(), key=len, reverse=True)
    queues = [sorted(community, key=lambda consumer: -consumer.degree) for community in communities]
    return [queue[turn] for turn in range(len(model.consumers)) for queue in queues if turn < len(queue)]
