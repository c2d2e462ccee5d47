#!/bin/sh
# Builds and tests the web page. Used by ./sallyport; also usable by itself:
#   sh config/ui.sh build   build ui/dist, only if sources are newer than it
#   sh config/ui.sh test    build, then all tests of the page, those in Chromium too
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
ui=$here/ui

# Vite needs Node.js 20.19 or newer.
node_fits() {
  command -v npm >/dev/null 2>&1 &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

say_what_is_missing() {
  echo "sallyport: the web page needs Node.js 20.19 or newer with npm (found: $(node --version 2>/dev/null || echo none))." >&2
  echo "  Install one, for example Debian 13's nodejs and npm or a release of nodejs.org, then run this command again." >&2
}

# Takes the distribution's Node.js where that is new enough; Debian 12's is not.
get_node() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: *\([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | {
    read -r major minor || exit 1
    [ "$major" -gt 20 ] || { [ "$major" -eq 20 ] && [ "$minor" -ge 19 ]; }
  } || return 1
  echo "sallyport: installing with apt-get: nodejs npm"
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm >/dev/null
}

node_ready() {
  node_fits || { get_node && node_fits; } || { say_what_is_missing; return 1; }
}

install() {
  if [ ! -f "$ui/node_modules/.sallyport" ] || [ "$ui/package-lock.json" -nt "$ui/node_modules/.sallyport" ]; then
    echo "sallyport: fetching what the web page is made of"
    (cd "$ui" && npm ci --no-audit --no-fund --loglevel=error) && touch "$ui/node_modules/.sallyport"
  fi
}

newer_sources() {
  [ ! -f "$ui/dist/index.html" ] || [ -n "$(find "$ui/src" "$ui/public" "$ui/index.html" "$ui/package-lock.json" "$ui/vite.config.ts" "$ui/tsconfig.json" "$here/wire/src/main/resources/dev/sallyport/wire/api/openapi.json" -newer "$ui/dist/index.html" -print -quit)" ]
}

build() {
  newer_sources || return 0
  install && echo "sallyport: building the web page" && (cd "$ui" && npm run --silent build -- --logLevel warn)
}

case "${1:-build}" in
  build)
    # Without the page everything else still works, so this is a warning.
    if newer_sources; then
      { node_ready && build; } || echo "sallyport: goes on without the web page" >&2
    fi ;;
  test)
    node_ready || exit 69
    build
    install
    cd "$ui"
    npm test --silent
    npm run --silent test:chromium ;;
  *) echo "usage: sh config/ui.sh [build|test]" >&2; exit 64 ;;
esac
