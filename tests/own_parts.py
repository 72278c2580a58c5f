"""Parts of one's own for tests: one of each kind as `wom part new` writes them, loaded and forgotten again."""

import json

import pytest
from wordofmouth.scenario.plugins import loading, trust
from wordofmouth.testing.skeletons import KINDS, skeleton

NAMES = {what: f"own_{what}" for what in KINDS}
# What a scenario says to have each of them.
SAYS = {
    "lever": {"campaign": [{"kind": "own_lever", "week": 2}]},
    "channel": {"channels": {"own_channel": {}}},
    "behaviour": {"behaviours": {"own_behaviour": {}}},
    "generator": {"network": {"kind": "own_generator"}},
    "model": {"model": "own_model"},
    "outcome": {},
}


def write(folder, what):
    """Write a file with one part, and return its path."""
    path = folder / f"{NAMES[what]}.py"
    path.write_text(skeleton(what, NAMES[what]), encoding="utf-8")
    return path


def forget():
    """Forget all plugins that this process has loaded, as a new one would not have."""
    for plugin in [*loading._loaded.values()]:
        loading._drop(plugin)
    loading._given.clear()
    loading._closed.clear()
    trust._here.clear()
    trust._asks.clear()


@pytest.fixture
def own_parts(tmp_path, monkeypatch):
    """Work in an empty folder, as a user who has accepted nothing yet; forget what was loaded afterwards."""
    folder = tmp_path / "user"
    folder.mkdir()
    monkeypatch.setattr(trust, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.chdir(folder)
    forget()
    yield folder
    forget()


def accepted(tmp_path):
    """Return the digests that are remembered for the user."""
    return json.loads((tmp_path / "cache" / trust.ACCEPTED).read_text(encoding="utf-8"))
