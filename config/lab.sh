# The lab's commands. Sourced by launch.sh with $here set.

lab_run() {
  if [ ! -f "$here/lab/target/lab-0.1.0-SNAPSHOT.jar" ]; then
    sh "$here/config/build.sh" || exit
  fi
  . "$here/config/jdk.sh"
  SALLYPORT_HOME=$here
  export SALLYPORT_HOME
  exec "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -XX:-UsePerfData -Xmx96m \
    --enable-native-access=ALL-UNNAMED \
    -cp "$here/lab/target/lab-0.1.0-SNAPSHOT.jar:$here/lab/target/lib/*" dev.sallyport.lab.Main "$@"
}

# Says what is missing before anything is built or started.
lab_possible() {
  if [ "$(uname -s)" != Linux ]; then
    echo "sallyport: the lab needs Linux; this is $(uname -s). Use a Linux virtual machine or container with root." >&2
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    echo "sallyport: the lab makes network namespaces, which needs root. Run: sudo ./sallyport up" >&2
    echo "  (A tier without any privilege is planned; until then there is no way without root.)" >&2
    return 1
  fi
  # The place for the steer tier: when this fails, listeners on loopback ports could stand in front of each service.
  if ! _said=$(unshare --net --mount --pid --ipc --uts --cgroup --fork true 2>&1); then
    echo "sallyport: this machine does not allow namespaces ($_said)." >&2
    echo "  In a container, start it with --privileged; on a hardened kernel, allow namespaces for root." >&2
    return 1
  fi
}

lab_up() {
  case " $* " in *" --help "*|*" -h "*) lab_run up --help ;; esac
  lab_possible || exit 69
  sh "$here/config/prerequisites.sh" lab || exit
  sh "$here/config/build.sh" || exit
  sh "$here/config/rehearse.sh" || true
  sh "$here/lab/shop/prepare" || exit
  lab_run up "$@"
}
