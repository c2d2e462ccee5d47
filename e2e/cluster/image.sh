#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# image.sh NAME PROGRAM ARCHIVE: writes an image of one static program.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program=$(basename "$2")
mkdir "$work/root" "$work/image"
install -m 755 "$2" "$work/root/$program"
chmod 755 "$work/root"
tar -C "$work/root" --owner=0 --group=0 -cf "$work/image/layer.tar" .
layer=$(sha256sum "$work/image/layer.tar" | cut -d' ' -f1)
cat > "$work/image/config.json" <<JSON
{"architecture":"amd64","os":"linux","config":{"Entrypoint":["/$program"]},"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]}}
JSON
echo "[{\"Config\":\"config.json\",\"RepoTags\":[\"$1\"],\"Layers\":[\"layer.tar\"]}]" > "$work/image/manifest.json"
tar -C "$work/image" -cf "$3" manifest.json config.json layer.tar
