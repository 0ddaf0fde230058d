#!/usr/bin/env bash
# Makes .venv and installs one lock file and the project into it: `tools/venv.sh requirements.lock`.
# uv does it where uv is there; else venv and pip do the same from the same hashes.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1

supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if command -v "$name" >/dev/null && supported "$name"; then
            command -v "$name"
            return
        fi
    done
    echo "No Python 3.11, 3.12 or 3.13 was found: install one, or name it, as in 'make setup PYTHON=/path/to/python3.12'." >&2
    return 2
}

if ! supported .venv/bin/python; then
    python=$(find_python)
    echo "Making .venv with $("$python" --version)"
    if command -v uv >/dev/null; then
        uv venv --quiet --clear --no-python-downloads --python "$python" .venv
    elif ! "$python" -m venv --clear .venv; then
        rm -rf .venv
        echo "This Python cannot make a virtual environment: on Debian and Ubuntu 'apt-get install python3-venv', or install uv." >&2
        exit 2
    fi
fi

echo "Installing $lock"
if command -v uv >/dev/null; then
    install=(uv pip install --quiet --python .venv/bin/python)
else
    # A .venv that uv made has no pip of its own.
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    install=(.venv/bin/python -m pip install --quiet --disable-pip-version-check)
fi
"${install[@]}" --require-hashes -r "$lock"
# The build back end is in the lock too, so nothing is fetched without a hash.
"${install[@]}" --no-deps --no-build-isolation -e .
