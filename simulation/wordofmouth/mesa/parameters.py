"""Parameters: what a model was made with, as Mesa and its pages ask for it."""

import functools
from pathlib import Path
from typing import Any

from mesa.experimental.scenarios import Scenario as MesaScenario

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.scenario import Scenario


class Parameters(MesaScenario):  # type: ignore[misc]  # Mesa does not say that it has types
    """A scenario of Mesa's that stands for one of ours: what it does not have itself is read from ours.

    Mesa makes another by calling the class of a model's ``model.scenario``, with what a visitor of its page has set.
    So each scenario of ours has a class, whose default is that scenario.

    >>> model = WordOfMouth("launch", rng=7)
    >>> model.scenario.rng, model.scenario.weeks
    (7, 52)

    Attributes:
        scenario: ours, a preset's name or a file.
        rng: the seed.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or "scenario" not in self.__dict__:
            raise AttributeError(name)
        return getattr(resolved(self), name)

    def __repr__(self) -> str:
        given = {name: value for name, value in self.__dict__.items() if name != "scenario"}
        return (
            f"<Parameters of {resolved(self).name}: {', '.join(f'{name}={value!r}' for name, value in given.items())}>"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # A class that is made as the program runs cannot be named in a pickle.
        state = (dict(self.__dict__), {"_scenario_id": self._scenario_id, "model": self.model})
        return _new, (type(self)._scenario_defaults["scenario"],), state


# After Mesa has collected defaults from annotations, of which there are none.
Parameters._scenario_defaults = {"scenario": Scenario()}


def resolved(parameters: MesaScenario) -> Scenario:
    """Return our scenario for one of Mesa's: the one it names, or the default, with its other parameters by path.

    Raises:
        ScenarioError: if it cannot be read, a path does not exist or a value is not allowed.
    """
    given = {name: value for name, value in parameters.__dict__.items() if name != "rng"}
    return of_paths(given.pop("scenario", Scenario()), given)


def of_paths(scenario: Scenario | str | Path, parameters: dict[str, Any]) -> Scenario:
    """Return a scenario with values by path, where a double underscore may stand for a dot.

    Raises:
        ScenarioError: if it cannot be read, a path does not exist or a value is not allowed.
    """
    if not isinstance(scenario, Scenario | str | Path):
        kind = type(scenario).__name__
        raise ScenarioError([f"scenario: a {kind} is none: give a Scenario, the name of a preset, or a TOML file"])
    loaded = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    return loaded.varied({name.replace("__", "."): value for name, value in parameters.items()})


def parameters_of(scenario: Scenario, rng: Any) -> Parameters:
    """Return what stands for a scenario in Mesa."""
    return _class_of(scenario)(rng=rng)


@functools.lru_cache(maxsize=64)
def _class_of(scenario: Scenario) -> type[Parameters]:
    kind: type[Parameters] = type("Parameters", (Parameters,), {"__doc__": Parameters.__doc__, "__module__": __name__})
    kind._scenario_defaults = {"scenario": scenario}
    return kind


def _new(scenario: Scenario) -> Parameters:
    kind = _class_of(scenario)
    return kind.__new__(kind)
