# The first process of the lab's namespaces: private file systems, then the supervisor. When the supervisor ends, this
# ends, and with it the kernel ends every process of the lab. Waiting here also collects orphans.
# Arguments: STATE HOME JAVA-COMMAND...
state=$1; home=$2
shift 2
hostname sallyport-lab
mount -t proc proc /proc
resolver=$(readlink -m /etc/resolv.conf)
mount -t sysfs sysfs /sys
mount -t cgroup2 none /sys/fs/cgroup
for dir in /run /tmp /mnt /srv /dev/shm; do
  case "$state/ $home/" in *"$dir"/*) case "$state/" in "$dir"/*) continue ;; esac; case "$home/" in "$dir"/*) continue ;; esac ;; esac
  mount -t tmpfs -o mode=1777 tmpfs "$dir"
done
mkdir -p /run/netns /run/lock /run/secrets/kubernetes.io/serviceaccount /run/sallyport
chmod 755 /run/netns /run/secrets
[ -e "$resolver" ] || { mkdir -p "${resolver%/*}"; : > "$resolver"; }
mkdir -p /sys/fs/cgroup/supervisor
echo 0 > /sys/fs/cgroup/supervisor/cgroup.procs
exec 3<&0
"$@" <&3 3<&- &
wait $!
