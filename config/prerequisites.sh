#!/bin/sh
# Installs what this project uses from the machine, or says what to install:
#   sh config/prerequisites.sh lab    for ./sallyport up
#   sh config/prerequisites.sh steer  for ./sallyport up without root
#   sh config/prerequisites.sh test   for ./sallyport test
#   sh config/prerequisites.sh bench  for ./sallyport bench detection, only its peer
# Quick when nothing is missing; changes nothing but packages.
set -eu

# Each line: what shows that it is there (a program, or a path), the Debian package, what it is for.
lab_needs() {
  steer_needs
  cat <<'END'
ip iproute2 network namespaces and cables
nft nftables cluster IPs and capture
unshare util-linux namespaces
hostname hostname names of pods
END
}

# What the lab needs where pods have loopback addresses instead of namespaces.
steer_needs() {
  cat <<'END'
mvn maven the build
setpriv util-linux processes that end with the lab
openssl openssl certificates of the world outside
nginx nginx-light the Ingress of the cluster
redis-server redis-server the cache of the shop
/usr/lib/postgresql postgresql the database of the shop
curl curl looking around from inside pods
END
}

test_needs() {
  lab_needs
  cat <<'END'
haproxy haproxy comparisons
wrk wrk load
h2load nghttp2-client load over HTTP/2
nghttpd nghttp2-server a server of HTTP/2
nghttpx nghttp2-proxy a server that takes upgrades to HTTP/2
mariadbd mariadb-server-core a database to understand
mariadb mariadb-client-core its client
mosquitto mosquitto a broker to understand
mosquitto_pub mosquitto-clients its clients
/usr/lib/rabbitmq rabbitmq-server another broker
chromium chromium tests of the web page
END
}

# Peers of the benchmark of detection.
bench_needs() {
  cat <<'END'
nginx nginx-light a proxy to inspect in
/usr/lib/nginx/modules/ngx_http_modsecurity_module.so libnginx-mod-http-modsecurity the peer in inspecting
/usr/share/modsecurity-crs/rules modsecurity-crs its rules
END
}

present() {
  case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ] ;;
  esac
}

# A library rather than a program: rules are set through it in process; the nft program is the fallback.
library_present() {
  /sbin/ldconfig -p 2>/dev/null | grep -q libnftables.so.1
}

jdk_present() {
  (. "$(dirname "$0")/jdk.sh") >/dev/null 2>&1
}

missing=""
reasons=""
note() {
  missing="$missing $1"
  reasons="$reasons
    $1: $2"
}

case "${1:-lab}" in
  lab|steer|test|bench) needs="${1:-lab}_needs" ;;
  *) echo "usage: sh config/prerequisites.sh [lab|steer|test|bench]" >&2; exit 64 ;;
esac
while read -r probe package why; do
  present "$probe" || note "$package" "$why"
done <<END
$($needs)
END
[ "${1:-lab}" = steer ] || library_present || note libnftables1 "capture rules without a process per pod"
jdk_present || note openjdk-25-jdk-headless "Java 25"

[ -n "$missing" ] || exit 0

echo "sallyport: this machine lacks:$reasons"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "sallyport: install these first; on Debian or Ubuntu: sudo apt-get install$missing" >&2
  exit 69
fi
echo "sallyport: installing with apt-get:$missing"
export DEBIAN_FRONTEND=noninteractive
# Packages must not start daemons of their own: the lab runs these programs inside its namespaces.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' > $policy
  chmod 755 $policy
  trap 'rm -f $policy' EXIT INT TERM
fi
install_all() {
  # shellcheck disable=SC2086  (a list of words)
  apt-get install -y --no-install-recommends $missing >/dev/null
}
install_all 2>/dev/null || { apt-get update -qq && install_all; } || {
  echo "sallyport: apt-get could not install them all; install by hand:$missing" >&2
  echo "  (Where Debian has no openjdk-25-jdk-headless, Temurin 25 does as well; config/jdk.sh tells where it is looked for.)" >&2
  exit 69
}
