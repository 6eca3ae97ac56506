#!/usr/bin/env bash
# Fetches ptxas, NVIDIA's assembler for PTX, out of Debian's non-free package nvidia-cuda-toolkit into obj/ptxas, where PtxasTests looks for it.
# Nothing is installed. Needs Debian's apt and keyring on x64.
set -euo pipefail
cd "$(dirname "$0")"
target=$PWD/obj/ptxas
if [ -e "$target" ]; then echo "$target is there already"; exit; fi

mkdir -p obj
work=$(mktemp -d "$PWD/obj/partial.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/lists/partial "$work"/cache/archives/partial
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${DEBIAN_MIRROR:-http://deb.debian.org/debian} bookworm non-free" > "$work/sources.list"
apt=(apt-get -qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$work/lists"
  -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=)
"${apt[@]}" update
(cd "$work" && "${apt[@]}" download nvidia-cuda-toolkit)
dpkg-deb -x "$work"/nvidia-cuda-toolkit_*.deb "$work/root"
mkdir "$work/tool"
cp "$(find "$work/root" -name ptxas -type f | head -n 1)" "$work/tool/ptxas"
mv "$work/tool" "$target"
echo "$target"
