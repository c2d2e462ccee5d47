#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# In place of kube-proxy: what its nftables mode (1.31 and later) makes of Services with a cluster IP, in the same shape: one
# table, a map of verdicts by address, protocol and port, a chain for each Service and each of its endpoints. No node ports,
# no affinity, no policies of traffic. Runs in the network namespace of the control plane; looks every two seconds.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/names.sh"

services='{{range .items}}{{$s := .}}{{if ne .spec.clusterIP "None"}}{{range .spec.ports}}S {{$s.metadata.namespace}}/{{$s.metadata.name}} {{or .name "-"}} {{$s.spec.clusterIP}} {{.protocol}} {{.port}}
{{end}}{{end}}{{end}}'
endpoints='{{range .items}}{{$e := .}}{{range .subsets}}{{$u := .}}{{range .ports}}{{$p := .}}{{range $u.addresses}}E {{$e.metadata.namespace}}/{{$e.metadata.name}} {{or $p.name "-"}} {{.ip}} {{$p.port}}
{{end}}{{end}}{{end}}{{end}}'

kubectl_() { kubectl --kubeconfig "$PKI/admin.kubeconfig" "$@"; }

table() {
  awk '
    $1 == "S" { key = $2 " " $3; at[key] = $4 " . " tolower($5) " . " $6; protocol[key] = tolower($5) }
    $1 == "E" { key = $2 " " $3; ends[key] = ends[key] " " $4 ":" $5 }
    END {
      print "table ip kube-proxy"
      print "delete table ip kube-proxy"
      print "table ip kube-proxy {"
      print "  chain mark-for-masquerade { meta mark set mark or 0x4000; }"
      for (key in at) {
        count = split(ends[key], end, " ")
        if (!count) { lost = lost (lost ? ", " : "") at[key] " : goto reject-chain"; continue }
        number++
        choice = ""
        for (i = 1; i <= count; i++) {
          split(end[i], part, ":")
          printf "  chain endpoint-%d-%d { ip saddr %s jump mark-for-masquerade; meta l4proto %s dnat to %s; }\n", \
            number, i, part[1], protocol[key], end[i]
          choice = choice (i > 1 ? ", " : "") (i - 1) " : goto endpoint-" number "-" i
        }
        split(at[key], part, " ")
        printf "  chain service-%d { ip daddr %s ip saddr != 10.244.0.0/16 jump mark-for-masquerade; numgen random mod %d vmap { %s }; }\n", \
          number, part[1], count, choice
        known = known (known ? ", " : "") at[key] " : goto service-" number
      }
      print "  chain reject-chain { reject; }"
      print "  map service-ips { type ipv4_addr . inet_proto . inet_service : verdict;" \
        (known ? " elements = { " known " };" : "") " }"
      print "  map no-endpoint-services { type ipv4_addr . inet_proto . inet_service : verdict;" \
        (lost ? " elements = { " lost " };" : "") " }"
      print "  chain services { ip daddr . meta l4proto . th dport vmap @service-ips; }"
      print "  chain filter-forward { type filter hook forward priority -110; ct state new ip daddr . meta l4proto . th dport vmap @no-endpoint-services; }"
      print "  chain filter-output { type filter hook output priority -110; ct state new ip daddr . meta l4proto . th dport vmap @no-endpoint-services; }"
      print "  chain nat-prerouting { type nat hook prerouting priority dstnat; jump services; }"
      print "  chain nat-output { type nat hook output priority -100; jump services; }"
      print "  chain nat-postrouting { type nat hook postrouting priority srcnat; jump masquerading; }"
      print "  chain masquerading { mark and 0x4000 == 0 return; meta mark set mark xor 0x4000; masquerade fully-random; }"
      print "}"
    }'
}

before=
while :; do
  if lines=$(kubectl_ get services -A -o go-template="$services" && kubectl_ get endpoints -A -o go-template="$endpoints"); then
    now=$(sort <<< "$lines")
    if [ "$now" != "$before" ]; then
      table <<< "$now" > "$RUN/services.nft"
      for node in $NODES; do nsenter --net="/run/netns/$PREFIX-$node" nft -f "$RUN/services.nft"; done
      before=$now
    fi
  fi
  sleep 2
done
