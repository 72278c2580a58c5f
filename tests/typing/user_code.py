"""What a user writes, as type checkers read it; it is never run. ``assert_type`` says what they must find."""

from typing import assert_type

import numpy as np
import wordofmouth as wom
from wordofmouth import Scenario

small = Scenario(consumers=500)
assert_type(small.consumers, int)
assert_type(Scenario(name="small", weeks=12, brands=(small.brands[0],)).weeks, int)
assert_type(Scenario.load("launch").varied({"brand.quality": 0.6, "consumers": 500}), Scenario)
assert_type(Scenario.from_dict({"model": "bass", "brands": [{"quality": 0.5}]}), Scenario)
textbook = Scenario(model="bass", network={"kind": "small_world"}, weeks=20)
assert_type(textbook.model.kind, str)
tables = Scenario(
    brands=[{"quality": 0.5}, small.brands[0]],
    campaign=[{"kind": "discount", "share": 0.1}, *small.campaign],
    channels={"friends": {"trust": 0.9}},
    survey={"follow_praise": 0.6},
    variants={"poor": {"brand.quality": 0.3}},
)
assert_type(tables.without_campaign().digest, str)
for kind, channel in small.channels.items():
    print(kind.upper(), channel.trust + 1.0)
for lever in small.campaign:
    print(lever.label.upper(), lever.is_due(1), lever.cost + 1.0)

result = wom.run("launch", replications=2)
assert_type(result, wom.Result)
wom.run(small, replications=2, seed=7, workers=0, by=["segment"], influence=True)

assert_type(wom.sweep("leaders", workers=0), wom.SweepResult)
assert_type(wom.sweep("leaders", part=(2, 4)).runs, int)
assert_type(wom.gather("parts").export("leaders.csv", shape="long").suffix, str)

ring = np.arange(10, dtype=np.int32)
ties = wom.Network.from_ties(10, ring, np.roll(ring, 1), np.ones(10, np.bool_))
assert_type(ties, wom.Network)
assert_type(ties.n_communities, int)

model = wom.WordOfMouth("launch", rng=7, network=ties, brand__quality=0.6)
assert_type(model.market.scenario, Scenario)
wom.WordOfMouth(small, replication=1).run_model()

try:
    wom.Design(scenario="launch", factors={})
    wom.Goal(scenario="launch", budget=1000.0)
except wom.WordOfMouthError as error:
    print(error)
