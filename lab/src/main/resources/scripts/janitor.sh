# Runs in a private mount namespace of the machine. Starts the lab in a cgroup and namespaces of its own, waits until it
# ends or until the process that started it is gone (the pipe on standard input ends), then removes what is left.
# Arguments: NAME STATE HOME INSIDE-SCRIPT JAVA-COMMAND...; with an empty INSIDE-SCRIPT it only removes remains.
set -u
trap '' INT HUP TERM
name=$1; state=$2; home=$3; inside=$4
shift 4
exec 3<&0 0</dev/null

tree=$state/cgroup
mkdir -p "$tree"
mount -t cgroup2 none "$tree" || { echo "cgroup version 2 cannot be mounted here"; exit 70; }

clear_cgroup() {
  for try in 1 2 3 4 5 6 7 8 9 10; do
    [ -d "$1" ] || return 0
    if [ -e "$1/cgroup.kill" ]; then echo 1 2>/dev/null > "$1/cgroup.kill"
    else find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null | xargs -r kill -9 2>/dev/null; fi
    find "$1" -depth -type d -exec rmdir {} + 2>/dev/null && return 0
    sleep 0.05
  done
}

clear_files() {
  umount "$tree" 2>/dev/null && rmdir "$tree"
  cd / && rm -rf --one-file-system "$state/pods" "$state/ingress" "$state/certificates" "$state/admin.sock" \
    "$state/kubeconfig" "$state/options.json" "$state/outside-resolv.conf" "$state/up.pid"
}

# Remains of labs of this name whose janitor was killed too.
for old in "$tree"/sallyport-lab-"$name".*; do
  [ -d "$old" ] || continue
  grep -q sallyport-lab-janitor "/proc/${old##*.}/cmdline" 2>/dev/null || clear_cgroup "$old"
done
if [ -z "$inside" ]; then
  clear_files
  exit 0
fi
rm -rf --one-file-system "$state/logs" "$state/counts"

cgroup=$tree/sallyport-lab-$name.$$
mkdir "$cgroup" || { echo "no cgroup can be made under $tree; is the cgroup file system read-only here?"; exit 70; }

(
  trap - INT HUP TERM
  echo 0 > "$cgroup/cgroup.procs"
  exec setpriv --pdeathsig KILL unshare --cgroup --net --mount --pid --ipc --uts --fork --kill-child --propagation private \
    sh -eu -c "$inside" sallyport-lab "$state" "$home" "$@" 0<&3 3<&-
) &
lab=$!
( cat <&3 >/dev/null; kill -9 $lab 2>/dev/null ) &
watcher=$!
wait $lab
code=$?
exec 3<&-
kill -9 $watcher 2>/dev/null
clear_cgroup "$cgroup"
clear_files
exit $code
