# Runs a benchmark in namespaces of its own, which the kernel removes with it;
# needs root.
here=${here:-$(cd "$(dirname "$0")/.." && pwd)}
. "$here/config/jdk.sh"

bench_usage() {
  cat <<'EOF'
Usage: ./sallyport bench dataplane [--rounds N] [--seconds N] [--loads c1,c32,c128,new-conn,100MB] [--quick] [--json]

Measures what carrying traffic costs, side by side in one run: no proxy, HAProxy, nginx and the
node program (as bytes, and understanding HTTP/1.1), one worker thread each.

Examples:
  ./sallyport bench dataplane --quick            a first look, about five minutes
  ./sallyport bench dataplane --loads c32,c128   keep-alive load only
EOF
}

bench_dataplane() {
  if [ "$(id -u)" != 0 ]; then
    echo "sallyport bench: needs root, because it makes network namespaces; try: sudo ./sallyport bench dataplane" >&2
    exit 77
  fi
  for _program in wrk haproxy nginx nft curl setpriv; do
    command -v "$_program" >/dev/null 2>&1 || {
      echo "sallyport bench: '$_program' is missing; on Debian: apt-get install wrk haproxy nginx-light libnginx-mod-stream nftables curl util-linux" >&2
      exit 69
    }
  done
  _classpath=$here/e2e/target/classes
  SALLYPORT_HERE=$here SALLYPORT_CLASSPATH=$_classpath exec unshare --net --mount --pid --fork --kill-child --propagation private \
    sh -c 'mount -t proc proc /proc && exec "$JAVA_HOME/bin/java" -cp "$SALLYPORT_CLASSPATH" dev.sallyport.e2e.bench.DataplaneBench "$@" -- sh "$SALLYPORT_HERE/config/node.sh"' bench "$@"
}

case "${1:-}" in
  dataplane) shift; bench_dataplane "$@" ;;
  *) bench_usage; [ "${1:-help}" = help ] || [ "${1:-}" = --help ] || exit 64 ;;
esac
