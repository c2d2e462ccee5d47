# Starts the node program of this checkout. Configuration comes from the environment; see
# ./sallyport help node. Sizes: node/RATIONALE.md says what decided them.
here=${here:-$(cd "$(dirname "$0")/.." && pwd)}
. "$here/config/jdk.sh"

_jars=$(printf '%s:' "$here"/node/target/node-*.jar "$here"/node/target/lib/*.jar)
_cache=$here/node/target/node.aot
[ -f "$_cache" ] && _aot="-XX:AOTCache=$_cache" || _aot=""

export MALLOC_ARENA_MAX=1
# shellcheck disable=SC2086
exec "$JAVA_HOME/bin/java" $_aot \
  -Xmx64m -Xms8m -Xss256k \
  -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
  -XX:-ShrinkHeapInSteps -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 \
  -XX:ReservedCodeCacheSize=32m -XX:CICompilerCount=2 -XX:MaxDirectMemorySize=64m \
  -XX:-UsePerfData -XX:TrimNativeHeapInterval=5000 -XX:+ExitOnOutOfMemoryError \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -Dio.netty.allocator.numDirectArenas=2 -Dio.netty.allocator.numHeapArenas=1 \
  -Dio.netty.allocator.maxOrder=5 \
  -cp "${_jars%:}" dev.sallyport.node.Main "$@"
