# Starts a lab without namespaces, waits until it ends or until the process that started it is gone (the pipe on standard
# input ends), then ends every process of the lab: those in the sessions that were written down, those that carry the lab's
# directory in their environment (some programs write over it), and what these started.
# Arguments: STATE COMMAND...; without a command it only clears up.
set -u
trap '' INT HUP TERM
state=$1
shift
exec 3<&0 0</dev/null
[ $# = 0 ] || echo $$ > "$state/janitor.pid"

# Lines of PID PARENT SESSION STARTED for every process.
processes() {
  cat /proc/[0-9]*/stat 2>/dev/null |
    awk '{ pid = $1; sub(/^.*\) /, ""); print pid, $2, $4, $20 }'
}

# A session keeps its number from being used again as long as anybody is in it; so only its first process, when it lives,
# has to be the one that was written down.
of_the_lab() {
  marked=$(grep -lszFx "SALLYPORT_LAB=$state" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3)
  processes | awk -v marked="$marked" -v files="$(ls "$state"/steer/pods/* "$state"/steer/sessions 2>/dev/null)" '
    BEGIN {
      split(marked, m, "\n"); for (i in m) mine[m[i]] = 1
      n = split(files, f, "\n")
      for (i = 1; i <= n; i++) { while ((getline line < f[i]) > 0) { split(line, w, " "); started[w[1]] = w[2] } }
    }
    { pid[NR] = $1; parent[NR] = $2; session[NR] = $3; begun[$1] = $4 }
    END {
      for (i = 1; i <= NR; i++) {
        s = session[i]
        if (s in started && (!(s in begun) || begun[s] == started[s])) mine[pid[i]] = 1
      }
      do {
        more = 0
        for (i = 1; i <= NR; i++) if (parent[i] in mine && parent[i] > 1 && !(pid[i] in mine)) { mine[pid[i]] = 1; more = 1 }
      } while (more)
      for (p in mine) if (p > 1 && (p in begun)) print p
    }'
}

clear_processes() {
  tries=0
  while [ $tries -lt 100 ]; do
    found=$(of_the_lab)
    [ -n "$found" ] || return 0
    # shellcheck disable=SC2086
    kill -9 $found 2>/dev/null
    sleep 0.05
    tries=$((tries + 1))
  done
}

clear_files() {
  cd / && rm -rf "$state/pods" "$state/ingress" "$state/certificates" "$state/steer" "$state/admin.sock" \
    "$state/kubeconfig" "$state/options.json" "$state/up.pid" "$state/janitor.pid"
}

clear_processes
if [ $# = 0 ]; then
  clear_files
  exit 0
fi
rm -rf "$state/logs" "$state/counts" "$state/pods" "$state/ingress" "$state/steer"

( trap - INT HUP TERM; SALLYPORT_LAB=$state exec setpriv --pdeathsig KILL "$@" 0<&3 3<&- ) &
lab=$!
( cat <&3 >/dev/null; kill -9 $lab 2>/dev/null ) &
watcher=$!
wait $lab
code=$?
exec 3<&-
kill -9 $watcher 2>/dev/null
clear_processes
clear_files
exit $code
