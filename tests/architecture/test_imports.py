"""The house: rooms stand on floors, imports point downwards. Read from the sources, inner and type-only imports too."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import networkx
import pytest
from places import PACKAGE, ROOT

LONGEST = 400
LARGEST_ROOM = 15
SET_BY_HAND = 100
HEAVY = ("matplotlib", "mesa", "networkx", "numba", "pandas", "pyarrow", "scipy")
# What subclasses numba's own, and is itself imported late.
LATE = ("wordofmouth.engine.kernel_loading", "wordofmouth.engine.machine_code")

# From the ground to the top. Rooms of one floor do not know each other; inside a room the order is given where it
# matters. A name stands for a module or a package; the longest one that fits a module says where it lives.
FLOORS = (
    ("errors", "resources", "carried"),
    ("extras",),
    ("engine", "words", "references"),
    ("scenario.registry",),
    ("scenario.parts",),
    ("scenario.families",),
    ("scenario",),
    ("tables",),
    ("networks",),
    ("networks.files",),
    ("networks.generator",),
    ("networks.building", "networks.generators"),
    ("seeding",),
    ("seeding.strategies",),
    ("market",),
    ("market.levers", "market.channels", "market.behaviours"),
    ("market.market",),
    ("diffusion",),
    ("diffusion.models",),
    ("results", "statistics"),
    ("parts",),
    ("runs",),
    ("instruments", "mesa"),
    ("figures", "player"),
    ("tasks.worlds",),
    ("tasks.run",),
    ("tasks.compare", "tasks.sweep", "tasks.peers", "tasks.calibrate"),
    ("tasks",),
    ("tasks.worlds.ensemble",),
    ("reports",),
    ("catalogue",),
    ("studies",),
    ("lessons", "games"),
    ("handouts",),
    ("pages",),
    ("pages.site",),
    ("briefs",),
    ("lab.server",),
    ("lab.sharing",),
    ("lab.widgets",),
    ("lab.pages",),
    ("lab",),
    ("cli", "testing"),
    ("cli.commands",),
    ("cli.main",),
    ("__main__",),
)
LEVELS = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
# Rooms that are a list of kinds: one file a kind, and as many as there are kinds.
FAMILIES = (
    "market/levers",
    "market/channels",
    "market/behaviours",
    "networks/generators",
    "diffusion/models",
)
LISTS = (*FAMILIES, "networks/files", "tasks/validate/cases", "cli/commands")
SIMULATES = tuple(f"wordofmouth.{name}" for name in ("scenario", "networks", "seeding", "market", "diffusion", "mesa"))


class Import(NamedTuple):
    """An import: the module that has it, the one it names, and whether it happens when the first is imported."""

    importer: str
    imported: str
    at_once: bool


def imports(path: Path, root: Path) -> list[Import]:
    """Return all imports of a file, those for type checkers and inside functions included."""
    parts = path.relative_to(root).with_suffix("").parts
    package = parts[:-1]
    importer = ".".join(package if parts[-1] == "__init__" else parts)
    return list(_found(ast.parse(path.read_text(encoding="utf-8")).body, importer, package, True))


def _found(body, importer, package, at_once):
    for node in body:
        if isinstance(node, ast.Import):
            yield from (Import(importer, alias.name, at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            yield Import(importer, module, at_once)
            yield from (Import(importer, f"{module}.{alias.name}", at_once) for alias in node.names)
        else:
            later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            later |= isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
            yield from _found(ast.iter_child_nodes(node), importer, package, at_once and not later)


def is_in(module: str, *packages: str) -> bool:
    """Tell whether a module is one of these, or inside one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


SOURCES = sorted(PACKAGE.rglob("*.py"))
IMPORTS = [found for path in SOURCES for found in imports(path, PACKAGE.parent)]
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__") for path in SOURCES
}
OURS = sorted({(a, b) for a, b, _ in IMPORTS if b in MODULES - {a, "wordofmouth"} and a != "wordofmouth"})


def room(module: str) -> str:
    """Return the name on the list of floors that a module lives under.

    Raises:
        LookupError: if it lives under none.
    """
    name = module.removeprefix("wordofmouth.")
    while name not in LEVELS:
        name, _, last = name.rpartition(".")
        if not last:
            raise LookupError(f"{module} stands on no floor: give it one in FLOORS")
    return name


def level(module: str) -> int:
    """Return the floor of a module of ours, the ground being 0."""
    return LEVELS[room(module)]


def those(who: tuple[str, ...], what: tuple[str, ...]) -> list[str]:
    """Return the imports of these by those, a line each."""
    return [f"{a} imports {b}" for a, b, _ in IMPORTS if is_in(a, *who) and is_in(b, *what)]


