#!/usr/bin/env bash
# Fetches an OpenCL driver for Arm64, PoCL of Debian 12, with all that it needs, and unpacks it into obj/arm64-opencl for QEMU's user mode:
#   root      the packages: qemu-aarch64-static -L root
#   drivers   the driver's registration, for OCL_ICD_VENDORS: with its full path, by which PoCL finds its own files
#   bin       ld, which PoCL calls by that name to link kernels: the cross linker of this machine
#   cache     kernels that PoCL has compiled, for POCL_CACHE_DIR
# Nothing is installed. Needs Debian's apt, curl and keyring, and binutils-aarch64-linux-gnu to run.
set -euo pipefail
cd "$(dirname "$0")"
target=$PWD/obj/arm64-opencl
if [ -e "$target" ]; then echo "$target is there already"; exit; fi

mkdir -p obj
work=$(mktemp -d "$PWD/obj/partial.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/apt/lists/partial "$work"/apt/cache/archives/partial "$work"/all/{root,drivers,bin,cache}
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${DEBIAN_MIRROR:-http://deb.debian.org/debian} bookworm main" > "$work/apt/sources.list"
apt=(apt-get -qq -o "Dir::Etc::SourceList=$work/apt/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$work/apt/lists"
  -o "Dir::Cache=$work/apt/cache" -o Dir::State::status=/dev/null -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=)
"${apt[@]}" update
"${apt[@]}" install -y --download-only --no-install-recommends pocl-opencl-icd ocl-icd-libopencl1 > "$work/log" || { cat "$work/log" >&2; exit 1; }
for deb in "$work"/apt/cache/archives/*.deb; do dpkg-deb -x "$deb" "$work/all/root"; done

driver=$(cat "$work/all/root/etc/OpenCL/vendors/pocl.icd")
echo "$target/root/usr/lib/aarch64-linux-gnu/${driver##*/}" > "$work/all/drivers/pocl.icd"
cat > "$work/all/bin/ld" <<'EOF'
#!/bin/sh
root=$(dirname "$(dirname "$(readlink -f "$0")")")/root
exec aarch64-linux-gnu-ld --sysroot="$root" -L"$(echo "$root"/usr/lib/gcc/aarch64-linux-gnu/*)" -L"$root/lib/aarch64-linux-gnu" \
  -L"$root/usr/lib/aarch64-linux-gnu" "$@"
EOF
chmod +x "$work/all/bin/ld"
mv "$work/all" "$target"
echo "$target"
