"""Pythons: the same scenario, seed and version give the same digests on each that is found."""

import json

import pytest
from builds import called, pythons, uv

PROGRAM = """
import json, tempfile
import wordofmouth as wom
from wordofmouth.tasks.sweep.design import Design
few = {"consumers": 300, "weeks": 12}
digests = {}
for name in ("launch", "bass", "small"):
    scenario = wom.Scenario.load(name).varied(few)
    manifest = wom.run(scenario, replications=2, workers=0).manifest
    tables = [manifest.table_digest, manifest.baseline_digest]
    digests[name] = [manifest.scenario_digest, *tables, *manifest.network_digests]
    digests["code"] = manifest.code
design = Design(scenario="small", fixed=few, replications=2, factors={"brand.quality": [0.3, 0.9]})
with tempfile.TemporaryDirectory() as folder:
    manifest = wom.sweep(design, out=f"{folder}/sweep", workers=0).manifest
    digests["sweep"] = [manifest.design_digest, manifest.table_digest, manifest.tables]
print(json.dumps(digests))
"""


@pytest.mark.slow
def test_every_python_gives_the_same_digests(tmp_path):
    """Of scenarios, networks, tables and code."""
    found = pythons()
    if len(found) < 2:
        pytest.skip(f"only one Python is found here: {found}")
    uv("build", "--quiet", "--wheel", "-C", "kernels=no", "--out-dir", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    digests = {}
    for version, python in found.items():
        folder = tmp_path / "-".join(map(str, version))
        uv("venv", "--quiet", "--python", python, folder)
        uv("pip", "install", "--quiet", "--python", folder, wheel)
        status, told, complaint = called(folder / "bin", "python", "-c", PROGRAM, folder=tmp_path)
        assert status == 0, complaint
        digests[version] = json.loads(told)
    first, *others = digests.values()
    assert all(other == first for other in others), digests
