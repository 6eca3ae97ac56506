#!/usr/bin/env bash
# Fetches a C library to link against: that of Debian 11 (glibc 2.31), so that the native binary starts there and on everything newer. A binary that is
# linked against this machine's asks for this machine's version. Publishing finds what lies in obj/sysroot; see Sysroot.props. Nothing of it is shipped.
#
# usage: sysroot.sh arm64|x64
set -euo pipefail
cd "$(dirname "$0")"

case "${1:-}" in
  arm64) packages='
    baaa9aa184e2f21738c5819055e6740cc5b22f198e3f416e33f82b40ff6933d8 glibc/libc6_2.31-13+deb11u11_arm64
    28d478134722dcd4b0bd2045a199301d18713bf95947b9fce66634e7aeacab2e glibc/libc6-dev_2.31-13+deb11u11_arm64
    e2fcdb378d3c1ad1bcb64d4fb6b37aab44011152beca12a4944f435a2582df1f gcc-10/libgcc-s1_10.2.1-6_arm64
    80fc73d339ada2e194175afe83cd89014565242153b6e3c2128849d8817da367 gcc-10/libgcc-10-dev_10.2.1-6_arm64' ;;
  x64) packages='
    05f7264da867b37f4c5ce49266b558ea1e81e05a9464f623152fca70f3550282 glibc/libc6_2.31-13+deb11u11_amd64
    e7f7b45d9c5cfcf37609f0b6efd3c645272c812144703af89dfd32218fcb0fd3 glibc/libc6-dev_2.31-13+deb11u11_amd64
    e478f2709d8474165bb664de42e16950c391f30eaa55bc9b3573281d83a29daf gcc-10/libgcc-s1_10.2.1-6_amd64
    3b711374092b84e732c4e73cf33e02cff02e34a5f105eb6467de8d9038e4cd9d gcc-10/libgcc-10-dev_10.2.1-6_amd64' ;;
  *) echo "usage: $0 arm64|x64" >&2; exit 2 ;;
esac

target=$PWD/obj/sysroot/linux-$1
if [ -e "$target" ]; then echo "$target is there already"; exit; fi

# Complete or not there at all: a publish would take half of one.
mkdir -p obj/sysroot
work=$(mktemp -d obj/sysroot/partial.XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir "$work/root"
while read -r sum package; do
  if [ -z "$sum" ]; then continue; fi
  deb=$work/package.deb
  for mirror in "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" http://archive.debian.org/debian; do
    if curl -fsSL --retry 3 -m 300 -o "$deb" "$mirror/pool/main/${package:0:1}/$package.deb"; then break; fi
  done
  echo "$sum  $deb" | sha256sum --check --quiet

  # Libraries only, no headers.
  ar p "$deb" data.tar.xz | tar -xJ -C "$work/root" --exclude=./usr/include --exclude=./usr/share
done <<< "$packages"

# Links of development packages are absolute, and the linker would follow them to this machine's libraries.
find "$work/root" -type l -lname '/*' -print0 | while IFS= read -r -d '' link; do
  ln -sfn "$(realpath -m --relative-to="$(dirname "$link")" "$work/root$(readlink "$link")")" "$link"
done
mv "$work/root" "$target"
echo "$target"
