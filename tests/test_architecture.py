"""The house: who may import whom, when, and how long a file may be. Read from the sources."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
FAMILIES = ("generators", "channels", "behaviours", "levers", "textbook")
GROUND = ("randomness", "kernels", "parts", "decision")
HEAVY = ("matplotlib", "mesa", "networkx", "numba", "pandas", "pyarrow", "scipy")
MESA = ("simulation.model", "simulation.agents")
LONGEST = 400


class Import(NamedTuple):
    """An import: the module that has it, the one it names, and whether it happens when the first is imported."""

    importer: str
    imported: str
    at_once: bool


def imports(path: Path, root: Path = ROOT) -> list[Import]:
    """Return all imports of a file but those for type checkers, names imported from packages included."""
    parts = path.relative_to(root).with_suffix("").parts
    package = parts[:-1]
    importer = ".".join(package if parts[-1] == "__init__" else parts)
    return list(_found(ast.parse(path.read_text(encoding="utf-8")).body, importer, package, True))


def _found(body, importer, package, at_once):
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            yield from _found(node.orelse, importer, package, at_once)
        elif isinstance(node, ast.Import):
            yield from (Import(importer, alias.name, at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            yield Import(importer, module, at_once)
            yield from (Import(importer, f"{module}.{alias.name}", at_once) for alias in node.names)
        else:
            later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _found(ast.iter_child_nodes(node), importer, package, at_once and not later)


def is_in(module: str, *packages: str) -> bool:
    """Tell whether a module is one of these, or inside one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


SOURCES = sorted(path for room in ("simulation", "experiments") for path in (ROOT / room).rglob("*.py"))
IMPORTS = [found for path in SOURCES for found in imports(path)]


def those(who: tuple[str, ...], what: tuple[str, ...], at_once: bool = False) -> list[str]:
    """Return the imports of these by those, a line each; ``at_once`` for those alone that happen on import."""
    return [
        f"{found.importer} imports {found.imported}"
        for found in IMPORTS
        if is_in(found.importer, *who) and is_in(found.imported, *what) and (found.at_once or not at_once)
    ]


def test_the_reader_of_imports_reads_them(tmp_path):
    """Late, relative, conditional and nested imports are seen; those for type checkers are not."""
    (tmp_path / "room").mkdir()
    source = tmp_path / "room" / "file.py"
    source.write_text(
        "import a.b, c\n"
        "from . import sibling\n"
        "from ..d import e\n"
        "if TYPE_CHECKING:\n    import unseen\nelse:\n    import f\n"
        "try:\n    import g\nexcept ImportError:\n    import h\n"
        "class K:\n    import i\n    def m(self):\n        import j\n"
        "async def n():\n    with x:\n        from k import l\n"
    )
    found = {(name, at_once) for importer, name, at_once in imports(source, tmp_path) if importer == "room.file"}
    assert {name for name, at_once in found if at_once} == {
        "a.b", "c", "room", "room.sibling", "d", "d.e", "f", "g", "h", "i",
    }  # fmt: skip
    assert {name for name, at_once in found if not at_once} == {"j", "k", "k.l"}


def test_there_is_something_to_read():
    """What follows would hold of an empty house too."""
    assert len(SOURCES) > 40
    assert those(("simulation.market",), ("simulation.randomness",))
    assert those(("simulation.kernels",), ("numba",))


def test_the_market_knows_nothing_of_experiments():
    assert not those(("simulation",), ("experiments",))


@pytest.mark.parametrize("family", FAMILIES)
def test_families_do_not_import_each_other(family):
    """They meet through columns."""
    others = [f"simulation.{other}" for other in FAMILIES if other != family]
    assert not those((f"simulation.{family}",), tuple(others))


@pytest.mark.parametrize("module", GROUND)
def test_the_ground_rests_on_nothing_above_it(module):
    """Random numbers, kernels, parts and the decision know no family, no market and no scenario."""
    above = ("market", "scenario", "sections", "consumers", "network", "measures", "model", "agents", *FAMILIES)
    assert not those((f"simulation.{module}",), tuple(f"simulation.{name}" for name in above))


def test_kinds_import_no_kind():
    """A kind knows its family and the ground, and no other kind: one can be taken away without the others."""
    kinds = {
        f"simulation.{path.parent.name}.{path.stem}"
        for path in SOURCES
        if path.parent.name in FAMILIES and path.stem != "family" and "    kind: Literal[" in path.read_text("utf-8")
    }
    assert len(kinds) > 15
    assert not [found for found in IMPORTS if found.importer in kinds and found.imported in kinds - {found.importer}]


def test_families_do_not_import_the_market():
    """Parts are handed the market; only type checkers need its name."""
    families = tuple(f"simulation.{family}" for family in FAMILIES)
    assert not those(families, ("simulation.market", "simulation.model", "simulation.scenario"))


def test_mesa_stays_on_top():
    with_mesa = {found.importer for found in IMPORTS if is_in(found.imported, "mesa")}
    assert with_mesa <= set(MESA)


def test_only_kernels_are_compiled():
    with_numba = {found.importer for found in IMPORTS if is_in(found.imported, "numba")}
    assert with_numba == {"simulation.kernels"}


def test_the_market_draws_nothing():
    assert not those(("simulation",), ("matplotlib",))


@pytest.mark.parametrize("package", HEAVY)
def test_heavy_packages_are_imported_late(package):
    """By the function that needs them, so that help, checks and lists cost no waiting; the face of Mesa excepted."""
    late = [
        found
        for found in IMPORTS
        if is_in(found.imported, package) and found.at_once
        and not (package == "mesa" and found.importer in MESA)
    ]  # fmt: skip
    assert not late


def test_no_random_numbers_but_addressed_ones():
    """Neither Python's nor NumPy's generators: every number has an address. Mesa's face passes Mesa's own along."""
    users = those(("simulation",), ("random", "secrets", "numpy.random"))
    assert not [user for user in users if not user.startswith(MESA)]
    users = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        if path.is_relative_to(ROOT / "simulation")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.random", "numpy.random")
    ]
    assert not users


def test_modules_are_layered():
    """No module imports itself through others, not even late: each can be read after those that it builds on."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in SOURCES}
    below = {name: set() for name in names}
    for found in IMPORTS:
        if found.imported in names - {found.importer, "simulation", "experiments"} and "__init__" not in found.importer:
            below[found.importer].add(found.imported)
    # A package's name stands for what it offers its users from all its modules: it is no layer.
    below["simulation"] = below["experiments"] = set()
    while free := [name for name, needed in below.items() if not needed]:
        for name in free:
            del below[name]
        for needed in below.values():
            needed.difference_update(free)
    assert not below


@pytest.mark.parametrize(
    "path",
    [path for room in ("simulation", "experiments", "tests") for path in sorted((ROOT / room).rglob("*.py"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_file_is_long(path):
    n_lines = path.read_text(encoding="utf-8").count("\n")
    assert n_lines <= LONGEST


def test_reading_scenarios_is_light():
    """In a fresh process nothing heavy is loaded by it, not even by what it imports in turn."""
    program = (
        "import sys, simulation.scenario, simulation.reference\n"
        "simulation.scenario.Scenario.load('launch').varied({'brand.quality': 0.5})\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
