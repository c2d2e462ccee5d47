# Runs a benchmark in namespaces of its own, which the kernel removes with it;
# needs root.
here=${here:-$(cd "$(dirname "$0")/.." && pwd)}
. "$here/config/jdk.sh"

bench_usage() {
  cat <<'EOF'
Usage: ./sallyport bench dataplane [--rounds N] [--seconds N] [--warmup N] [--loads c1,c32,c128,new-conn,100MB] [--quick] [--json]
                                   [--only CONTENDER,...] [--beside CHECKOUT]
       ./sallyport bench inspection [--rounds N] [--seconds N] [--rate N] [--connections N] [--loops N] [--quick]
       ./sallyport bench detection [--rounds N] [--quick] [--no-peer] [--java]
       ./sallyport bench policy [--rounds N] [--quick]
       ./sallyport bench enforcement [--rounds N] [--seconds N] [--loads c1,c32,c128,new-conn] [--quick]
       ./sallyport bench redaction [--rounds N] [--quick]
       ./sallyport bench control [--nodes N] [--pods N] [--policies N] [--rounds N] [--heap SIZE]

dataplane measures what carrying traffic costs, side by side in one run: no proxy, HAProxy, nginx and the
node program (as bytes, and understanding HTTP/1.1), one worker thread each. With --beside the node program
of another built checkout runs too, which shows what a change did.

inspection measures what looking into contents adds end to end: 4 KB of JSON there and back, all detectors
on, latency at a fixed rate and requests a second as fast as it goes, beside the node program that only carries.

detection measures what looking into bodies costs: each stage and the whole, the native engine beside
pure Java, beside copying memory, and nginx with ModSecurity and the Core Rule Set as a peer; with --java
nothing native at all.

policy measures what a decision costs with 10, 200 and 2,000 policies.

enforcement measures the same end to end: the node program with 200 policies on the calling pod beside the
same without, and HAProxy with the equivalent access lists beside HAProxy without.

redaction measures how fast answers go through redaction on one thread: documents and events, with values
in them and without, in the pieces in which a relay reads them.

control measures the control program on a generated cluster of 20,000 pods with 500 simulated nodes: its memory,
how long a changed policy takes to reach every node, and what ten more pods cost.

Examples:
  ./sallyport bench dataplane --quick            a first look, about five minutes
  ./sallyport bench dataplane --loads c32,c128   keep-alive load only
  ./sallyport bench detection                    about two minutes
  ./sallyport bench policy                       half a minute

Usage: ./sallyport bench footprint [--pods N] [--rate N] [--seconds N] [--kilobytes N]

Measures what one node program takes and gives in a lab of its own: resident memory with 100 pods
under load, bytes of summaries against bytes seen, time until a pod is proven captured.

Example:
  ./sallyport bench footprint --seconds 30       about a minute and a half
EOF
}

bench_in_namespaces() {
  _main=$1
  shift
  if [ "$(id -u)" != 0 ]; then
    echo "sallyport bench: needs root, because it makes network namespaces; try: sudo ./sallyport bench" >&2
    exit 77
  fi
  for _program in wrk haproxy nginx nft curl setpriv; do
    command -v "$_program" >/dev/null 2>&1 || {
      echo "sallyport bench: '$_program' is missing; on Debian: apt-get install wrk haproxy nginx-light libnginx-mod-stream nftables curl util-linux" >&2
      exit 69
    }
  done
  _classpath=$here/e2e/target/classes:$here/lab/target/lab-0.1.0-SNAPSHOT.jar:$here/lab/target/lib/*
  SALLYPORT_HERE=$here SALLYPORT_CLASSPATH=$_classpath exec unshare --net --mount --pid --fork --kill-child --propagation private \
    sh -c 'mount -t proc proc /proc && _main=$1 && shift && exec "$JAVA_HOME/bin/java" -cp "$SALLYPORT_CLASSPATH" "dev.sallyport.e2e.bench.$_main" "$@" -- sh "$SALLYPORT_HERE/config/node.sh"' bench "$_main" "$@"
}

bench_footprint() {
  . "$here/config/lab.sh"
  lab_tier --tier node
  for _program in wrk nginx nft curl; do
    command -v "$_program" >/dev/null 2>&1 || {
      echo "sallyport bench: '$_program' is missing; on Debian: apt-get install wrk nginx-light nftables curl" >&2
      exit 69
    }
  done
  sh "$here/config/build.sh" || exit
  sh "$here/config/rehearse.sh" || true
  SALLYPORT_HOME=$here exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    -cp "$here/e2e/target/classes:$here/lab/target/lab-0.1.0-SNAPSHOT.jar:$here/lab/target/lib/*" \
    dev.sallyport.e2e.bench.FootprintBench "$@"
}

bench_detection() {
  _jars=$(printf '%s:' "$here"/node/target/node-*.jar "$here"/node/target/lib/*.jar)
  # The peer is optional: without its packages the report says so.
  [ "$(id -u)" != 0 ] || sh "$here/config/prerequisites.sh" bench || true
  case " $* " in *" --java "*) _native=off ;; *) _native=on ;; esac
  exec "$JAVA_HOME/bin/java" -Xmx1g -XX:+UseSerialGC --add-modules jdk.incubator.vector \
    -Dsallyport.detection.native=$_native --enable-native-access=ALL-UNNAMED -cp "$here/e2e/target/classes:${_jars%:}" \
    dev.sallyport.e2e.bench.DetectionBench "$@"
}

bench_policy() {
  [ -d "$here/e2e/target/classes" ] || sh "$here/config/build.sh" || exit
  exec "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC \
    -cp "$here/e2e/target/classes:$here/policy/target/classes:$here/model/target/classes" \
    dev.sallyport.e2e.bench.PolicyBench "$@"
}

bench_control() {
  [ -d "$here/e2e/target/classes" ] || sh "$here/config/build.sh" || exit
  _jars=$(printf '%s:' "$here"/e2e/target/classes "$here"/lab/target/lab-*.jar "$here"/lab/target/lib/*.jar "$here"/control/target/lib/*.jar)
  SALLYPORT_HOME=$here exec "$JAVA_HOME/bin/java" -Xmx2g -XX:+UseParallelGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "${_jars%:}" dev.sallyport.e2e.bench.ControlBench "$@"
}

bench_enforcement() {
  [ -d "$here/e2e/target/classes" ] || sh "$here/config/build.sh" || exit
  export SALLYPORT_HOME=$here
  bench_in_namespaces EnforcementBench "$@"
}

bench_redaction() {
  [ -d "$here/e2e/target/classes" ] || sh "$here/config/build.sh" || exit
  _jars=$(printf '%s:' "$here"/node/target/node-*.jar "$here"/node/target/lib/*.jar)
  exec "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$here/e2e/target/classes:${_jars%:}" dev.sallyport.e2e.bench.RedactionBench "$@"
}

case " $* " in *" --help "*|*" -h "*) bench_usage; exit ;; esac
case "${1:-}" in
  detection) shift; bench_detection "$@" ;;
  policy) shift; bench_policy "$@" ;;
  redaction) shift; bench_redaction "$@" ;;
  control) shift; bench_control "$@" ;;
  footprint) shift; bench_footprint "$@" ;;
  inspection) shift; bench_in_namespaces InspectionBench "$@" ;;
  enforcement) shift; bench_enforcement "$@" ;;
  dataplane) shift; bench_in_namespaces DataplaneBench "$@" ;;
  *) bench_usage; [ "${1:-help}" = help ] || [ "${1:-}" = --help ] || exit 64 ;;
esac
