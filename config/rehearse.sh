#!/bin/sh
# Rehearses the control program and the node program once after a build, so that each start finds its
# classes loaded in a cache and needs less processor time. Without the caches all works as well, and a
# JVM leaves one alone that does not belong to its jars and options.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/config/jdk.sh"

# Whether the program of a module was built later than its cache, or has none.
wanted() {
  [ -f "$here/$1/target/$1-0.1.0-SNAPSHOT.jar" ] || return 1
  _cache=$here/$1/target/$1.aot
  [ ! -f "$_cache" ] || [ -n "$(find "$here/$1/target/$1-0.1.0-SNAPSHOT.jar" "$here/$1/target/lib" -newer "$_cache" -print -quit)" ]
}

# What decides how objects and classes lie in memory must be as in the later starts: collector, headers,
# class path and modules.
rehearsal_of() {
  _module=$1
  shift
  _target=$here/$_module/target
  rm -f "$_target/$_module.aot"
  exec "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$_target/$_module.aot" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "$@"
}

failed() {
  [ ! -f "$here/$1/target/$1.aot" ] || return 0
  echo "sallyport: the rehearsal of $1 failed, which costs nothing but time at each start:" >&2
  tail -n 3 "$2" >&2
}

# Linking classes ahead of time would save another 0.2 s of a start, and take 17 MiB for good.
node() {
  (MALLOC_ARENA_MAX=1 rehearsal_of node -XX:-AOTClassLinking -XX:+UseCompactObjectHeaders -Xss256k -Xmx64m \
    -cp "$here/node/target/node-0.1.0-SNAPSHOT.jar:$here/node/target/lib/*" dev.sallyport.node.Rehearsal) \
    > "$state/node.log" 2>&1 || true
  failed node "$state/node.log"
}

control() {
  target=$here/control/target
  log=$state/control.log
  (SALLYPORT_STATE_DIR="$state" SALLYPORT_KUBE_API=http://127.0.0.1:1 \
    SALLYPORT_API_PORT=0 SALLYPORT_LINK_PORT=0 SALLYPORT_AUTHORITY=file SALLYPORT_DATABASE_URL='' SALLYPORT_LOG_LEVEL=info \
    rehearsal_of control -Xmx256m -cp "$target/control-0.1.0-SNAPSHOT.jar:$target/lib/*" dev.sallyport.control.Main) \
    > "$log" 2>&1 &
  program=$!
  for _ in $(seq 300); do
    if ready || ! kill -0 "$program" 2>/dev/null; then break; fi
    sleep 0.2
  done
  if ready; then
    # The database is unpacked for later starts as well.
    rm -rf "$target/postgres"
    cp -R "$state"/postgres/programs-* "$target/postgres"
    sh "$here/config/cli.sh" blueprint --server "http://127.0.0.1:$port" > /dev/null 2>&1 || true
    sh "$here/config/cli.sh" status --server "http://127.0.0.1:$port" > /dev/null 2>&1 || true
  fi
  kill "$program" 2>/dev/null || true
  wait "$program" 2>/dev/null || true
  program=
  failed control "$log"
}

ready() {
  port=$(sed -n 's/.*API and web page on port \([0-9]*\).*/\1/p' "$log")
  [ -n "$port" ] && grep -q "rebuilt from" "$log"
}

wanted control && wants_control=yes || wants_control=
wanted node && wants_node=yes || wants_node=
[ -n "$wants_control$wants_node" ] || exit 0
echo "sallyport: rehearsing the programs, so that they start faster" >&2
state=$(mktemp -d "${TMPDIR:-/tmp}/sallyport-rehearsal.XXXXXX")
program=
other=
trap '[ -z "$program$other" ] || kill $program $other 2>/dev/null || true; rm -rf "$state"' EXIT INT TERM
if [ -n "$wants_node" ]; then
  node &
  other=$!
fi
[ -z "$wants_control" ] || control
[ -z "$other" ] || wait "$other" || true
other=
