# Dispatches the commands of ./sallyport. POSIX sh; $here is the root of the checkout.
here=$(cd "$(dirname "$0")/.." && pwd)

usage() {
  cat <<'EOF'
Usage: ./sallyport COMMAND [OPTIONS]

  up          start a small cluster on this machine with a demo shop and Sallyport, and keep it up
  down        end it from another terminal
  blueprint   show the application: who is there and who calls whom
  edges       list who calls whom
  workload    show one workload and all that touches it
  data        show which sensitive data moves where; data trace FINGERPRINT follows one value
  findings    list attacks seen in messages
  status      show whether every pod is captured, and how Sallyport is
  policy      policies: policy list|show|explain|validate|simulate|promote|rollback
  explain     answer whether one call may pass, and why
  simulate    tell what policies would have cut of what really happened
  watch       print what policies deny as it happens: watch --denied
  netpol      tell what network policies in manifests allow
  baseline    show what a workload usually does
  drift       list what well-known workloads do that they never did
  propose     write policies that allow what was seen, and nothing else
  ledger      export what happened, for simulations elsewhere
  api         APIs as traffic shows them: api list|show|export|diff
  inspect     run the engines on recorded messages: inspect text|http|paths < FILE
  scan        read recordings (pcap, HAR, access logs, OTLP traces): calls, data, attacks
  lab         look into the cluster: lab kube get pods, lab exec POD -- CMD, lab logs POD, lab apply -f FILE
  images      write container images as archives, without Docker
  manifest    write the chart as one file of plain YAML
  e2e         try Sallyport on any cluster: install, demo, blueprint, upgrade, uninstall
  bench       measure what carrying traffic costs
  test        build everything and run all tests
  build       build without tests
  version     show the versions

Every command takes --help.
EOF
}

case "${1:-help}" in
  test)
    shift
    sh "$here/config/prerequisites.sh" test || exit
    sh "$here/config/ui.sh" test || exit
    # Two modules at a time: most of what tests do is to wait.
    exec "$here/mvnw" -B -T 2 --fail-at-end verify "$@" ;;
  build) shift; exec sh "$here/config/build.sh" always "$@" ;;
  up) shift; . "$here/config/lab.sh"; lab_up "$@" ;;
  down) shift; . "$here/config/lab.sh"; lab_run down "$@" ;;
  lab) shift; . "$here/config/lab.sh"; lab_run "$@" ;;
  bench)
    shift
    exec sh "$here/config/bench.sh" "$@" ;;
  manifest|images|e2e) exec sh "$here/config/deploy.sh" "$@" ;;
  blueprint|edges|workload|data|findings|api|status|version|inspect|netpol|scan|policy|explain|watch|simulate|ledger|propose|baseline|drift) exec sh "$here/config/cli.sh" "$@" ;;
  help|--help|-h) usage ;;
  *) echo "sallyport: unknown command '$1'" >&2; usage >&2; exit 64 ;;
esac
