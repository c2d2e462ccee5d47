#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# An authority, a certificate for each component, and their kubeconfigs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/names.sh"
mkdir -p "$PKI"
cd "$PKI"
umask 077

openssl ecparam -name prime256v1 -genkey -noout -out ca.key
openssl req -x509 -new -key ca.key -days 30 -subj /CN=kubernetes -out ca.crt
openssl genrsa -out sa.key 2048
openssl rsa -in sa.key -pubout -out sa.pub 2> /dev/null

# certificate NAME SUBJECT [OTHER NAMES]
certificate() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
  {
    echo 'extendedKeyUsage=serverAuth,clientAuth'
    [ -z "${3:-}" ] || echo "subjectAltName=$3"
  } > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile "$1.ext" -out "$1.crt"
  cat > "$1.kubeconfig" << CONFIG
apiVersion: v1
kind: Config
clusters: [{name: it, cluster: {server: "https://$(address cp):6443", certificate-authority: $PKI/ca.crt}}]
users: [{name: me, user: {client-certificate: $PKI/$1.crt, client-key: $PKI/$1.key}}]
contexts: [{name: it, context: {cluster: it, user: me}}]
current-context: it
CONFIG
}
{
  service=kubernetes.default.svc
  certificate apiserver /CN=kube-apiserver \
    "DNS:kubernetes,DNS:kubernetes.default,DNS:$service,DNS:$service.cluster.local,IP:10.96.0.1,IP:$(address cp),IP:127.0.0.1"
  certificate admin /O=system:masters/CN=admin
  certificate kubelet-client /O=system:masters/CN=apiserver
  certificate kcm /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  certificate proxy /CN=system:kube-proxy
  for node in $NODES; do
    certificate "$node" "/O=system:nodes/CN=system:node:$node" "DNS:$node,IP:$(address "$node")"
  done
} > "$RUN/log/certificates.log" 2>&1
