#!/bin/sh
# Runs the programs of written images without a container runtime: each in a root unpacked from its
# archive, read-only, as the image's user, with the capabilities of the chart, in namespaces of its
# own that end with it. Needs root.
#   sh config/image-check.sh ARCHIVE...
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)

# What the chart gives the node program; sys_chroot is this script's own.
node_capabilities=+sys_admin,+net_admin,+net_raw,+sys_ptrace,+dac_read_search,+sys_chroot
patience=${SALLYPORT_CHECK_SECONDS:-120}

configuration() {
  tar -xOf "$archive" manifest.json | tr ',[{' '\n\n\n' | sed -n 's/.*"Config":"\([^"]*\)".*/\1/p' | {
    read -r config
    tar -xOf "$archive" "$config"
  } > "$place/config.json"
}

unpack() {
  mkdir -p "$place/root"
  tar -xOf "$archive" manifest.json | tr -d '\n' | sed 's/.*"Layers":\[\([^]]*\)\].*/\1/' | tr -d '"' | tr ',' '\n' > "$place/layers"
  echo >> "$place/layers"
  while read -r layer; do
    [ -z "$layer" ] || tar -xOf "$archive" "$layer" | tar -xz -C "$place/root" --same-owner --same-permissions
  done < "$place/layers"
  configuration
}

# The lists of a JSON document made by us: no spaces, no escapes but those of plain text.
list() {
  tr -d '\n' < "$place/config.json" | sed "s/.*\"$1\":\[\([^]]*\)\].*/\1/" | sed 's/","/\n/g; s/^"//; s/"$//'
  echo
}

user() { sed 's/.*"User":"\([^"]*\)".*/\1/' "$place/config.json" | head -n 1; }

mounts() {
  mount --bind "$root" "$root"
  mount -o remount,ro,bind "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=1777 tmp "$root/tmp"
  # As a kubelet makes a volume of the pod: anybody may write.
  mount -t tmpfs -o mode=0777 state "$root/var/lib/sallyport"
  mount -t tmpfs -o mode=755 dev "$root/dev"
  for each in null zero random urandom; do
    : > "$root/dev/$each"
    mount --bind "/dev/$each" "$root/dev/$each"
  done
  ip link set lo up
}

# Runs a program of the image as the image's user.
enter() {
  case $name in
    *node*) setpriv --bounding-set="-all,$node_capabilities" chroot "$root" "$@" ;;
    *) setpriv --no-new-privs chroot --userspec="$(user)" "$root" "$@" ;;
  esac
}

# A pod as a kubelet leaves it: a process of another user without rights, in a network namespace with
# an address, in a branch of the cgroup tree that has the pod's UID in its name.
pod() {
  branch=$(dirname "$(find /sys/fs/cgroup -maxdepth 2 -name cgroup.controllers | head -n 1)")/sallyport-check
  uid=$(cat /proc/sys/kernel/random/uuid)
  mkdir -p "$branch/kubepods/pod$uid/container"
  mount --bind "$branch" "$root/host/sys/fs/cgroup"
  mount -o remount,ro,bind "$root/host/sys/fs/cgroup"
  unshare --net --fork --kill-child sh -c "echo \$\$ > '$branch/kubepods/pod$uid/container/cgroup.procs'
    ip link set lo up
    exec setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all --no-new-privs sleep 1000" &
  keeper=$!
  pod=
  until [ -n "$pod" ]; do
    sleep 0.1
    pod=$(cat "$branch/kubepods/pod$uid/container/cgroup.procs")
  done
  ip link add check0 type veth peer name eth0 netns "$pod"
  ip address add 10.99.0.1/30 dev check0
  ip link set check0 up
  nsenter -t "$pod" -n ip address add 10.99.0.2/30 dev eth0
  nsenter -t "$pod" -n ip link set eth0 up
  nsenter -t "$pod" -n ip route add default via 10.99.0.1
}

no_pod() {
  # Who made the namespace ends with what was in it.
  kill -KILL "$pod" 2>/dev/null || true
  wait "$keeper" 2>/dev/null || true
}

captured() {
  waited=0
  until curl -s http://127.0.0.1:15020/metrics | grep -q '^sallyport_pods{state="captured"} 1'; do
    waited=$((waited + 1))
    [ "$waited" -lt $((patience * 2)) ] || fail "the pod is not captured: $(curl -s http://127.0.0.1:15020/metrics | grep '^sallyport_pods')"
    sleep 0.5
  done
  nsenter -t "$pod" -n nft list table inet sallyport > /dev/null 2>&1 || fail "no table in the pod's namespace"
  say ok "a pod of another user is found and proven captured, with the capabilities of the chart"
}

say() { printf '  %-6s %s\n' "$1" "$2"; }

fail() {
  say FAILED "$1"
  tail -n 20 "$place/log" >&2
  exit 1
}

# Waits until the program's log says it.
until_said() {
  waited=0
  until grep -qE "$1" "$place/log"; do
    waited=$((waited + 1))
    kill -0 "$program" 2>/dev/null || fail "it ended before it said: $1"
    [ "$waited" -lt $((patience * 4)) ] || fail "within $patience s it did not say: $1"
    sleep 0.25
  done
}

expect() { grep -qE "$1" "$place/log" && say ok "$2" || fail "$2"; }

