"""Where the people of each segment live, in the reference model: some in communities of their own."""

from collections import Counter
from collections.abc import Sequence

from wordofmouth.scenario.sections import Segment


class Homes:
    """Of each community the segment whose own it is, and how much of it; and what is left for all others."""

    def __init__(self, segments: Sequence[Segment], communities: list[int]) -> None:
        self.segments = segments
        self.members = dict(sorted(Counter(communities).items()))
        self.homes: dict[int, tuple[int, float]] = {}
        for place, segment in enumerate(segments):
            self.settle(place, segment.homophily * segment.share * len(communities))
        unplaced = len(communities) - sum(share * self.members[home] for home, (_, share) in self.homes.items())
        self.elsewhere = []
        for place, segment in enumerate(segments):
            placed = sum(share * self.members[home] for home, (whose, share) in self.homes.items() if whose == place)
            self.elsewhere.append((segment.share * len(communities) - placed) / unplaced if unplaced else 0.0)

    def settle(self, segment: int, people: float) -> None:
        """Give a segment communities of its own, each that its people fill, and a part of the smallest to the rest."""
        for community, members in self.members.items():
            if community not in self.homes and members <= people:
                self.homes[community] = segment, 1.0
                people -= members
        free = [community for community in self.members if community not in self.homes]
        if people and free:
            smallest = min(free, key=self.members.__getitem__)
            self.homes[smallest] = segment, people / self.members[smallest]

    def shares_in(self, community: int) -> list[float]:
        """Return the chance that a member of a community is of each segment."""
        whose, share = self.homes.get(community, (None, 0.0))
        return [
            (share if place == whose else 0.0) + (1 - share) * elsewhere
            for place, elsewhere in enumerate(self.elsewhere)
        ]
