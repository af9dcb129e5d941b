# Sourced by ./mvnw, ./kvasir and .ci/run: leaves JAVA_HOME at a JDK of the release the project needs,
# or says what to install. An explicit JAVA25_HOME wins, then JAVA_HOME, the PATH, and the usual folders; KVASIR_JDK_FOLDERS
# (patterns, separated by spaces) takes the place of the usual ones.

kvasir_jdk_release=25

kvasir_is_jdk() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] &&
    grep -Eq "^JAVA_VERSION=\"${kvasir_jdk_release}([.+\"-]|\$)" "$1/release"
}

kvasir_find_jdk() {
  kvasir_on_path=$(command -v javac 2>/dev/null || true)
  [ -z "$kvasir_on_path" ] || kvasir_on_path=$(dirname "$(dirname "$(readlink -f "$kvasir_on_path")")")
  set +f
  kvasir_usual="/usr/lib/jvm/* /opt/*jdk* /opt/java/* ${HOME:-/root}/.sdkman/candidates/java/* ${HOME:-/root}/.jdks/*
    /Library/Java/JavaVirtualMachines/*/Contents/Home"
  # The patterns are to be split and expanded.
  # shellcheck disable=SC2086
  for kvasir_candidate in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" "$kvasir_on_path" ${KVASIR_JDK_FOLDERS:-$kvasir_usual}; do
    if [ -n "$kvasir_candidate" ] && kvasir_is_jdk "$kvasir_candidate"; then
      JAVA_HOME=$kvasir_candidate
      export JAVA_HOME
      return 0
    fi
  done
  {
    echo "Kvasir needs a JDK ${kvasir_jdk_release} (not only a JRE) and found none."
    if [ -n "$kvasir_on_path" ]; then
      echo "The default JDK is $("$kvasir_on_path/bin/javac" -version 2>&1), in $kvasir_on_path."
    else
      echo "There is no javac on the PATH either."
    fi
    echo "Install one beside it, for example the Debian package temurin-25-jdk or openjdk-25-jdk-headless,"
    echo "or unpack any JDK ${kvasir_jdk_release} and set JAVA25_HOME to its folder. The default JDK may stay as it is."
  } >&2
  return 1
}

kvasir_find_jdk || exit 1