room() {
  root=$place/root
  mounts
  chroot "$root" /opt/sallyport/jre/bin/java -version > "$place/log" 2>&1 ||
    fail "its Java (e_machine $(machine)) does not run on this machine; for arm64: packages qemu-user-static and binfmt-support"
  list Env > "$place/env"
  list Entrypoint > "$place/entrypoint"
  set --
  while read -r each; do set -- "$@" "$each"; done < "$place/entrypoint"
  for each; do shift; [ -z "$each" ] || set -- "$@" "$each"; done
  while read -r each; do [ -z "$each" ] || export "${each?}"; done < "$place/env"
  PATH=$PATH:/usr/sbin:/sbin
  export SALLYPORT_KUBE_API=http://127.0.0.1:1 SALLYPORT_CONTROL=127.0.0.1:2
  case $name in *demo*) set -- "$@" serve 8080 ;; *node*) export SALLYPORT_CGROUP_ROOT=/host/sys/fs/cgroup SALLYPORT_NODE_NAME=node ;; esac
  : > "$place/log"
  case $name in *node*) pod ;; esac
  enter "$@" >> "$place/log" 2>&1 &
  program=$!
  case $name in
    *control*)
      until_said 'rebuilt from'
      expect 'PostgreSQL: runs on' "PostgreSQL runs as user $(user) on a read-only root"
      enter /usr/local/bin/sallyport blueprint --server http://127.0.0.1:7080 > "$place/said" 2>&1 || fail "the tool in the image: $(cat "$place/said")"
      say ok "the tool in the image reads the blueprint from the API" ;;
    *node*)
      until_said 'started in|cannot start'
      expect 'capture is ready: libnftables' "rules are set through libnftables of the image, with the capabilities of the chart"
      if [ "$(machine)" = "b7 00" ]; then
        expect 'literals by pure Java' "contents are looked into by the pure Java path, as arm64 has no other"
      else
        expect 'literals by Hyperscan' "Hyperscan is loaded"
      fi
      expect 'started in' "the node program starts without an API and without control"
      captured
      no_pod ;;
    *demo*)
      until_said 'serving on port'
      : > "$place/said"
      enter /opt/sallyport/jre/bin/java -cp "$(cd "$root" && ls opt/sallyport/app/*.jar | sed 's,^,/,' | head -n 1)" \
        dev.sallyport.deploy.demo.Demo ask http://127.0.0.1:8080 100 >> "$place/said" 2>&1 &
      asker=$!
      waited=0
      until grep -q 'last answer 200' "$place/said"; do
        waited=$((waited + 1))
        [ "$waited" -lt $((patience * 4)) ] || fail "nobody was answered"
        sleep 0.25
      done
      kill "$asker"
      say ok "the demo serves and asks" ;;
  esac
  if grep -E 'UnsatisfiedLinkError|NoClassDefFoundError|ClassNotFoundException' "$place/log" >&2; then
    fail "something is missing in the image"
  fi
  if [ -f "$root/opt/sallyport/${name#sallyport-}.aot" ]; then
    grep -q "/opt/sallyport/${name#sallyport-}.aot" "/proc/$(jvm)/maps" || fail "the AOT cache is there and not used"
    say ok "classes come from the AOT cache"
  fi
  [ "$(jvm)" = self ] || say ok "resident: $(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$(jvm)/status") MiB"
  kill "$program" 2>/dev/null || true
  wait "$program" 2>/dev/null || true
}

# The kind of machine that the image's Java is for: e_machine of elf(5), low byte first.
machine() { od -An -tx1 -j18 -N2 "$root/opt/sallyport/jre/bin/java" | sed 's/^ *//'; }

# The process of the program itself, below what started it.
jvm() {
  for each in /proc/[0-9]*; do
    if [ "$(readlink "$each/exe" 2>/dev/null)" = "/opt/sallyport/jre/bin/java" ] ||
      [ "$(readlink "$each/exe" 2>/dev/null)" = "$root/opt/sallyport/jre/bin/java" ]; then
      echo "${each#/proc/}"
      return 0
    fi
  done
  echo self
}

if [ "${SALLYPORT_ROOM:-}" ]; then
  place=$SALLYPORT_ROOM
  archive=$1
  name=$(basename "$archive" .tar)
  mount -t proc proc /proc
  room
  exit 0
fi

[ "$(id -u)" = 0 ] || { echo "sallyport: running images needs root" >&2; exit 77; }
# With its processes a branch of the cgroup tree becomes empty, but stays.
no_branch() {
  find /sys/fs/cgroup -maxdepth 2 -name sallyport-check -type d 2>/dev/null |
    while read -r each; do find "$each" -depth -type d -exec rmdir {} \; 2>/dev/null || true; done
}

for archive; do
  name=$(basename "$archive" .tar)
  place=$(mktemp -d "${TMPDIR:-/tmp}/sallyport-image.XXXXXX")
  trap 'rm -rf "$place"' EXIT INT TERM
  echo "$name"
  unpack
  SALLYPORT_ROOM=$place unshare --mount --pid --net --ipc --uts --fork --kill-child --propagation private \
    sh "$here/config/image-check.sh" "$archive" || { no_branch; exit 1; }
  no_branch
  rm -rf "$place"
done
