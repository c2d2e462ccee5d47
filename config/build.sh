#!/bin/sh
# Builds all programs without tests, telling how far it is:
#   sh config/build.sh          only if a source is newer than the last build
#   sh config/build.sh always   in any case
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
built=$here/.sallyport/built

fresh() {
  [ -f "$built" ] && [ -f "$here/lab/target/lab-0.1.0-SNAPSHOT.jar" ] &&
    [ -z "$(find "$here"/pom.xml "$here"/*/pom.xml "$here"/*/src/main -type f -newer "$built" -print -quit)" ]
}

sh "$here/config/ui.sh" build || exit
if [ "${1:-}" != always ] && fresh; then exit 0; fi
[ "${1:-}" != always ] || shift
begun=$(date +%s)
echo "sallyport: building the programs (the first time also fetches libraries; some minutes)"
mkdir -p "$here/.sallyport"
touch "$built.begun"
# Copied libraries of other versions than now wanted would stay on the class paths.
if [ ! -f "$built" ] || [ -n "$(find "$here"/pom.xml "$here"/*/pom.xml -newer "$built" -print -quit)" ]; then
  rm -rf "$here"/*/target/lib
fi
log=$here/.sallyport/build.log
status=$here/.sallyport/build.status
{ code=0; "$here/mvnw" -B package -DskipTests -Dspotless.check.skip=true "$@" 2>&1 || code=$?; echo $code > "$status"; } |
  tee "$log" |
  while IFS= read -r line; do
    case $line in
      *"Building Sallyport"*) echo "  [$(($(date +%s) - begun)) s] ${line#*Building }" ;;
      *ERROR*) echo "$line" ;;
    esac
  done
if [ "$(cat "$status")" != 0 ]; then
  echo "sallyport: the build failed; all of its output is in $log" >&2
  exit 1
fi
mv "$built.begun" "$built"
echo "sallyport: built in $(($(date +%s) - begun)) s"
