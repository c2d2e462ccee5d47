# Dispatches the commands of ./sallyport. POSIX sh; $here is the root of the checkout.
here=$(cd "$(dirname "$0")/.." && pwd)

usage() {
  cat <<'EOF'
Usage: ./sallyport COMMAND [OPTIONS]

  test        build everything and run all tests
  build       build without tests
  blueprint   show the application: who is there and who calls whom
  edges       list who calls whom
  workload    show one workload and all that touches it
  status      show whether every pod is captured, and how Sallyport is
  version     show the versions

Every command takes --help.
EOF
}

case "${1:-help}" in
  test) shift; sh "$here/config/ui.sh" test || exit; exec "$here/mvnw" -B verify "$@" ;;
  build) shift; sh "$here/config/ui.sh" build || exit; exec "$here/mvnw" -B -q package -DskipTests -Dspotless.check.skip=true "$@" ;;
  blueprint|edges|workload|status|version) exec sh "$here/config/cli.sh" "$@" ;;
  help|--help|-h) usage ;;
  *) echo "sallyport: unknown command '$1'" >&2; usage >&2; exit 64 ;;
esac
