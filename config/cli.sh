# Runs the commands of the operator's tool; sourced or run with the command as arguments.
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/config/jdk.sh"
target=$here/cli/target
if ! ls "$target"/cli-*.jar >/dev/null 2>&1; then
  echo "sallyport: not built yet; run: ./sallyport build" >&2
  exit 69
fi
if [ -t 1 ]; then
  SALLYPORT_TERMINAL=1
  COLUMNS=${COLUMNS:-$(stty size </dev/tty 2>/dev/null | cut -d' ' -f2)}
else
  SALLYPORT_TERMINAL=0
fi
export SALLYPORT_TERMINAL COLUMNS
case "${1:-}" in inspect|scan)
  # The engines run here: the full compiler, a heap for long inputs, vectors and the native matcher.
  # The archive keeps the first start from reading every class anew.
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xms128m -Xmx1g \
    --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile="$target/inspect.jsa" -Xlog:disable \
    -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \
    -cp "$(ls "$target"/cli-*.jar):$target/lib/*" dev.sallyport.cli.Main "$@"
  ;;
esac
# The archive of loaded classes is written when a command first ends, and halves the time of the next.
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m \
  -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile="$target/classes.jsa" -Xlog:disable \
  -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \
  -cp "$(ls "$target"/cli-*.jar):$target/lib/*" dev.sallyport.cli.Main "$@"
