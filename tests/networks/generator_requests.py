"""Generators of every kind, and populations that they can serve, as tests draw them."""

import math

from hypothesis import strategies as st
from wordofmouth.scenario.families.generator import NetworkGenerator

KINDS = {
    kind: generator
    for kind, generator in NetworkGenerator.kinds.items()
    if not any(field.is_required() for field in generator.model_fields.values())
}


@st.composite
def requests(draw, kinds=()):
    """Return a generator of one of the kinds (or of any), varied in every number, and a population it can serve."""
    kind = draw(st.sampled_from(kinds or sorted(KINDS)))
    fields = {"strong_share": draw(st.floats(0, 1)), "community_method": draw(st.sampled_from(["louvain", "none"]))}
    degree = draw(st.floats(2, 12))
    consumers = draw(st.integers(15, 150))
    if kind == "small_world":
        fields |= {"mean_degree": 2 * draw(st.integers(1, 7)), "rewiring": draw(st.floats(0, 1))}
    elif kind in ("scale_free", "random"):
        fields |= {"mean_degree": degree}
    elif kind == "lattice":
        width, height = draw(st.integers(3, 12)), draw(st.integers(3, 12))
        fields |= {"neighbours": draw(st.sampled_from([4, 8])), "width": draw(st.sampled_from([0, width]))}
        consumers = width * height
    elif kind == "communities":
        mixing = draw(st.floats(0, 1))
        smallest = math.ceil(2 * (1 - mixing) * degree) + 1
        size = draw(st.integers(max(smallest, 2), 40))
        exponents = {name: draw(st.floats(1.5, 6)) for name in ("degree_exponent", "size_exponent")}
        fields = {
            "mean_degree": degree,
            "mixing": mixing,
            "community_size": size,
            "strong_share": fields["strong_share"] * (1 - mixing),
            **exponents,
        }
        consumers = draw(st.integers(max(2 * smallest, math.ceil(4 * mixing * degree), 15), 200))
    return KINDS[kind](**{name: value for name, value in fields.items() if name in KINDS[kind].model_fields}), consumers
