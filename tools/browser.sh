#!/usr/bin/env bash
# Prints the path of a Chromium or Chrome that runs; with --find it only looks, else it also installs one.
# Where none can be had: one line on stderr says what to do, and the exit status is 1.
set -euo pipefail
cd "$(dirname "$0")/.."

# A candidate counts once it has told its version: Ubuntu's chromium-browser may be an empty shell, and
# a downloaded browser may lack system libraries.
offer() {
    local path
    path=$(command -v "$1" 2>/dev/null) && "$path" --version >/dev/null 2>&1 && echo "$path" && exit 0
    return 0
}

offer_installed() {
    local name
    for name in "${LINEAGE_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" /Applications/Chromium.app/Contents/MacOS/Chromium; do
        if [ -n "$name" ]; then offer "$name"; fi
    done
}

offer_playwrights() {
    offer "$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright as start
with start() as playwright: print(playwright.chromium.executable_path)' 2>/dev/null || echo none)"
}

offer_installed
offer_playwrights
if [ "${1:-}" = --find ]; then exit 1; fi

echo "No Chromium or Chrome found; trying Playwright's own" >&2
.venv/bin/playwright install chromium >/dev/null 2>&1 && offer_playwrights
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Playwright's own is not to be had; trying the distribution's chromium" >&2
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-liberation libatomic1; } \
        >/dev/null 2>&1 </dev/null || true
    offer_installed
fi
echo "No browser for the browser tests: install Chromium or Chrome, or set LINEAGE_BROWSER to the path of one." >&2
exit 1
