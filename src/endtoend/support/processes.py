"""The processes of this machine, as /proc tells of them."""

from pathlib import Path


def command_lines() -> dict[int, str]:
    """Every process and what it was started with."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
    return found
