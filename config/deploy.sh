# The commands that have to do with real clusters: images, manifest, e2e. Sourced or run with the
# command as arguments.
here=${here:-$(cd "$(dirname "$0")/.." && pwd)}
# Images hold what is built, so that is brought up to date first.
case "${1:-} $* " in
  *" --help "*|*" -h "*) ;;
  images\ *) [ ! -w "$here" ] || sh "$here/config/build.sh" || exit ;;
esac
if [ ! -f "$here/deploy/target/deploy-0.1.0-SNAPSHOT.jar" ]; then
  sh "$here/config/build.sh" || exit
fi
. "$here/config/jdk.sh"
SALLYPORT_HOME=$here exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m \
  --enable-native-access=ALL-UNNAMED \
  -cp "$here/deploy/target/deploy-0.1.0-SNAPSHOT.jar:$here/deploy/target/lib/*" dev.sallyport.deploy.Main "$@"
