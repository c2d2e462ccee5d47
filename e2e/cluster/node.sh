#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# First process of a node, in its namespaces: containerd, kubelet, kube-proxy.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/names.sh"
name=$1
disk=$RUN/$1

mount --make-rprivate /
mount -t proc proc /proc
mount -t sysfs sysfs /sys
case $CGROUP in
  1)
    mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
    for each in cpu cpuacct cpuset memory devices freezer blkio pids; do
      mkdir "/sys/fs/cgroup/$each"
      mount -t cgroup -o "$each" cgroup "/sys/fs/cgroup/$each"
    done
    mkdir /sys/fs/cgroup/systemd
    mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
    ;;
  2)
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    # A group with groups below that have controllers has no processes of its own.
    mkdir -p /sys/fs/cgroup/init
    while read -r each; do echo "$each" > /sys/fs/cgroup/init/cgroup.procs || true; done < /sys/fs/cgroup/cgroup.procs
    ;;
esac
hostname "$name"
mount -t tmpfs tmpfs /run
# What is written below these stays the node's own.
for each in /etc /var/lib /var/log; do
  mkdir -p "$disk/written$each" "$disk/work$each"
  mount -t overlay -o "lowerdir=$each,upperdir=$disk/written$each,workdir=$disk/work$each" overlay "$each"
done
for each in /var/lib/kubelet /var/lib/containerd; do
  mkdir -p "$disk$each" "$each"
  mount --bind "$disk$each" "$each"
done
# A kubelet sets these for the whole machine; here it finds them set.
settled() {
  [ -e "/proc/sys/$1" ] || return 0
  mkdir -p "/run/sys/$(dirname "$1")"
  echo "$2" > "/run/sys/$1"
  mount --bind "/run/sys/$1" "/proc/sys/$1"
}
settled vm/overcommit_memory 1
settled vm/panic_on_oom 0
settled kernel/panic 10
settled kernel/panic_on_oops 1
settled kernel/keys/root_maxkeys 1000000
settled kernel/keys/root_maxbytes 25000000
mount --make-rshared /

mkdir -p /etc/cni/net.d /etc/containerd /run/static
# bridge: all pods of a node at one bridge. ptp: a cable and a route for each pod, as kindnet and others have it.
addresses="\"ipam\": {\"type\": \"host-local\", \"ranges\": [[{\"subnet\": \"$(pods "$name")\"}]]"
case $NETWORK in
  bridge) way="\"type\": \"bridge\", \"bridge\": \"cni0\", \"isDefaultGateway\": true, \"hairpinMode\": true, $addresses}" ;;
  ptp) way="\"type\": \"ptp\", $addresses, \"routes\": [{\"dst\": \"0.0.0.0/0\"}]}" ;;
esac
cat > /etc/cni/net.d/10-pods.conflist << JSON
{"cniVersion": "0.4.0", "name": "pods", "plugins": [{$way},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
cat > /etc/containerd/config.toml << TOML
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$ROOT/usr/lib/cni"
TOML
export SALLYPORT_RUNC=$ROOT/usr/sbin/runc
[ "$CGROUP" = 1 ] || cat >> /etc/containerd/config.toml << TOML
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = "$BIN/sallyport-lean"
TOML
echo "nameserver $(address cp)" > /run/resolv.conf
cat > /run/kubelet.yaml << YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $PKI/ca.crt}}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
failSwapOn: false
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
resolvConf: /run/resolv.conf
staticPodPath: /run/static
tlsCertFile: $PKI/$name.crt
tlsPrivateKeyFile: $PKI/$name.key
featureGates: {BoundServiceAccountTokenVolume: true, EphemeralContainers: true}
YAML

containerd > "$RUN/log/$name-containerd.log" 2>&1 &
for _ in $(seq 100); do
  [ ! -S /run/containerd/containerd.sock ] || break
  sleep 0.2
done
for each in pause dns; do ctr -n k8s.io images import "$SALLYPORT_CLUSTER/$each.tar"; done

again() {
  local log=$1
  shift
  while :; do
    "$@" >> "$log" 2>&1 || true
    sleep 2
  done
}
again "$RUN/log/$name-kubelet.log" kubelet --config=/run/kubelet.yaml --kubeconfig="$PKI/$name.kubeconfig" \
  --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock \
  --hostname-override="$name" --node-ip="$(address "$name")" &
[ "$PROXY" = nftables ] ||
  again "$RUN/log/$name-proxy.log" kube-proxy --kubeconfig="$PKI/proxy.kubeconfig" --hostname-override="$name" \
    --proxy-mode=iptables --cluster-cidr=10.244.0.0/16 --conntrack-max-per-core=0 --conntrack-min=0 &
# This kubelet waits for ever for groups of ended pods where it does not have its controllers.
[ "$CGROUP" = 1 ] || while :; do
  find /sys/fs/cgroup/kubepods -mindepth 1 -maxdepth 2 -type d -name 'pod*' -mmin +0.5 -exec rmdir {} \; 2> /dev/null || true
  sleep 5
done &
# Processes whose parents ended become this one's.
while :; do
  wait -n || true
  sleep 0.2
done
