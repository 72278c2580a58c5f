"""Loading: a plugin is a file of Python that brings parts, or a package that says so; each content is loaded once.

A process has one version of a file: what was loaded stays, whatever becomes of the file, until it is asked for anew
(:func:`use`). Workers are sent what was loaded, not where it lies, so that they need no file and cannot have another.
"""

import importlib
import importlib.metadata
import importlib.util
import linecache
import re
import sys
import threading
import traceback
import types
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from wordofmouth.errors import PluginError
from wordofmouth.scenario import registry
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.paths import PLUGINS, anchored
from wordofmouth.scenario.plugins import trust

# Packages say by this which of their modules bring parts.
ENTRY_POINTS = "wordofmouth.parts"
_DIGITS = 8
_FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\S+)')


class Plugin(NamedTuple):
    """A plugin, with all that another process needs to load the same.

    Attributes:
        name: the path of its file; or the name by which an installed package says that it brings parts.
        digest: the SHA-256 of its source, in hexadecimal.
        source: its bytes; None of a package, which each machine has installed.
        module: what it is imported as.
    """

    name: str
    digest: str
    source: bytes | None
    module: str

    @property
    def file_name(self) -> str:
        """What its file is called, without where it lies."""
        return Path(self.name).name


_loaded: dict[str, Plugin] = {}
_given: list[str] = []
# Where whoever names a plugin is a visitor, or where what was sent is all there is.
_closed: list[str] = []
_loading = threading.RLock()


def is_file(name: str) -> bool:
    """Tell whether a plugin is named by its file, and not as a package."""
    return name.endswith(".py")


def use(path: str | Path) -> str:
    """Load a plugin whose code may run, as it is now; return by what scenarios name it.

    Naming it in a program is accepting it: what a scenario names is loaded only once it was accepted.

    >>> wom.use("my_parts.py")
    >>> wom.run(wom.Scenario.load("launch").varied(plugins=["my_parts.py"]))

    Args:
        path: of a file of Python; or the name under which an installed package has parts.

    Raises:
        PluginError: if it cannot be read or loaded; one line says why.
    """
    name = str(path)
    if is_file(name):
        name = _whole(name)
        digest = trust.digest_of(trust.source_of(name))
        trust.accept(digest)
        with _loading:
            if name in _loaded and _loaded[name].digest != digest:
                _drop(_loaded[name])
    plugins_of([name])
    return name


def give(paths: Iterable[str | Path]) -> None:
    """Load plugins that every scenario names from now on which is loaded from a file, or is a preset."""
    _given.extend(name for name in map(use, paths) if name not in _given)


