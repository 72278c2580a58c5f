"""Examples: the briefs that come along, each a job of every day, to begin with."""

from wordofmouth.briefs.brief import Brief
from wordofmouth.errors import ScenarioError
from wordofmouth.resources import folder
from wordofmouth.words.catalogue import Words

FOLDER = folder("experiments") / "briefs"


def examples() -> list[str]:
    """Return the names of the briefs that come along, the one to begin with first."""
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return sorted(names, key=lambda name: name != FIRST)


FIRST = "distrust"


def example(name: str, say: Words | None = None) -> Brief:
    """Return a brief that comes along, what it calls things in the words of a language.

    Raises:
        ScenarioError: if there is none of this name.
    """
    if name not in examples():
        raise ScenarioError([f"no brief is called so: {name!r}"])
    brief = Brief.of_toml((FOLDER / f"{name}.toml").read_bytes())
    own_words = (say or Words()).find(f"desk.examples.{name}") or {}
    options = [
        option.model_copy(update={"title": own_words.get(option.lever.label, option.title)}) for option in brief.options
    ]
    own = {key: own_words[key] for key in ("title", "plain", "together") if key in own_words}
    return brief.changed(options=options, **own)
