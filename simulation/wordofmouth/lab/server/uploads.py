"""Uploads: a network, a scenario or a brief that a visitor brings, read strictly, and kept while the page is open.

A network is written to a folder of the lab's own, under the name that it has on the visitor's machine, since a
scenario knows its network by a path. A packed file is unpacked no further than an unpacked one may be long.
"""

import asyncio
import atexit
import contextlib
import functools
import re
import secrets
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from fastapi import HTTPException, Query, Request
from fastapi.responses import Response
from nicegui import app

from wordofmouth.briefs.brief import Brief
from wordofmouth.errors import (
    ChoiceError,
    LimitReached,
    ScenarioError,
    UploadChoice,
    UploadError,
    hide_folder,
    without_folder,
)
from wordofmouth.lab.server.visitors import Limits
from wordofmouth.networks.building import network_of
from wordofmouth.networks.generators.file import File
from wordofmouth.networks.network import Network
from wordofmouth.results.files import temporary_folder
from wordofmouth.runs.networks import SHARED
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.plugins.loading import is_loaded
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.reader import parsed_toml
from wordofmouth.tables.unpacking import unpacked

NETWORKS = (
    ".csv", ".tsv", ".txt", ".edges", ".edgelist", ".ncol", ".lgl", ".xlsx", ".parquet", ".graphml", ".gexf", ".gml",
    ".net", ".paj", ".mtx", ".npz", ".dl", ".metis", ".json",
)  # fmt: skip
SCENARIO, _PACKED = ".toml", (".gz", ".zip")
FORMATS = (*NETWORKS, SCENARIO)
ACCEPTED = (*FORMATS, *_PACKED)
LONGEST_NAME = 100
# An exported scenario has a few thousand bytes.
LARGEST_SCENARIO = 200_000
# What a brief says, and no scenario.
_OF_BRIEFS = {"options", "product", "goods"}
# For files that would be read slowly at once, one after the other.
_READING = asyncio.Semaphore(1)
# What is thrown away as the lab is closed.
_KEPT = contextlib.ExitStack()


class UploadedNetwork(NamedTuple):
    """A network that a visitor has brought.

    Attributes:
        section: the network as a scenario has it: its file.
        network: what is in the file.
    """

    section: File
    network: Network


type Taker = Callable[[str, bytes], Awaitable[None]]


class UploadInbox:
    """Where one visitor hands in files: at an address that nobody can guess.

    Attributes:
        limits: what the visitor may bring.
        token: the end of that address.
        take: what is done with the name and the bytes of a file.
    """

    def __init__(self, limits: Limits, take: Taker) -> None:
        self.limits, self.take, self.token = limits, take, secrets.token_urlsafe(16)
        self._files: list[Path] = []
        _INBOXES[self.token] = self

    def read(
        self, name: str, data: bytes, reading: Mapping[str, str] | None = None
    ) -> UploadedNetwork | Scenario | Brief:
        """Return the network, the scenario or the brief of a file; ``reading`` has fields of a network that say how.

        Raises:
            UploadChoice: if it can be read in several ways.
            UploadError: if it holds none of them, or its name ends as that of none.
            LimitReached: if more people are in it than this visitor may ask for.
        """
        _check_suffix(name, Path(name.removesuffix(".gz")).suffix.lower(), (*FORMATS, *_PACKED))
        try:
            file = unpacked(name, data, name, self.limits.upload)
        except ValueError as error:
            raise UploadError(str(error)) from None
        _check_suffix(name, file.suffix, FORMATS)
        if file.suffix == SCENARIO:
            return _scenario(file.name, file.data)
        return self._network(file.name, file.data, reading or {})

    def _network(self, name: str, data: bytes, reading: Mapping[str, str]) -> UploadedNetwork:
        file = Path(tempfile.mkdtemp(dir=_folder()), plain_name(name))
        self._files.append(file)
        file.write_bytes(data)
        try:
            section = File.model_validate({"path": str(file), **reading})
            network = network_of(Scenario(network=section), 0)
        except ScenarioError as error:
            line = without_folder(error.lines[0]).removeprefix("network: ")
            if isinstance(error.__cause__, ChoiceError):
                raise UploadChoice(line, error.__cause__.readings) from None
            raise UploadError(line) from None
        if network.n > self.limits.consumers:
            raise LimitReached("consumers", self.limits.consumers)
        SHARED.add(section, network)
        return UploadedNetwork(section, network)

    def keep(self, networks: Iterable[NetworkGenerator]) -> None:
        """Throw away what was brought, but for the networks that are in use."""
        paths = {getattr(network, "path", "") for network in networks}
        used = [file for file in self._files if str(file) in paths]
        for file in self._files:
            if file not in used:
                shutil.rmtree(file.parent, ignore_errors=True)
        self._files = used

    def close(self) -> None:
        """Take no more, and throw away what was brought."""
        _INBOXES.pop(self.token, None)
        self.keep(())


_INBOXES: dict[str, UploadInbox] = {}


@app.post("/upload/{token}")
async def receive(token: str, name: Annotated[str, Query(max_length=1_000)], request: Request) -> Response:
    """Take a file from a visitor's page."""
    inbox = _INBOXES.get(token)
    if inbox is None:
        raise HTTPException(404)
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > inbox.limits.upload:
            raise HTTPException(413)
    async with _READING:
        await inbox.take(Path(name).name, bytes(data))
    return Response(status_code=204)


def _check_suffix(name: str, suffix: str, known: Sequence[str]) -> None:
    if suffix not in known:
        raise UploadError(f"{name}: files do not end in {suffix!r} here; {nearest(suffix, known)}")


def plain_name(name: str) -> str:
    """Return the name of a file without anything that a system could take for more than a name, and no longer."""
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    short = re.sub(r"[^\w. -]", "_", stem).strip(". ").encode()[:LONGEST_NAME].decode(errors="ignore")
    return f"{short or 'network'}{suffix}"


@functools.cache
def _folder() -> Path:
    """Return the folder of all uploads, which is removed though the lab be killed."""
    folder = _KEPT.enter_context(temporary_folder("wom-lab-"))
    hide_folder(folder)
    # Without a lab, as in a test, nothing is shut down.
    atexit.register(_KEPT.close)
    return folder


@app.on_shutdown
def throw_away() -> None:
    """Throw away what is left."""
    _KEPT.close()
    _folder.cache_clear()


def _scenario(name: str, data: bytes) -> Scenario | Brief:
    """Return the scenario or the brief of a file; variants are left out, since no path in it is looked at."""
    try:
        if len(data) > LARGEST_SCENARIO:
            raise ValueError("no scenario is so long")
        tables = parsed_toml(data)
        if _OF_BRIEFS & tables.keys():
            return Brief(**tables)
        network = tables.get("network")
        if isinstance(network, dict) and "path" in network:
            raise ValueError("its network is in a file; take [network] out, and open that file after this one")
        plugins = tables.get("plugins", [])
        if not isinstance(plugins, list) or not all(map(is_loaded, plugins)):
            raise ValueError("it names parts of one's own; whoever starts the lab loads them: wom lab --with FILE")
        return Scenario.from_dict(tables | {"variants": {}})
    except ValueError as error:
        raise UploadError(f"{name}: {str(error).splitlines()[0]}") from None
