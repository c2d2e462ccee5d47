#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A real Kubernetes on one machine, from Debian's source package; docs/cluster.md tells what it is.
#
#   cluster.sh build            fetch and compile; some minutes and 3 GB, once
#   cluster.sh up [--network ptp] [--proxy nftables] [--cgroup 2]
#                               control plane and two nodes, each in namespaces of its own
#   cluster.sh load TAR...      import images on every node
#   cluster.sh kubectl ...      as administrator
#   cluster.sh on NODE CMD...   run something on a node (n1, n2)
#   cluster.sh reboot NODE      end all of a node at once and start it again
#   cluster.sh silence SECONDS  stop the API server for a while; connections to it stay open
#   cluster.sh trial [...]      load what `./sallyport images` made and run `./sallyport e2e`
#   cluster.sh down             end all of it and remove what it left
#
# Needs root on Debian 12 (amd64), cgroup version 1, overlayfs and nftables. Nothing of the machine's own network,
# firewall, kernel settings or directories is changed. SALLYPORT_CLUSTER says where it lives.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export SALLYPORT_CLUSTER="${SALLYPORT_CLUSTER:-/var/tmp/sallyport-cluster}"
. "$here/names.sh"

build() {
  bash "$here/build.sh"
}

# Runs a command in the network namespace of the control plane, or of a node.
at() { nsenter --net="/run/netns/$PREFIX-$1" "${@:2}"; }

kubectl_() { at cp kubectl --kubeconfig "$PKI/admin.kubeconfig" "$@"; }

init_of() { pgrep -P "$(cat "$RUN/$1.pid")"; }

on() { nsenter -t "$(init_of "$1")" -m -n -p -u -i -C "${@:2}"; }

load() {
  local node archive
  for node in $NODES; do
    for archive in "$@"; do on "$node" ctr -n k8s.io images import "$(realpath "$archive")" | tail -1; done
  done
}

network() {
  local node other
  ip netns add "$PREFIX-cp"
  at cp ip link set lo up
  at cp ip link add br0 type bridge
  at cp ip addr add "$(address cp)/24" dev br0
  at cp ip link set br0 up
  at cp sysctl -qw net.ipv4.ip_forward=1
  for node in $NODES; do
    ip netns add "$PREFIX-$node"
    at "$node" ip link set lo up
    at cp ip link add "v-$node" type veth peer name eth0 netns "$PREFIX-$node"
    at cp ip link set "v-$node" master br0 up
    at "$node" ip addr add "$(address "$node")/24" dev eth0
    at "$node" ip link set eth0 up
    at "$node" ip route add default via "$(address cp)"
    at "$node" sysctl -qw net.ipv4.ip_forward=1
    at cp ip route add "$(pods "$node")" via "$(address "$node")"
  done
  for node in $NODES; do
    for other in $NODES; do
      [ "$node" = "$other" ] || at "$node" ip route add "$(pods "$other")" via "$(address "$other")"
    done
  done
}

# Keeps a program of the control plane running: some end by themselves when the API server was away.
start() {
  local name=$1
  shift
  setsid nsenter --net="/run/netns/$PREFIX-cp" bash -c 'while :; do "$@"; sleep 1; done' "$name" "$@" \
    > "$RUN/log/$name.log" 2>&1 < /dev/null &
  echo $! > "$RUN/$name.pid"
}

control_plane() {
  start etcd etcd --data-dir "$RUN/etcd" --listen-client-urls http://127.0.0.1:2379 \
    --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380
  start apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 --advertise-address="$(address cp)" --secure-port=6443 \
    --tls-cert-file="$PKI/apiserver.crt" --tls-private-key-file="$PKI/apiserver.key" --client-ca-file="$PKI/ca.crt" \
    --service-account-key-file="$PKI/sa.pub" --service-account-signing-key-file="$PKI/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local --service-cluster-ip-range="$SERVICES" \
    --kubelet-client-certificate="$PKI/kubelet-client.crt" --kubelet-client-key="$PKI/kubelet-client.key" \
    --kubelet-certificate-authority="$PKI/ca.crt" --kubelet-preferred-address-types=InternalIP \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --enable-aggregator-routing=true \
    --allow-privileged=true --feature-gates=BoundServiceAccountTokenVolume=true,EphemeralContainers=true
  local _
  for _ in $(seq 200); do
    ! kubectl_ get --raw /readyz > "$RUN/log/ready" 2>&1 || break
    sleep 0.3
  done
  start controllers kube-controller-manager --kubeconfig="$PKI/kcm.kubeconfig" --root-ca-file="$PKI/ca.crt" \
    --service-account-private-key-file="$PKI/sa.key" --use-service-account-credentials=true \
    --cluster-signing-cert-file="$PKI/ca.crt" --cluster-signing-key-file="$PKI/ca.key" \
    --feature-gates=BoundServiceAccountTokenVolume=true \
    --authentication-kubeconfig="$PKI/kcm.kubeconfig" --authorization-kubeconfig="$PKI/kcm.kubeconfig"
  start scheduler kube-scheduler --kubeconfig="$PKI/scheduler.kubeconfig"
}

