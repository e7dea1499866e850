# Sourced by the commands in scripts/: finds a Python that can do the rest (scripts/project), and hands over to it.
# Everything else, the checks of Java and Maven included, is written in Python.
# No $( ) here: a subshell is a process that shows the whole command line once more, a secret in it included.
set -euo pipefail

project="${BASH_SOURCE[0]%/*}/../.."
[[ "$project" == /* ]] || project="$PWD/$project"

python=""
find_python() {
  local name
  for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      python="$name"
      return 0
    fi
  done
  return 1
}

if ! find_python; then
  install="apt-get update && apt-get install --yes python3 python3-venv"
  if [ "$EUID" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Python ..." >&2
    { export DEBIAN_FRONTEND=noninteractive; eval "$install"; } >/dev/null </dev/null || true
    find_python || { echo "Python 3.11 or later with venv is needed, and apt-get did not bring it." >&2; exit 1; }
  else
    echo "Python 3.11 or later with venv is needed. On Debian or Ubuntu: sudo sh -c '$install'" >&2
    exit 1
  fi
fi

# PYTHONDONTWRITEBYTECODE: a clone stays as clean as it was.
launch() {
  export PYTHONPATH="$project/scripts:$project/src/local:$project/src/check:$project/src/benchmark${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1
  exec "$python" -m project "$@"
}
