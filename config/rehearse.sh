#!/bin/sh
# Rehearses the control program once after a build, so that each start finds its classes loaded and
# linked in a cache: it then needs half the processor time. Without the cache all works as well.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
target=$here/control/target
jar=$target/control-0.1.0-SNAPSHOT.jar
cache=$target/control.aot

[ -f "$jar" ] || exit 0
[ ! -f "$cache" ] || [ -n "$(find "$jar" "$target/lib" -newer "$cache" -print -quit)" ] || exit 0
. "$here/config/jdk.sh"
echo "sallyport: rehearsing the control program, so that it starts faster" >&2
rm -f "$cache"
state=$(mktemp -d "${TMPDIR:-/tmp}/control-rehearsal.XXXXXX")
log=$state/log
program=
trap '[ -z "$program" ] || kill "$program" 2>/dev/null || true; rm -rf "$state"' EXIT INT TERM

# The options that decide how objects lie in memory must be those of the later starts.
env SALLYPORT_STATE_DIR="$state" SALLYPORT_KUBE_API=http://127.0.0.1:1 \
  SALLYPORT_API_PORT=0 SALLYPORT_LINK_PORT=0 SALLYPORT_DATABASE_URL= SALLYPORT_LOG_LEVEL=info \
  "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$cache" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -Xmx256m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "$jar:$target/lib/*" dev.sallyport.control.Main > "$log" 2>&1 &
program=$!

ready() {
  port=$(sed -n 's/.*API and web page on port \([0-9]*\).*/\1/p' "$log")
  [ -n "$port" ] && grep -q "rebuilt from" "$log"
}

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
if [ ! -f "$cache" ]; then
  echo "sallyport: the rehearsal failed, which costs nothing but time at each start:" >&2
  tail -n 3 "$log" >&2
fi
