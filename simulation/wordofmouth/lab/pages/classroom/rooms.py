"""Rooms: the classes that are open at a time, each of which a folder keeps, so that a lab that was killed goes on."""

import contextlib
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from wordofmouth.errors import Refused
from wordofmouth.lab.pages.classroom.room import Room, RoomState
from wordofmouth.results.files import atomic
from wordofmouth.tasks.optimise.goal import Goal

# From one lesson to another of the same day.
IDLE = 12 * 3600.0
MOST_ROOMS = 20
_KEY = "teacher.key"
# No vowels, so that no code is a word, and nothing that is read for something else.
_LETTERS = "BCDFGHJKMNPQRTVWXY"
_CODE_LENGTH = 5


class Classrooms:
    """The rooms that are open.

    Args:
        store: a folder of a file for each room, and of the teacher's key; without one nothing outlives the process.
        clock: seconds since whenever; that of the wall, as files are read by another process later.
    """

    def __init__(self, store: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._clock, self._lock, self._writing = clock, threading.Lock(), threading.Lock()
        self._store = store
        self._rooms: dict[str, Room] = {}
        self.key = self._key()
        for room in sorted(self._read(), key=lambda room: -room.idle):
            self._rooms[room.code] = room
        self.free_idle()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rooms)

    def __iter__(self) -> Iterator[Room]:
        """Yield them, the latest first."""
        return reversed(list(self._rooms.values()))

    def open(self, goal: Goal) -> Room:
        """Return a new room.

        Raises:
            Refused: if there are too many.
        """
        self.free_idle()
        with self._lock:
            if len(self._rooms) >= MOST_ROOMS:
                raise Refused("house_full")
            code = ""
            while not code or code in self._rooms:
                code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
            room = self._rooms[code] = Room(goal, code, self._clock)
        room.keep = self._write
        self._write(room)
        return room

    def find(self, code: str) -> Room | None:
        """Return the room of a code, however it is typed."""
        return self._rooms.get("".join(str(code).split()).upper())

    def latest(self) -> Room | None:
        """Return the room that was opened last."""
        return next(iter(self), None)

    def close(self, code: str) -> None:
        """Close a room, if it is there."""
        with self._lock:
            self._forget(code)

    def free_idle(self) -> None:
        """Close the rooms of which nothing was asked for hours."""
        with self._lock:
            for code in [code for code, room in self._rooms.items() if room.idle > IDLE]:
                self._forget(code)

    def _forget(self, code: str) -> None:
        self._rooms.pop(code, None)
        if self._store is not None:
            with contextlib.suppress(OSError), self._writing:
                self._file(code).unlink(missing_ok=True)

    def _file(self, code: str) -> Path:
        assert self._store is not None
        return self._store / f"{code}.json"

    def _key(self) -> str:
        """Return what tells the teacher from pupils: that of before, if one is kept."""
        new = secrets.token_urlsafe(9)
        if self._store is None:
            return new
        try:
            self._store.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self._store / _KEY
            if not path.exists() or not path.read_text(encoding="utf-8").strip():
                with atomic(path) as unfinished:
                    unfinished.write_text(new, encoding="utf-8")
                path.chmod(0o600)
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self._go_without(error)
            return new

    def _read(self) -> Iterator[Room]:
        """Yield the rooms that are kept; of one that cannot be read it is said, and it stays where it is."""
        for path in sorted(self._store.glob("*.json")) if self._store is not None else ():
            try:
                state = RoomState.model_validate_json(path.read_bytes())
                room = Room(Goal(**state.goal), state.code, self._clock, state)
            except (OSError, ValueError) as error:
                reason = str(error).partition("\n")[0]
                print(f"wom: {path}: this room cannot be opened again: {reason}", file=sys.stderr, flush=True)
                continue
            room.keep = self._write
            yield room

    def _write(self, room: Room) -> None:
        """Keep a room as it is now."""
        if self._store is None:
            return
        try:
            # Whoever writes last has looked last.
            with self._writing:
                if self._rooms.get(room.code) is room:
                    with atomic(self._file(room.code)) as unfinished:
                        unfinished.write_text(room.state().model_dump_json(), encoding="utf-8")
        except OSError as error:
            self._go_without(error)

    def _go_without(self, error: Exception) -> None:
        """Say, once, that rooms do not outlive this process."""
        reason = f"rooms are not kept, so they end with this lab: {error}"
        print(f"wom: {self._store}: {reason}", file=sys.stderr, flush=True)
        self._store = None
