"""The harness is importable; nothing here needs a peer."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE.parent, HERE.parents[2] / "scripts"):
    sys.path.insert(0, str(folder))
