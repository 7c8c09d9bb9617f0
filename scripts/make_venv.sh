#!/bin/sh
# Make .venv with a Python that MimiCom runs on, or say what to install.
set -eu
wanted=$1

fits() {
	"$1" -c 'import sys; sys.exit(not sys.version_info >= (3, 11))' 2>/dev/null
}

for python in "$wanted" python3.13 python3.12 python3.11 python3.14; do
	if fits "$python"; then
		if "$python" -m venv .venv >/dev/null 2>&1; then
			exit 0
		fi
		rm -rf .venv
		version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
		package="python$version-venv"
		# Debian and Ubuntu ship venv apart.
		if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
			echo "Installation de $package…"
			apt-get update -qq >/dev/null && apt-get install -y -qq "$package" >/dev/null
			"$python" -m venv .venv && exit 0
		fi
		echo "Il manque le module venv de Python. Sur Debian ou Ubuntu : sudo apt install $package" >&2
		exit 1
	fi
done
echo "MimiCom a besoin de Python 3.11 ou plus récent. Sur Debian ou Ubuntu : sudo apt install python3 python3-venv ; sur macOS : https://www.python.org/downloads" >&2
exit 1