def test_the_reader_of_imports_reads_them(tmp_path):
    """Late, relative, conditional and nested imports are seen, and those for type checkers too, as late ones."""
    (tmp_path / "room").mkdir()
    source = tmp_path / "room" / "file.py"
    source.write_text(
        "import a.b, c\n"
        "from . import sibling\n"
        "from ..d import e\n"
        "if TYPE_CHECKING:\n    import seen_late\n"
        "try:\n    import g\nexcept ImportError:\n    import h\n"
        "class K:\n    import i\n    def m(self):\n        import j\n"
        "async def n():\n    with x:\n        from k import l\n"
    )
    found = {(name, at_once) for importer, name, at_once in imports(source, tmp_path) if importer == "room.file"}
    assert {name for name, at_once in found if at_once} == {
        "a.b", "c", "room", "room.sibling", "d", "d.e", "g", "h", "i",
    }  # fmt: skip
    assert {name for name, at_once in found if not at_once} == {"j", "k", "k.l", "seen_late"}


def test_there_is_something_to_read():
    """What follows would hold of an empty house too."""
    assert len(SOURCES) > 250
    assert len(OURS) > 1000
    assert those(("wordofmouth.market.market",), ("wordofmouth.engine.randomness",))
    assert those(("wordofmouth.engine.compiler",), ("numba",))


def test_every_module_stands_on_a_floor():
    """One for which there is none is named, and so is its package."""
    assert {room(module) for module in MODULES - {"wordofmouth"}} <= set(LEVELS)
    assert [room(f"wordofmouth.{name}") for name in ("market.market", "market.week")] == ["market.market", "market"]
    for module in ("wordofmouth.attic", "wordofmouth.attic.box"):
        with pytest.raises(LookupError, match=f"{module} stands on no floor"):
            level(module)


def test_imports_point_downwards():
    """No module imports one of a higher floor, or of another room of its own floor."""
    upwards = {
        (a.removeprefix("wordofmouth."), b.removeprefix("wordofmouth."))
        for a, b in OURS
        if level(b) > level(a) or (level(b) == level(a) and room(a) != room(b))
    }
    assert sorted(upwards) == []


def test_tasks_do_not_know_each_other():
    """Each builds on runs, and at most on run, compare, sweep and calibrate; coverage is measured of peers, too.

    Run and compare are judged over worlds, which are held against the effects of validate.
    """
    shared = ("run", "compare", "sweep", "peers", "calibrate", "worlds", "validate")
    found = [
        f"{a} imports {b}"
        for a, b in OURS
        if is_in(a, "wordofmouth.tasks") and is_in(b, "wordofmouth.tasks") and b.count(".") > 1
        if a.split(".")[2] != b.split(".")[2] and b.split(".")[2] not in shared
    ]
    assert found == []


def test_there_are_no_circles():
    """No module imports itself through others, not even late or for types: each can be read after those below it."""
    circles = [group for group in networkx.strongly_connected_components(networkx.DiGraph(OURS)) if len(group) > 1]
    assert circles == []


@pytest.mark.parametrize("family", FAMILIES)
def test_kinds_import_no_kind(family):
    """A kind knows its family and what lies below, and no other kind: one can be taken away without the others."""
    prefix = f"wordofmouth.{family.replace('/', '.')}."
    assert not [(a, b) for a, b in OURS if a.startswith(prefix) and b.startswith(prefix)]


def made_by(source: str) -> list[str]:
    """Return the calls in a program that make a run: a machine by its name, or what starts one by a model."""
    tree = ast.parse(source)
    machines = {"Market": "market.market", "Diffusion": "diffusion.diffusion"}
    starters = {"start": "runs.simulate"}
    named = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if node.module == f"wordofmouth.{(machines | starters).get(alias.name)}"
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            is_named = isinstance(called, ast.Name) and called.id in named
            is_machine = isinstance(called, ast.Attribute) and called.attr in ("Market", "Diffusion")
            # Threads and matches are started too, and nothing is handed to them.
            is_start = isinstance(called, ast.Attribute) and called.attr == "start" and (node.args or node.keywords)
            if is_named or is_machine or is_start:
                found.append(ast.unparse(called))
    return found


def test_calls_that_make_a_run_are_seen():
    """By name, under another name, late, or through a module; what merely is called alike is not."""
    assert made_by("from wordofmouth.market.market import Market as M\nM(scenario)") == ["M"]
    assert made_by("def f():\n    from wordofmouth.diffusion.diffusion import Diffusion\n    Diffusion(s)") == [
        "Diffusion"
    ]
    assert made_by("from wordofmouth.runs.simulate import start\nstart(s, seed=1)") == ["start"]
    assert made_by("import wordofmouth as wom\nwom.Market(s)") == ["wom.Market"]
    assert made_by("scenario.model.start(scenario, 1)") == ["scenario.model.start"]
    assert made_by("def begin(s): ...\nbegin(1)\nthread.start()\nself.begin(s)") == []


