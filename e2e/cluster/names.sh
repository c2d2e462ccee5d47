# SPDX-License-Identifier: Apache-2.0
# Places, names and addresses, for the scripts beside this one.
RUN=$SALLYPORT_CLUSTER/run
PKI=$RUN/pki
ROOT=$SALLYPORT_CLUSTER/root
BIN=$SALLYPORT_CLUSTER/bin
GO_TREE=$SALLYPORT_CLUSTER/go/src/k8s.io/kubernetes
NODES=${NODES:-n1 n2}
export NETWORK=${NETWORK:-bridge} PROXY=${PROXY:-iptables} CGROUP=${CGROUP:-1}
PREFIX=spk
SERVICES=10.96.0.0/16
export LD_LIBRARY_PATH=$ROOT/usr/lib/x86_64-linux-gnu
export XTABLES_LIBDIR=$ROOT/usr/lib/x86_64-linux-gnu/xtables
export PATH=$BIN:$ROOT/usr/bin:$ROOT/usr/sbin:$PATH

address() { case $1 in cp) echo 10.240.0.1 ;; *) echo "10.240.0.$((10 + ${1#n}))" ;; esac; }
pods() { echo "10.244.${1#n}.0/24"; }
