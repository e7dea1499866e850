"""The commands' own modules and the pages' are importable, and slow tests can be left out."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
for folder in (HERE, PROJECT / "scripts", PROJECT / "src" / "pages", PROJECT / "src" / "local", PROJECT / "streamlit"):
    sys.path.insert(0, str(folder))