def test_every_run_passes_one_seam():
    """Runs are made by the models, which the seam asks, and by nobody else; who steps his own asks there too.

    That is Mesa, and whatever goes on from the midst of a run: a file, a branch.
    """
    makers = {path.relative_to(PACKAGE).as_posix() for path in SOURCES if made_by(path.read_text(encoding="utf-8"))}
    models = {name for name in makers if name.startswith("diffusion/")}
    assert makers - models == {"runs/simulate.py", "runs/begun.py", "runs/kept.py", "mesa/model.py"}


def test_mesa_stays_in_its_room():
    assert all(is_in(a, "wordofmouth.mesa") for a, b, _ in IMPORTS if is_in(b, "mesa"))


def test_only_kernels_are_compiled():
    assert {(a, at_once) for a, b, at_once in IMPORTS if b == "wordofmouth.engine.kernel_loading"} == {
        ("wordofmouth.engine.kernels", False)
    }
    assert {a for a, b, _ in IMPORTS if b == "wordofmouth.engine.machine_code"} == {"wordofmouth.engine.kernel_loading"}
    of_the_engine = {"wordofmouth.engine.compiler", *LATE}
    assert {a for a, b, _ in IMPORTS if is_in(b, "numba", "llvmlite")} == of_the_engine


def test_what_simulates_draws_nothing():
    assert not those(("wordofmouth.engine", *SIMULATES), ("matplotlib",))


@pytest.mark.parametrize("package", HEAVY)
def test_heavy_packages_are_imported_late(package):
    """By the function that needs them, so that help, checks and lists cost no waiting; Mesa's own room excepted.

    What subclasses numba's own is itself imported late.
    """
    late = [
        found
        for found in IMPORTS
        if is_in(found.imported, package) and found.at_once
        and not (package == "mesa" and is_in(found.importer, "wordofmouth.mesa"))
        and not (package == "numba" and found.importer in LATE)
    ]  # fmt: skip
    assert not late


def test_no_random_numbers_but_addressed_ones():
    """Neither Python's nor NumPy's generators: every number has an address. Mesa's face passes Mesa's own along."""
    users = those(SIMULATES, ("random", "secrets", "numpy.random"))
    assert not [user for user in users if not user.startswith("wordofmouth.mesa")]
    users = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        if is_in(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts), *SIMULATES)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.random", "numpy.random")
    ]
    assert not users


@pytest.mark.parametrize(
    "path",
    [path for top in ("simulation", "tests") for path in sorted((ROOT / top).rglob("*.py"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_file_is_long(path):
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST


def test_few_tables_are_set_by_hand():
    """Code is formatted by a program; where it is told to keep away, columns say more than lines."""
    paths = [path for top in ("simulation", "tests") for path in (ROOT / top).rglob("*.py")]
    assert sum(path.read_text(encoding="utf-8").count("# fmt: " + "skip\n") for path in paths) < SET_BY_HAND


@pytest.mark.parametrize(
    "folder",
    [path.parent for path in sorted(PACKAGE.rglob("__init__.py")) if path.parent != PACKAGE],
    ids=lambda folder: str(folder.relative_to(PACKAGE)),
)
def test_no_room_is_crowded(folder):
    """A room has at most fifteen files; one that is a list of kinds has as many as there are kinds."""
    name = str(folder.relative_to(PACKAGE))
    files = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert name in LISTS or len(files) <= LARGEST_ROOM


def test_rooms_hold_nothing_but_a_docstring_in_their_init():
    """What a room offers is found in its files; only the package itself gathers names."""
    for path in PACKAGE.rglob("__init__.py"):
        if path.parent != PACKAGE:
            body = ast.parse(path.read_text(encoding="utf-8")).body
            assert len(body) == 1, path
            assert isinstance(body[0], ast.Expr), path


def test_browsers_are_served_no_python():
    """The folders that the lab serves whole hold scripts and styles, and nothing else."""
    for folder in (PACKAGE / "lab" / "static", PACKAGE / "player" / "script", PACKAGE / "pages" / "script"):
        assert {path.suffix for path in folder.iterdir()} <= {".js", ".css", ".svg"}


def test_reading_scenarios_is_light():
    """In a fresh process nothing heavy is loaded by it, not even by what it imports in turn."""
    program = (
        "import sys, wordofmouth as wom\n"
        "import wordofmouth.scenario.reference\n"
        "wom.Scenario.load('launch').varied({'brand.quality': 0.5})\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
