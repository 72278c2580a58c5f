"""Parts of one's own: a file to begin with, and a look whether it keeps what every part is held to."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from wordofmouth.cli.options import ForceOption, JsonOption, command


@command(225, example="wom part new lever free_samples; then: wom part check free_samples.py", plugins=False)
def part(
    what: Annotated[
        Literal["new", "check"],
        typer.Argument(metavar="new | check", help="Whether a file is written to begin with, or one is checked."),
    ],
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="KIND NAME | FILE…",
            help="Kind (lever, channel, behaviour, generator, model, outcome) and name of the new part; or files.",
        ),
    ],
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Write a part of your own, or check that it keeps what every part is held to."""
    if what == "new":
        _write(words, force)
    else:
        _check([Path(word) for word in words], json)


def _write(words: list[str], force: bool) -> None:
    from wordofmouth.errors import RequestError
    from wordofmouth.results.files import atomic
    from wordofmouth.testing.skeletons import skeleton, used

    if len(words) != 2:
        raise RequestError("part new: name a kind and the part, as in: wom part new lever free_samples")
    kind, name = words
    text, file = skeleton(kind, name), Path(f"{name}.py")
    if file.exists() and not force:
        raise RequestError(f"{file}: is there already; --force replaces it")
    with atomic(file) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    lines = [f'plugins = ["{file}"]', *used(kind, name).splitlines()]
    print(f"{file}: written. It is tried with\n\n    wom part check {file}\n\nand is in a market whose file says\n")
    print("\n".join(f"    {line}" for line in lines))
    if kind == "outcome":
        print(f"\nor that is run so:\n\n    wom compare launch --with {file} --measure {name}")


def _check(files: list[Path], json: bool) -> None:
    from wordofmouth.cli.output import print_json
    from wordofmouth.errors import PluginError
    from wordofmouth.scenario.plugins.loading import plugins_of, use
    from wordofmouth.testing.laws import verdicts

    all_of, broken = [], []
    for file in files:
        # Whoever checks a file of theirs runs it.
        (plugin,) = plugins_of([use(file)])
        for each in verdicts(plugin):
            all_of.append(each)
            broken += [f"{file}: {each.part}: {each.law}: {each.broken}"] if each.broken else []
            if not json and not each.broken:
                print(f"{each.part}: {each.law}: holds")
    if json:
        print_json([each._asdict() for each in all_of])
    if not all_of:
        broken.append(f"{'; '.join(map(str, files))}: brings no part; wom part new writes one to begin with")
    if broken:
        raise PluginError(broken)
