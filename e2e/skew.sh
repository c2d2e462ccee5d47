#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs node and control of two versions together, and both on one database:
#   sh e2e/skew.sh [REF]
# REF is the other version: the last release's tag, or else what e2e/before.ref names. It is built in a
# worktree of its own in a folder below .sallyport, which goes when this ends; the lab would not see one
# below /tmp, since it has a /tmp of its own. Then, on the lab's
# shop: nodes of REF with control of now, and nodes of now with control of REF (SkewIT; needs root). And
# without the lab: one database in turns under control of REF, of now, of REF and of now (SkewedSchemaIT).
# Some fifteen minutes on two cores, more than half of them building.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
ref=${1:-$(git -C "$here" describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || cat "$here/e2e/before.ref")}
commit=$(git -C "$here" rev-parse --verify --quiet "$ref^{commit}") || {
  echo "skew: $ref is no commit of this checkout (expected: a tag, a branch or a commit; is it a shallow clone?)" >&2
  exit 64
}
mkdir -p "$here/.sallyport"
folder=$(mktemp -d "$here/.sallyport/skew.XXXXXX")
before=$folder/before
end() {
  git -C "$here" worktree remove --force "$before" 2>/dev/null || true
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

echo "skew: building $ref ($commit)"
git -C "$here" worktree add --quiet --detach "$before" "$commit"
# The page is not looked at here, so it is not built either.
"$before/mvnw" -q -f "$before/pom.xml" -pl node,control -am package -DskipTests -Dspotless.check.skip=true
sh "$here/config/ui.sh" build
[ -d "$here/lab/shop/node_modules" ] || "$here/lab/shop/prepare"
export SALLYPORT_BEFORE="$before"
echo "skew: building this checkout; then control of both on one database, then node and control on the lab"
"$here/mvnw" -B -q -f "$here/pom.xml" -pl control,e2e -am verify \
  -Dspotless.check.skip=true -Dtest.excluded=none -Dtest=NoSuchTest -Dit.test='SkewedSchemaIT,SkewIT' \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
echo "skew: $ref and this checkout work together"
