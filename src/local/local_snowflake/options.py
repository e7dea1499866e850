"""What `serve` was started with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """The folder with everything that stays, and how this server behaves."""

    data: Path
    exact_url: str | None = None
    port: int = 0
    secret_visibility: str = "immediate"
    procedure_heap: str = "512m"

    @property
    def database_file(self) -> Path:
        """The one DuckDB file that holds all databases."""
        return self.data / "snowflake.duckdb"

    @property
    def stages(self) -> Path:
        """Files of internal stages: <database>/<schema>/<stage>/..."""
        return self.data / "stages"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.data / "log"

    @property
    def server_file(self) -> Path:
        """How clients find and enter the server: port, pid, exact_url, user, password (mode 0600)."""
        return self.data / "server.json"
