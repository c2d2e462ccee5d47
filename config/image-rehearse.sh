#!/bin/sh
# Lets the program of an image rehearse in the root that its layers make, and keeps the AOT cache that the JVM records
# of it. A cache fits only the files, with their times, and the options that it was recorded with, so this happens
# there. In namespaces of its own that end with it; needs root, since PostgreSQL wants a user of its own.
#   sh config/image-rehearse.sh node|control CACHE LAYER...
# Ends with 77 where that cannot be done here, and says why.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
home=/opt/sallyport

mounts() {
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=1777 tmp "$root/tmp"
  mount -t tmpfs -o mode=0777 state "$root/var/lib/sallyport"
  mount -t tmpfs -o mode=755 dev "$root/dev"
  for each in null zero random urandom; do
    : > "$root/dev/$each"
    mount --bind "/dev/$each" "$root/dev/$each"
  done
  ip link set lo up
}

# Runs Java with the arguments of the image; the cache is written when it ends.
java_of() {
  _user=$1
  shift
  exec chroot --userspec="$_user" "$root" "$home/jre/bin/java" -XX:AOTCacheOutput=/tmp/program.aot "$@"
}

# The arguments of the image but for the cache that is not there yet.
arguments() { sed '/^-XX:AOTCache=/d; /^-Xlog:aot/d' "$root$home/$1.args"; }

node() {
  # No cluster and no traffic of others: made-up traffic through the same program.
  arguments node | sed 's/^dev\.sallyport\.node\.Main$/dev.sallyport.node.Rehearsal/' > "$root/tmp/node.args"
  # Linking classes ahead of time would save another 0.2 s of a start, and take 17 MiB for good.
  (MALLOC_ARENA_MAX=1 JDK_JAVA_OPTIONS='-Xmx64m -XX:MaxDirectMemorySize=64m' java_of 0:0 \
    -XX:-AOTClassLinking @/tmp/node.args) > "$root/tmp/log" 2>&1
}

control() {
  log=$root/tmp/log
  arguments control > "$root/tmp/control.args"
  (MALLOC_ARENA_MAX=2 JDK_JAVA_OPTIONS=-Xmx288m SALLYPORT_POSTGRES_HOME=$home/postgres \
    SALLYPORT_UI_DIR="$([ ! -d "$root$home/ui" ] || echo $home/ui)" SALLYPORT_KUBE_API=http://127.0.0.1:1 \
    SALLYPORT_AUTHORITY=file SALLYPORT_API_PORT=7080 SALLYPORT_LINK_PORT=0 \
    java_of 65532:65532 @/tmp/control.args) > "$log" 2>&1 &
  program=$!
  waited=0
  until grep -q 'rebuilt from' "$log" || ! kill -0 "$program" 2>/dev/null || [ "$waited" -ge 240 ]; do
    sleep 0.5
    waited=$((waited + 1))
  done
  for each in blueprint status; do
    chroot --userspec=65532:65532 "$root" /usr/local/bin/sallyport $each --server http://127.0.0.1:7080 > /dev/null 2>&1 || true
  done
  kill "$program" 2>/dev/null || true
  wait "$program" || true
}

if [ "${SALLYPORT_ROOM:-}" ]; then
  root=$SALLYPORT_ROOM
  mounts
  export LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
  "$1" || true
  if [ -f "$root/tmp/program.aot" ]; then
    cp "$root/tmp/program.aot" "$2"
    exit 0
  fi
  echo "the rehearsal recorded nothing:" >&2
  tail -n 5 "$root/tmp/log" >&2
  exit 77
fi

[ "$(id -u)" = 0 ] || { echo "a rehearsal in the image's root needs root" >&2; exit 77; }
program=$1
cache=$2
shift 2
root=$(mktemp -d "${TMPDIR:-/tmp}/sallyport-rehearsal.XXXXXX")
chmod 755 "$root"
trap 'rm -rf "$root"' EXIT INT TERM
for layer; do
  tar -xzf "$layer" -C "$root" --same-owner --same-permissions
done
unshare --mount --pid --net true 2>/dev/null || { echo "no namespaces can be made here" >&2; exit 77; }
SALLYPORT_ROOM=$root unshare --mount --pid --net --ipc --uts --fork --kill-child --propagation private \
  sh "$here/config/image-rehearse.sh" "$program" "$cache"
