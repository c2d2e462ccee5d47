# Starts the node program of this checkout. Configuration comes from the environment; see
# ./sallyport help node. Sizes: node/RATIONALE.md says what decided them.
here=${here:-$(cd "$(dirname "$0")/.." && pwd)}
. "$here/config/jdk.sh"

# A cache that does not belong to these jars and options is left alone by the JVM. Its way to name the
# jars must be that of config/rehearse.sh.
_aot=
_cache=$here/node/target/node.aot
[ ! -f "$_cache" ] || [ "${SALLYPORT_AOT:-on}" = off ] || _aot="-XX:AOTCache=$_cache -Xlog:aot=off"

export MALLOC_ARENA_MAX=1
# shellcheck disable=SC2086
exec "$JAVA_HOME/bin/java" $_aot \
  -Xmx64m -Xms8m -Xss256k \
  -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
  -XX:-ShrinkHeapInSteps -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 \
  -XX:ReservedCodeCacheSize=32m -XX:CICompilerCount=2 -XX:MaxDirectMemorySize=64m \
  -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \
  -XX:-UsePerfData -XX:TrimNativeHeapInterval=5000 -XX:+ExitOnOutOfMemoryError \
  --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -Dio.netty.allocator.numDirectArenas=2 -Dio.netty.allocator.numHeapArenas=1 \
  -Dio.netty.allocator.maxOrder=5 \
  -cp "$here/node/target/node-0.1.0-SNAPSHOT.jar:$here/node/target/lib/*" dev.sallyport.node.Main "$@"
