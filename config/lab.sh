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

# Says what is missing before anything is built or started, and sets $tier to what this machine allows.
lab_tier() {
  if [ "$(uname -s)" != Linux ]; then
    echo "sallyport: the lab needs Linux; this is $(uname -s). Use a Linux virtual machine or container." >&2
    exit 69
  fi
  tier=node
  if [ "$(id -u)" != 0 ]; then
    _lacks="this is not root, so pods cannot have network namespaces (sudo ./sallyport up would give them)"
  elif ! _said=$(unshare --net --mount --pid --ipc --uts --cgroup --fork true 2>&1); then
    _lacks="this machine does not allow namespaces ($_said); in a container --privileged would"
  else
    return 0
  fi
  case " $* " in
    *" --tier node "*|*" --tier=node "*)
      echo "sallyport: tier node is not possible: $_lacks." >&2
      exit 69 ;;
  esac
  tier=steer
  echo "sallyport: $_lacks."
  echo "sallyport: using tier 'steer' instead: a loopback address for each program, a listener in front of each Service, fewer layers seen."
}

# A build by another user may be used as it is, but not be brought up to date.
lab_built() {
  if [ -w "$here" ]; then
    sh "$here/config/build.sh" || exit
    sh "$here/config/rehearse.sh" || true
    sh "$here/lab/shop/prepare" || exit
    return 0
  fi
  for _part in lab/target/lab-0.1.0-SNAPSHOT.jar control/target/control-0.1.0-SNAPSHOT.jar \
    node/target/node-0.1.0-SNAPSHOT.jar lab/shop/node_modules/.package-lock.json; do
    if [ ! -r "$here/$_part" ]; then
      echo "sallyport: $here/$_part is missing, and $(id -un) may not write to $here." >&2
      echo "  Let its owner ($(stat -c %U "$here")) run './sallyport build' and 'sh lab/shop/prepare', or use a clone of your own." >&2
      exit 73
    fi
  done
}

lab_up() {
  case " $* " in *" --help "*|*" -h "*) lab_run up --help ;; esac
  lab_tier "$@"
  case " $* " in
    *" --tier "*|*" --tier="*)
      case " $* " in *" --tier steer "*|*" --tier=steer "*) tier=steer ;; esac ;;
    *) set -- "--tier=$tier" "$@" ;;
  esac
  case $tier in
    steer) sh "$here/config/prerequisites.sh" steer || exit ;;
    *) sh "$here/config/prerequisites.sh" lab || exit ;;
  esac
  lab_built
  lab_run up "$@"
}
