"""The pages' own modules, the commands' and those of the end-to-end tests are importable."""

import logging
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
for folder in (HERE, PROJECT / "src" / "endtoend", PROJECT / "scripts", PROJECT / "src" / "local", PROJECT / "streamlit"):
    sys.path.insert(0, str(folder))

# Outside of a server Streamlit warns at every step that there is none.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
