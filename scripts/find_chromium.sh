#!/bin/sh
# The browser tests need a Chromium: find one, or install one the way this machine allows.
# Prints what it does; tests/browser/conftest.py looks in the same places.
set -eu

for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
	command -v "$name" >/dev/null 2>&1 && exit 0
done
[ -n "${MIMICOM_CHROMIUM:-}" ] && exit 0
[ -d "/Applications/Google Chrome.app" ] && exit 0
[ -d "/Applications/Chromium.app" ] && exit 0

if command -v apt-get >/dev/null 2>&1; then
	if [ "$(id -u)" = 0 ]; then
		sudo=
	elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
		sudo=sudo
	else
		sudo=none
	fi
	if [ "$sudo" != none ]; then
		# The one without windows loads a page with a third less of the processor.
		echo "No Chromium found: installing the system's (apt-get install chromium-headless-shell)."
		$sudo apt-get update -qq >/dev/null || true
		for name in chromium-headless-shell chromium; do
			$sudo apt-get install -y -qq "$name" >/dev/null 2>&1 || continue
			command -v "$name" >/dev/null 2>&1 && exit 0
		done
	fi
fi
echo "No Chromium found: installing Playwright's own (playwright install chromium)."
if .venv/bin/python -m playwright install chromium; then
	exit 0
fi
echo "No Chromium could be installed. Install one, or set MIMICOM_CHROMIUM to its path." >&2
exit 1
