#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Fetches Debian's packages and its source of Kubernetes 1.20.2, and compiles what a cluster needs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/names.sh"

mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -1)}
SOURCE='k/kubernetes/kubernetes_1.20.5+really1.20.2.orig.tar.gz'
# The Go that Kubernetes 1.20 was written for; of Debian 11, which the mirror still has.
GO=('g/golang-1.15/golang-1.15-go_1.15.15-1~deb11u4_amd64.deb' 'g/golang-1.15/golang-1.15-src_1.15.15-1~deb11u4_amd64.deb')
CLIENT='k/kubernetes/kubectl_1.32.3+ds-2_amd64.deb'
PACKAGES=(containerd runc etcd-server containernetworking-plugins iptables libip4tc2 libip6tc2 libxtables12
  libnetfilter-conntrack3 libnfnetlink0 conntrack ethtool)

mkdir -p "$SALLYPORT_CLUSTER/fetched" "$ROOT" "$BIN" "$(dirname "$GO_TREE")"
cd "$SALLYPORT_CLUSTER/fetched"
for each in "$SOURCE" "${GO[@]}" "$CLIENT"; do
  [ -f "${each##*/}" ] || curl -fsSO "$mirror/pool/main/$each"
done
sha256sum --check --quiet "$here/fetched.sha256"
apt-get download "${PACKAGES[@]}" > /dev/null
for each in *.deb; do dpkg -x "$each" "$ROOT"; done
for each in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  case $each in *-*) to=${each%%-*}-nft-${each#*-} ;; *) to=$each-nft ;; esac
  ln -sf "$ROOT/usr/sbin/$to" "$BIN/$each"
done

if [ ! -d "$GO_TREE" ]; then
  tar xzf "${SOURCE##*/}"
  mv kubernetes-1.20.2 "$GO_TREE"
fi
cd "$GO_TREE"
export GOROOT=$ROOT/usr/lib/go-1.15 GOPATH=$SALLYPORT_CLUSTER/go GOCACHE=$SALLYPORT_CLUSTER/cache CGO_ENABLED=0 GO111MODULE=off
PATH=$GOROOT/bin:$PATH
compile() { echo "compiling $1"; nice go build -p "${JOBS:-3}" -ldflags '-s -w' -o "$BIN/$1" "./$2"; }

for each in pause dns lean; do
  mkdir -p "cmd/sallyport-$each"
  cp "$here/$each.go" "cmd/sallyport-$each/main.go"
  compile "sallyport-$each" "cmd/sallyport-$each"
done
# DaemonSets can start the next pod beside the one that runs since 1.22.
cp "$here/surge.go" pkg/controller/daemon/surge.go
grep -q rollingSurge pkg/controller/daemon/update.go ||
  sed -i '/) rollingUpdate(ds /a\	if surges(ds) {\n\t\treturn dsc.rollingSurge(ds, hash)\n\t}' pkg/controller/daemon/update.go
grep -q 'excess(ds' pkg/controller/daemon/daemon_controller.go ||
  sed -i 's/^\(\t*\)\(sort.Sort(podByCreationTimestampAndPhase(daemonPodsRunning))\)$/&\n\1daemonPodsRunning = excess(ds, daemonPodsRunning)/' \
    pkg/controller/daemon/daemon_controller.go
sed -i 's/v0.0.0-master+[0-9a-f]*/v1.20.2/' staging/src/k8s.io/{client-go/pkg,component-base}/version/base.go
for each in kubelet kube-controller-manager kube-scheduler kube-proxy; do compile "$each" "cmd/$each"; done

# What is made when Kubernetes is released, and not in its source.
compile openapi-gen vendor/k8s.io/kube-openapi/cmd/openapi-gen
inputs=$(grep -rl '+k8s:openapi-gen=' --include='*.go' pkg staging/src/k8s.io | grep -v zz_generated | xargs -n1 dirname |
  sed 's#^staging/src/#vendor/#' | grep -v -E 'sample-apiserver|code-generator|examples' | sort -u |
  sed 's#^#-i k8s.io/kubernetes/#')
# shellcheck disable=SC2086
openapi-gen -h hack/boilerplate/boilerplate.generatego.txt -O zz_generated.openapi -p k8s.io/kubernetes/pkg/generated/openapi \
  --output-base "$GOPATH/src" -r "$SALLYPORT_CLUSTER/violations" $inputs
# The API server says that it is 1.32 and answers for the versions of kinds that came until then, by their beta forms.
cp "$here/newer.go" staging/src/k8s.io/apiserver/pkg/server/newer.go
sed -i '/^func DefaultBuildHandlerChain/,/^}/ s/\treturn handler$/\treturn withNewerVersions(handler)/' \
  staging/src/k8s.io/apiserver/pkg/server/config.go
base='staging/src/k8s.io/client-go/pkg/version/base.go staging/src/k8s.io/component-base/version/base.go'
# shellcheck disable=SC2086
sed -i -E 's/v1\.20\.2/v1.32.0/; s/(gitMajor +string).*/\1 = "1"/; s/(gitMinor +string).*/\1 = "32"/' $base
compile kube-apiserver cmd/kube-apiserver
# shellcheck disable=SC2086
sed -i -E 's/v1\.32\.0/v1.20.2/; s/(gitMinor +string).*/\1 = "20"/' $base

for each in pause dns; do bash "$here/image.sh" "localhost/$each:1" "$BIN/sallyport-$each" "$SALLYPORT_CLUSTER/$each.tar"; done
