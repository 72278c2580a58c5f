"""Validating: cases in parallel processes, one each."""

import time
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from itertools import chain
from pathlib import Path

from wordofmouth.engine.cores import can_start_processes, usable_cores
from wordofmouth.errors import CaseError, ManifestError
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Reproduction
from wordofmouth.results.seals import file_digest
from wordofmouth.runs.bar import Shown, shown
from wordofmouth.runs.clusters.cluster import parallel
from wordofmouth.runs.identity import address_of, made_with
from wordofmouth.runs.processes import Died
from wordofmouth.runs.store import RunStore
from wordofmouth.scenario.parts import nearest
from wordofmouth.tasks.validate.case import GROUPS, Case, cases
from wordofmouth.tasks.validate.record import CaseResult, Validation, as_entry, of_entry


def validate(
    names: Sequence[str] = (),
    *,
    short: bool = False,
    data: str | Path | None = None,
    workers: int | None = None,
    cluster: str = "",
    store: RunStore | str | Path | None = None,
    progress: Shown = None,
) -> Validation:
    """Run cases, or all, and return what they found.

    Args:
        names: which; all unless given.
        short: fewer runs, and tolerances that chance in so few keeps.
        data: the folder of real data; cases that need what is not in it are skipped.
        workers: processes; 0 runs in this one. Unless given, one for each core.
        cluster: address of a Dask scheduler whose workers do it instead, as in ``tcp://host:8786``; cases that read
            real data are measured here.
        store: folder of results, as ``"results"``, of whose kept cases those that are there are not measured again, and
            where the others are kept; none unless given.
        progress: true for a bar; or called with the number of cases done.

    Raises:
        CaseError: if no case is called so, there are no data in the folder, or a case's process ended before it did.
        ClusterError: if the cluster cannot be used, or is lost.
    """
    names = check_names(names)
    folder = check_data(names, data)
    if workers is None:
        is_alone = len(names) == 1 or not can_start_processes()
        workers = 0 if is_alone else min(len(names), usable_cores())
    outcomes: dict[str, CaseResult] = {}
    tell = shown(progress, len(names), "cases")
    own = RunStore.of(store)
    with parallel(_Measurer, (short, folder), workers=workers, cluster=cluster) as processes, own or nullcontext():
        # A case that this process finds in the store is given to no other.
        addresses = {name: _address(name, short, folder) for name in names} if own else {}
        there = {name: entry for name, address in addresses.items() if own and (entry := own.find(address))}
        left = [name for name in _longest_first(names) if name not in there]
        here = [name for name in left if cluster and folder and cases()[name].needs]
        with_data = ((name, _Measurer((short, folder))(name)) for name in here)
        before = ((name, of_entry(name, entry)) for name, entry in there.items())
        for name, outcome in chain(before, processes.run(name for name in left if name not in here), with_data):
            if isinstance(outcome, Died):
                raise CaseError(f"{name}: {outcome.reason}")
            outcomes[name] = outcome
            if own and name not in there:
                own.keep(addresses[name], as_entry(outcome))
                own.commit()
            tell(len(outcomes))
    return Validation.of([outcomes[name] for name in names], short)


def check_names(names: Sequence[str]) -> list[str]:
    """Return the names of known cases, in their order; all without any. Groups of cases have names too.

    Raises:
        CaseError: if one is not known; the nearest is named.
    """
    for name in names:
        if name not in cases() and name not in GROUPS:
            raise CaseError(f"no case is called {name!r}; {nearest(name, [*cases(), *GROUPS])}")
    sections = {GROUPS[name] for name in names if name in GROUPS}
    return [name for name, case in cases().items() if not names or name in names or case.section in sections]


def check_data(names: Sequence[str], data: str | Path | None) -> Path | None:
    """Return the folder of real data, whole, if one is given.

    Raises:
        CaseError: if there is no such folder, or nothing in it of what these cases need.
    """
    if data is None:
        return None
    folder = Path(data)
    if not folder.is_dir():
        raise CaseError(f"`data`: there is no folder {str(data)!r}")
    needed = [file.path for name in names for file in cases()[name].needs]
    if needed and not any((folder / path).is_file() for path in needed):
        raise CaseError(f"`data`: {str(data)!r} has no {needed[0]!r}, and nothing else that these cases need")
    return folder.absolute()


def measured(case: Case) -> CaseResult:
    """Return what a case finds."""
    started = time.process_time()
    if case.missing:
        return CaseResult(case.name, missing=tuple(case.missing))
    checks = tuple(case.measure())
    return CaseResult(case.name, checks, tuple(case.lines), round(time.process_time() - started, 1))


def _longest_first(names: Sequence[str]) -> list[str]:
    """Return those first that take longest, so that no process works alone in the end."""
    long = ("pattern_fakes", "pattern_hubs", "talk_regression", "cascade_seeds", "complex_contagion")
    return sorted(names, key=lambda name: long.index(name) if name in long else len(long))


def _address(name: str, short: bool, folder: Path | None) -> bytes:
    """Return by what it is known what a case finds: its code and that of the models, and the data that it reads."""
    sources = {path.name: file_digest(path) for path in sorted(Path(__file__).parent.rglob("*.py"))}
    needed = [folder / file.path for file in cases()[name].needs] if folder else []
    data = [file_digest(path) for path in needed if path.is_file()]
    return address_of("case", name, short, sources, data, made_with())


class _Measurer:
    """Measures cases, shortly or not, with the folder of real data, if one is given."""

    def __init__(self, how: tuple[bool, Path | None]) -> None:
        self._cases, self._how = cases(), how

    def __call__(self, name: str) -> CaseResult:
        return measured(self._cases[name](*self._how))


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the validation of a manifest again.

    Raises:
        ManifestError: if a case of it read real data, which are not kept with it.
    """
    asked = manifest.design["cases"]
    if needy := [name for name, about in asked.items() if cases()[name].needs and not about["missing"]]:
        how = f"`wom validate {' '.join(asked)} --data DIR` makes it again"
        raise ManifestError(f"{needy[0]} has read real data, which are not kept with its result: {how}")
    again = partial(validate, list(asked), short=manifest.design["short"])
    return Reproduction(
        lambda workers, progress: again(workers=workers, progress=progress), len(asked), "cases", "case"
    )
