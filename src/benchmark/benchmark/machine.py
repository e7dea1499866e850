"""What was measured on, and with which versions."""

import os
import platform
import re
import subprocess
from pathlib import Path
from typing import Any

from project.machine import java

from benchmark.environments import REQUIREMENTS

TOLD = {"dlt": "dlt", "airbyte": "airbyte", "singer-tap": "singer-sdk", "singer-target": "target-duckdb"}


def describe() -> dict[str, Any]:
    """Processor, memory, system, and the versions that were compared."""
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": processor.group(1) if processor else platform.machine(),
        "processors": f"{os.cpu_count()} processors",
        "memory": f"{memory / 2**30:.0f} GB of memory",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "versions": {"Python": platform.python_version(), "Java": _java_version(), **_peers()},
    }


def _java_version() -> str:
    answer = subprocess.run([java(), "-version"], capture_output=True, text=True)
    found = re.search(r'version "([^"]+)"', answer.stderr + answer.stdout)
    return found.group(1) if found else "unknown"


def _peers() -> dict[str, str]:
    versions = {}
    for name, package in TOLD.items():
        found = re.search(rf"^{re.escape(package)}==(.*)$", REQUIREMENTS[name].read_text(), re.MULTILINE)
        versions[package] = found.group(1) if found else "unknown"
    return versions
