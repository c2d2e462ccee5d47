# Sourced by the programs here, which stand before those of the machine that cannot be told where names lead.
here=$(cd "$(dirname "$0")" && pwd)
PATH=$(printf '%s' "$PATH" | tr ':' '\n' | grep -vFx "$here" | paste -sd: -)

# Prints the address of a name, or the name itself when it is not the lab's.
address_of() {
  _found=$(awk -v name="$1" '{ for (i = 2; i <= NF; i++) if ($i == name) { print $1; exit } }' "${LAB_HOSTS:-/dev/null}")
  printf '%s' "${_found:-$1}"
}
