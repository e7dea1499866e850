"""The commands' own modules are importable, and slow tests can be left out."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parents[1] / "scripts"):
    sys.path.insert(0, str(folder))