# A node has namespaces of its own for network, mounts, processes and cgroups, as a machine would.
node() {
  mkdir -p "$RUN/$1"
  setsid bash -c '
    for c in /sys/fs/cgroup/*; do
      g=$c/'"$PREFIX-$1"'
      mkdir -p "$g"
      case $c in */cpuset)
        cat "$c/cpuset.cpus" > "$g/cpuset.cpus"
        cat "$c/cpuset.mems" > "$g/cpuset.mems"
        echo 1 > "$g/cgroup.clone_children" ;;
      esac
      echo $$ > "$g/cgroup.procs"
    done
    exec nsenter --net="/run/netns/$1" unshare --mount --pid --fork --cgroup --uts --ipc --kill-child bash "$2" "$3"
  ' node "$PREFIX-$1" "$here/node.sh" "$1" > "$RUN/log/$1.log" 2>&1 < /dev/null &
  echo $! > "$RUN/$1.pid"
}

ready() {
  local _ node count=0
  for node in $NODES; do count=$((count + 1)); done
  for _ in $(seq 120); do
    [ "$(kubectl_ get nodes --no-headers 2> /dev/null | grep -cw Ready)" -lt "$count" ] || return 0
    sleep 1
  done
  echo "cluster.sh: nodes are not ready, see $RUN/log" >&2
  return 1
}

up() {
  while [ $# -gt 0 ]; do
    case $1 in
      --network) NETWORK=$2; shift 2 ;;
      --proxy) PROXY=$2; shift 2 ;;
      --cgroup) CGROUP=$2; shift 2 ;;
      *) echo "cluster.sh up: unknown option $1" >&2; exit 64 ;;
    esac
  done
  case $NETWORK in bridge | ptp) ;; *) echo "cluster.sh up: no network $NETWORK (expected: bridge, ptp)" >&2; exit 64 ;; esac
  case $PROXY in iptables | nftables) ;; *) echo "cluster.sh up: no proxy $PROXY (expected: iptables, nftables)" >&2; exit 64 ;; esac
  case $CGROUP in 1 | 2) ;; *) echo "cluster.sh up: no cgroup version $CGROUP (expected: 1, 2)" >&2; exit 64 ;; esac
  [ -x "$BIN/kube-apiserver" ] || build
  mkdir -p "$RUN/log" "$RUN/etcd"
  echo "NETWORK=$NETWORK PROXY=$PROXY CGROUP=$CGROUP" > "$RUN/settings"
  bash "$here/certificates.sh"
  network
  control_plane
  local each
  for each in $NODES; do node "$each"; done
  [ "$PROXY" = iptables ] || start services bash "$here/services.sh"
  kubectl_ apply -f "$here/dns.yaml"
  ready
  kubectl_ get nodes -o wide
  echo "kubeconfig: $PKI/admin.kubeconfig, reached from the network namespace $PREFIX-cp"
}

# As when a machine is switched off and on: all of its processes end at once, its disk stays.
reboot_() {
  kill -KILL "$(init_of "$1")"
  sleep "${2:-10}"
  . "$RUN/settings"
  node "$1"
}

# Nobody answers at the API for some seconds, and connections to it stay open: as a network that fails, not as a program that ends.
silence() {
  local pid
  pid=$(pgrep -P "$(cat "$RUN/apiserver.pid")" kube-apiserver)
  kill -STOP "$pid"
  sleep "$1"
  kill -CONT "$pid"
}

down() {
  local each cgroup pid
  for each in $NODES; do
    # The first process of the node's own process namespace: with it the kernel ends all others.
    [ ! -f "$RUN/$each.pid" ] || kill -KILL "$(init_of "$each")" || true
  done
  for each in services scheduler controllers apiserver etcd; do
    # With the loop that keeps it running: both are one process group.
    [ ! -f "$RUN/$each.pid" ] || kill -- "-$(cat "$RUN/$each.pid")" || true
  done
  sleep 2
  for each in $NODES cp; do ip netns del "$PREFIX-$each" || true; done
  for each in $NODES; do
    for cgroup in /sys/fs/cgroup/*/"$PREFIX-$each"; do
      [ ! -d "$cgroup" ] || find "$cgroup" -depth -type d -exec rmdir {} \;
    done
  done
  rm -rf "${RUN:?}"
}

trial() {
  load "$here"/../../deploy/target/images/*.tar
  at cp "$here/../../sallyport" e2e --kubeconfig "$PKI/admin.kubeconfig" --images "$here/../../deploy/target/images" "$@"
}

case "${1:-}" in
  build | down) "$1" ;;
  up | load | on | trial | silence) "$@" ;;
  reboot) shift; reboot_ "$@" ;;
  kubectl) shift; kubectl_ "$@" ;;
  *) sed -n '3,16s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
esac