def given(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the tables of a document name, with what every document names that is loaded here."""
    named = data.get(PLUGINS, ())
    return {PLUGINS: [*named, *_given]} if _given and isinstance(named, list | tuple) else {}


def close(why: str) -> None:
    """Load nothing from now on that is not loaded yet, and look at no file; ``why`` is said to whoever asks.

    What is loaded then goes by the names of its files alone, so that nobody is told where they lie.
    """
    with _loading:
        _closed[:] = [why]
        for name, plugin in [*_loaded.items()]:
            _loaded[name] = _loaded[plugin.file_name] = plugin._replace(name=plugin.file_name)


def is_loaded(name: Any) -> bool:
    """Tell whether something names a plugin that is loaded."""
    return isinstance(name, str) and name in _loaded


def with_plugins(data: dict[str, Any], folder: str = "") -> dict[str, Any]:
    """Return a document's tables once the plugins are loaded that it names, by the paths of files in its folder.

    Raises:
        PluginError: if one is not accepted, cannot be loaded, or brings what another brings.
    """
    if folder:
        data = data | anchored({PLUGINS: data.get(PLUGINS, ())}, folder)
    named = data.get(PLUGINS, ())
    # What is no list of names is told as any other mistake.
    if not named or not isinstance(named, list | tuple) or not all(isinstance(name, str) for name in named):
        return data
    return data | {PLUGINS: tuple(plugin.name for plugin in plugins_of(named))}


def plugins_of(names: Sequence[str], kinds: Iterable[type] = ()) -> tuple[Plugin, ...]:
    """Return plugins by what names them, and those that have brought some kinds, each once and loaded.

    Raises:
        PluginError: if one is not accepted, cannot be loaded, or brings what another brings.
    """
    with _loading:
        named = [_plugin(_whole(name) if is_file(name) else name) for name in names]
        named += [plugin for kind in dict.fromkeys(kinds) if (plugin := plugin_of(kind)) is not None]
        once: dict[str, Plugin] = {}
        for plugin in named:
            once.setdefault(plugin.digest, plugin)
        plugins = tuple(once.values())
        for plugin in plugins:
            if _loaded.get(plugin.name) is not plugin:
                others = ", ".join(each.file_name for each in plugins if each is not plugin)
                raise PluginError(f"plugins: {plugin.file_name} brings what {others} brings too: leave one of them out")
    return plugins


def same_plugins(names: Iterable[str]) -> frozenset[str]:
    """Return all that plugins go by which are loaded: copies of a file are the same plugin."""
    digests = {_loaded[name].digest for name in names if name in _loaded}
    return frozenset(name for name, each in _loaded.items() if each.digest in digests)


def plugin_of(kind: type) -> Plugin | None:
    """Return the plugin that has brought a class, if one has."""
    module = kind.__module__
    return next(
        (each for each in _loaded.values() if module == each.module or module.startswith(f"{each.module}.")), None
    )


def blamed(error: BaseException) -> str:
    """Return in a line where in a plugin's file an error was raised, in this process or a worker; empty if in none."""
    frames = [(frame.filename, frame.lineno, frame.name) for frame in traceback.extract_tb(error.__traceback__)]
    for note in getattr(error, "__notes__", ()):
        frames += [(file, int(line), name) for file, line, name in _FRAME.findall(note)]
    own = [(file, line, name) for file, line, name in frames if file in _loaded]
    if not own:
        return ""
    file, line, name = own[-1]
    what = str(error).partition("\n")[0]
    return f"{file}, line {line}, in {name}: {type(error).__name__}{': ' if what else ''}{what}"


def sent() -> tuple[Plugin, ...]:
    """Return what another process is to load before it is given any work."""
    return tuple(_loaded.values())


def receive(plugins: Iterable[Plugin]) -> None:
    """Load what was sent: that it may run was settled where it comes from.

    Raises:
        PluginError: if a package is another here.
    """
    with _loading:
        for plugin in plugins:
            if plugin.name in _loaded and _loaded[plugin.name].digest != plugin.digest:
                _drop(_loaded[plugin.name])
            if plugin.name not in _loaded:
                if plugin.source is None and _installed(plugin.name).digest != plugin.digest:
                    raise PluginError(f"{plugin.name}: this package is another here than where it was asked for")
                _known_or_loaded(plugin)


def _plugin(name: str) -> Plugin:
    if name in _loaded:
        return _loaded[name]
    if _closed:
        raise PluginError(f"plugins: {Path(name).name}: {_closed[0]}")
    if not is_file(name):
        return _load(_installed(name))
    source = trust.source_of(name)
    digest = trust.digest_of(source)
    trust.check_accepted(name, digest, source)
    stem = "".join(letter if letter.isidentifier() or letter.isdigit() else "_" for letter in Path(name).stem)
    return _known_or_loaded(Plugin(name, digest, source, f"wordofmouth_plugin_{stem}_{digest[:_DIGITS]}"))


def _known_or_loaded(plugin: Plugin) -> Plugin:
    """Return a plugin, loaded; the same content from elsewhere, as the copy that a result has, is the same plugin."""
    known = next((each for each in _loaded.values() if each.digest == plugin.digest), None)
    if known is None:
        return _load(plugin)
    _loaded[plugin.name] = known._replace(name=plugin.name)
    return _loaded[plugin.name]


def _load(plugin: Plugin) -> Plugin:
    origin = registry.Origin(plugin.name, lambda other: _drop_named(other))
    with registry.brought_by(origin):
        try:
            _imported(plugin)
        except BaseException as error:
            origin.undo()
            sys.modules.pop(plugin.module, None) if plugin.source is not None else None
            if isinstance(error, Exception):
                raise PluginError(_why(plugin, error)) from None
            raise
    _loaded[plugin.name] = plugin
    _origins[plugin.digest] = origin
    return plugin


_origins: dict[str, registry.Origin] = {}


def _imported(plugin: Plugin) -> None:
    if plugin.source is None:
        importlib.import_module(plugin.module)
        return
    module = types.ModuleType(plugin.module)
    module.__file__ = plugin.name
    lines = plugin.source.decode("utf-8-sig").splitlines(keepends=True)
    # Tracebacks, and whatever reads source, find it where there is no file.
    linecache.cache[plugin.name] = (len(plugin.source), None, lines, plugin.name)
    sys.modules[plugin.module] = module
    exec(compile(plugin.source, plugin.name, "exec"), vars(module))


def _why(plugin: Plugin, error: Exception) -> str:
    """Return in a line why a plugin could not be loaded: where in its file, and what."""
    if isinstance(error, PluginError):
        return str(error)
    here = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == plugin.name]
    line = error.lineno if isinstance(error, SyntaxError) else here[-1] if here else None
    what = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
    return f"{plugin.name}{f', line {line}' if line else ''}: it cannot be loaded: {type(error).__name__}: {what}"


def _drop_named(name: str) -> None:
    if name in _loaded:
        _drop(_loaded[name])


def _drop(plugin: Plugin) -> None:
    """Forget a version of a plugin, under all its names, so that another can be loaded."""
    for name in [name for name, each in _loaded.items() if each.digest == plugin.digest]:
        del _loaded[name]
    if origin := _origins.pop(plugin.digest, None):
        origin.undo()
    # Asked for again, a package's module is to run again.
    if plugin.source is None:
        sys.modules.pop(plugin.module, None)


def _installed(name: str) -> Plugin:
    points = {point.name: point for point in importlib.metadata.entry_points(group=ENTRY_POINTS)}
    if name not in points:
        known = nearest(name, points) if points else "none is installed"
        raise PluginError(f"plugins: no package has parts called {name!r}; {known}; a file's name ends in .py")
    spec = importlib.util.find_spec(points[name].module)
    if spec is None or spec.origin is None:
        raise PluginError(f"plugins: {name}: its package has no source")
    rooms = [Path(room) for room in spec.submodule_search_locations or ()]
    files = [Path(spec.origin), *sorted(file for room in rooms for file in room.rglob("*.py"))]
    return Plugin(name, trust.digest_of(b"\0".join(file.read_bytes() for file in files)), None, points[name].module)


def _whole(path: str) -> str:
    return path if path in _loaded else str(Path(path).resolve())
