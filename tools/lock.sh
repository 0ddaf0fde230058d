#!/usr/bin/env bash
# Writes requirements.lock (to run) and requirements-dev.lock (the same versions, and what developing needs).
# One resolution serves Python 3.11 to 3.13 on every platform. UPGRADE=1 forgets the versions locked before.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "The lock is made by uv: 'pipx install uv', then 'make lock' again." >&2; exit 2; }

if [ -n "${UPGRADE:-}" ]; then rm -f requirements.lock requirements-dev.lock; fi
compile=(uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" pyproject.toml)
"${compile[@]}" --group build --output-file requirements.lock
"${compile[@]}" --group build --group dev --extra sampling --constraints requirements.lock --output-file requirements-dev.lock
