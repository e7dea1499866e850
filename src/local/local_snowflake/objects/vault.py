"""The values of secrets: one file each, readable by their owner only, never in the database file."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from pathlib import Path

from local_snowflake.objects.registry import Key


class Vault:
    """Reads and writes secret values; a value is on the disk before ``store`` returns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._values: dict[tuple[str | None, ...], str] = {}

    def open(self) -> None:
        """Read what the last server left."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file in self._folder.glob("*.json"):
            kept = json.loads(file.read_text(encoding="utf-8"))
            self._values[tuple(kept["name"])] = kept["value"]

    def read(self, key: Key) -> str | None:
        """The value of a secret; None when it has none."""
        return self._values.get(_name(key))

    def snapshot(self) -> dict[tuple[str | None, ...], str]:
        """All values as they are now (what a call keeps seeing when secrets become visible with the next call only)."""
        with self._lock:
            return dict(self._values)

    def store(self, key: Key, value: str) -> None:
        """Keep a value."""
        name = _name(key)
        with self._lock:
            file = self._file(name)
            temporary = file.with_suffix(".new")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as output:
                json.dump({"name": name, "value": value}, output)
                output.flush()
                os.fsync(output.fileno())
            os.replace(temporary, file)
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
            self._values[name] = value

    def forget(self, key: Key) -> None:
        """Take a value away."""
        name = _name(key)
        with self._lock:
            self._values.pop(name, None)
            self._file(name).unlink(missing_ok=True)

    def _file(self, name: tuple[str | None, ...]) -> Path:
        return self._folder / (hashlib.sha256(json.dumps(name).encode()).hexdigest()[:32] + ".json")


def _name(key: Key) -> tuple[str | None, ...]:
    return (key.database, key.schema, key.name)
