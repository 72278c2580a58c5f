"""Addresses of random numbers: they stay as they are for ever.

The numbers of a decision come from its address, a text given to ``purpose``. One that is renamed, be it by search and
replace, changes every number of every simulation that was ever run; and two equal ones make two decisions
one.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())
LIST = ROOT / "tests" / "before" / "addresses.txt"
HOUSES = ("simulation", "experiments")


def addresses(root: Path) -> Iterator[str]:
    """Yield the address of each decision in the code below the houses of a repository; what is filled in is in braces.

    Besides texts given to ``purpose``, these are whole numbers beside the seed of a generator of NumPy's, and numbers
    that are its only seed.
    """
    for house in HOUSES:
        for path in sorted((root / house).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
            constants = _constants(tree)
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                if name == "purpose":
                    yield f"purpose: {_text(call, path)}"
                elif name == "default_rng":
                    yield from (f"{name}: {found}" for found in _numbers(call, constants))


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what a module's names are given, one by one or several at once."""
    found: dict[str, ast.expr] = {}
    for node in (node for node in tree.body if isinstance(node, ast.Assign)):
        (target,) = node.targets
        many = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
        pairs = zip(target.elts, node.value.elts, strict=True) if many else [(target, node.value)]
        found |= {name.id: value for name, value in pairs if isinstance(name, ast.Name)}
    return found


def _text(call: ast.Call, path: Path) -> str:
    """Return a text that is written out at the call: any other could be changed where no one looks for addresses."""
    (given,) = call.args
    assert isinstance(given, ast.JoinedStr) or (isinstance(given, ast.Constant) and isinstance(given.value, str)), (
        f"{path}:{call.lineno}: an address is not {ast.unparse(given)!r} but a text written out where it is given to "
        f"purpose"
    )
    parts = given.values if isinstance(given, ast.JoinedStr) else [given]
    # What is filled in is `label`, whoever's it is.
    return "".join(
        f"{{{ast.unparse(part.value).rpartition('.')[2]}}}" if isinstance(part, ast.FormattedValue) else part.value
        for part in parts
    )


def _numbers(call: ast.Call, constants: dict[str, ast.expr]) -> Iterator[str]:
    """Yield the numbers in the seed of a generator, whether written there or at the head of the module."""
    for given in (*call.args, *(keyword.value for keyword in call.keywords)):
        for part in given.elts if isinstance(given, ast.List) else [given]:
            part = constants.get(part.id, part) if isinstance(part, ast.Name) else part
            if isinstance(part, ast.Constant):
                yield repr(part.value)


def listed() -> Counter[str]:
    return Counter(LIST.read_text(encoding="utf-8").splitlines())


def test_addresses_stay_for_ever():
    found, kept = Counter(addresses(ROOT)), listed()
    gone, new = sorted((kept - found).elements()), sorted((found - kept).elements())
    assert not gone, (
        f"{gone} {'is' if len(gone) == 1 else 'are'} no longer in the code (new there: {new}). Random numbers come "
        f"from their address: one that is renamed or lost changes every number simulated so far, and no result can be "
        f"made again. Addresses keep their old words for ever, whatever the code around them is called."
    )
    assert not new, f"{new}: a new address, which then stays for ever, is added to {LIST.relative_to(ROOT)}"


def test_the_list_is_in_order():
    lines = LIST.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)


def test_no_two_decisions_have_one_address():
    """Texts given to ``purpose`` differ, but for draws that are meant to be the same."""
    assert [line for line, times in listed().items() if times > 1 and line.startswith("purpose: ")] == []


def test_an_address_is_found_wherever_it_stands(tmp_path):
    """In any folder of a house, under any name of the module, filled in or not, in a function or not."""
    room = tmp_path / "simulation" / "wordofmouth" / "deep"
    room.mkdir(parents=True)
    (tmp_path / "experiments").mkdir()
    (room / "part.py").write_text(
        "from x import randomness\n_ONE = randomness.purpose('one')\n_MANY, _SEED = 9, 5\n"
        "def act(self):\n    a = purpose(f'two.{self.label}')\n    b = np.random.default_rng([seed, 0x10])\n"
        "    c = default_rng(_SEED)\n"
    )
    assert sorted(addresses(tmp_path)) == [
        "default_rng: 16",
        "default_rng: 5",
        "purpose: one",
        "purpose: two.{label}",
    ]
