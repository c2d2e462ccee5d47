# Sourced by the launchers: exports JAVA_HOME for a JDK of at least 25, or explains what to install.
# A JAVA_HOME that is already good enough wins; otherwise the usual places are looked through.

sallyport_jdk_release() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

sallyport_find_jdk() {
  _javac=$(command -v javac 2>/dev/null) && _javac=$(readlink -f "$_javac") && _on_path=${_javac%/bin/javac}
  for _home in "${JAVA_HOME:-}" "${_on_path:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    [ -x "$_home/bin/javac" ] || continue
    _release=$(sallyport_jdk_release "$_home")
    if [ "${_release:-0}" -ge 25 ]; then
      JAVA_HOME=$_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "sallyport: no JDK 25 found (looked at JAVA_HOME='${JAVA_HOME:-}', the javac on PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks)." >&2
  echo "  Install one, for example Debian's openjdk-25-jdk-headless or Temurin 25 (temurin-25-jdk)," >&2
  echo "  or point JAVA_HOME at it, then run this command again." >&2
  return 1
}

sallyport_find_jdk || exit 69
