#!/usr/bin/env bash
# Fuzzes by coverage with AFL++ (Debian: apt-get install afl++) and SharpFuzz, one target after the other, at the lowest priority:
#   tests/Freeze.Fuzz/fuzz.sh [--minutes 60] [--fresh] [--out FOLDER] [TARGET...]
# 60 minutes in all, shared by the targets (default: every target). --fresh starts from the seeds alone, without the committed corpus.
# For each target the folder receives
#   TARGET/findings/default/crashes   inputs that do harm: a crash, an escape, more than 2 CPU seconds or 512 MB resident
#   TARGET/minimised                  the same, made smaller by afl-tmin
#   TARGET/corpus                     what afl-cmin keeps: the fewest inputs that reach all that was reached
#   TARGET.tar.gz                     that corpus, packed; copy it to tests/Freeze.Fuzz/Corpus to commit it
# and the last lines are a table. Exit code 1: something did harm; 3: a tool is missing.
#   tests/Freeze.Fuzz/fuzz.sh --cover [TARGET...]
# runs the committed corpus once instead and says how many edges it reaches.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
minutes=60 cover= build=yes with_corpus=--corpus out= targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --minutes) minutes=$2; shift 2 ;;
    --fresh) with_corpus=; shift ;;
    --cover) cover=yes; shift ;;
    --no-build) build=; shift ;;
    --out) mkdir -p "$2"; out=$(cd "$2" && pwd); shift 2 ;;
    -*) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
    *) targets+=("$1"); shift ;;
  esac
done
[ -n "$out" ] || out=$(mktemp -d -t freeze-fuzz-XXXX)
[ ${#targets[@]} -gt 0 ] || targets=(onnx safetensors caches images datasets means definitions http)
for tool in afl-fuzz afl-cmin afl-tmin afl-showmap dotnet; do
  command -v $tool >/dev/null || { echo "$tool is missing; for AFL++: apt-get install afl++" >&2; exit 3; }
done
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# The runtime is no native program that AFL++ instrumented, starts slowly, and is not to be bound to one core.
export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_FORKSRV_INIT_TMOUT=120000
export AFL_MAP_SIZE=65536 AFL_QUIET=1 AFL_ALLOW_TMP=1
# Decoders write through pointers: the C library's debugging allocator ends the program when a block's ends were written over.
if [ -e /lib/"$(uname -m)"-linux-gnu/libc_malloc_debug.so.0 ]; then export AFL_PRELOAD=libc_malloc_debug.so.0 GLIBC_TUNABLES=glibc.malloc.check=3; fi
# Files that readers read live in memory, and go with this script.
scratch=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)" freeze-fuzz-XXXX)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch

# A copy of the program whose own assemblies count the branches that they take.
program=$out/program plain=$out/plain/Freeze.Fuzz.dll
[ -z "$build" ] || dotnet build "$here" -c Release -maxcpucount:1 -v quiet >"$out/build.log" || { tail -20 "$out/build.log"; exit 2; }
rm -rf "$program" "$out/plain"
cp -r "$here/bin/Release/net10.0" "$program"
cp -r "$program" "$out/plain"
[ -x "$out/tools/sharpfuzz" ] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$out/tools" >/dev/null \
  || { echo "SharpFuzz.CommandLine could not be installed from NuGet" >&2; exit 3; }
for assembly in Freeze.Imaging Freeze.Generators onnx2cs freeze-service StbImageSharp; do "$out/tools/sharpfuzz" "$program/$assembly.dll"; done
# Of the runtime only what reads: kernels have nothing to say about an input, and the service's other threads count at times that vary.
"$out/tools/sharpfuzz" "$program/Freeze.Runtime.dll" Freeze.Storage Freeze.Caching Freeze.Preprocessing Freeze.Image Freeze.ModelPlan

# The watch over processor time and memory is the program's own; this time only ends what waits for ever.
patience=60000
failed=0
rows=()
for target in "${targets[@]}"; do
  place=$out/$target
  mkdir -p "$place/records" "$place/minimised"
  run=("$(command -v dotnet)" "$program/Freeze.Fuzz.dll" afl "$target")
  if [ -n "$cover" ]; then
    mkdir -p "$place/committed"
    tar -xzf "$here/Corpus/$target.tar.gz" -C "$place/committed"
    afl-showmap -C -i "$place/committed" -o /dev/null -m none -t $patience -- "${run[@]}" >"$place/log" 2>&1 || { tail -20 "$place/log"; exit 2; }
    edges=$(grep -o 'Captured [0-9]*' "$place/log" | grep -o '[0-9]*')
    echo "$target: $(find "$place/committed" -type f | wc -l) inputs of the corpus reach ${edges:-0} edges"
    [ "${edges:-0}" -gt 100 ] || failed=1
    continue
  fi
  # shellcheck disable=SC2086
  dotnet "$plain" seeds "$target" "$place/seeds" $with_corpus
  seconds=$((minutes * 60 / ${#targets[@]}))
  echo "$target: $(find "$place/seeds" -type f | wc -l) seeds, $seconds seconds"
  words=(); [ -s "$place/seeds.dict" ] && words=(-x "$place/seeds.dict")
  nice -n 19 afl-fuzz -i "$place/seeds" -o "$place/findings" "${words[@]}" -V "$seconds" -G 65536 -m none -t $patience \
    -- "${run[@]}" --records "$place/records" >"$place/log" 2>&1 || { tail -20 "$place/log"; exit 2; }

  found=$place/findings/default
  rm -rf "$place/corpus"
  nice -n 19 afl-cmin -i "$found/queue" -o "$place/corpus" -m none -t $patience -- "${run[@]}" >"$place/cmin.log" 2>&1 || { tail -20 "$place/cmin.log"; exit 2; }
  dotnet "$plain" pack "$place/corpus" "$out/$target.tar.gz"
  for crash in "$found"/crashes/id* "$found"/hangs/id*; do
    [ -f "$crash" ] || continue
    failed=1
    nice -n 19 afl-tmin -i "$crash" -o "$place/minimised/$(basename "$crash" | cut -c 1-9)" -m none -t $patience -- "${run[@]}" >>"$place/tmin.log" 2>&1 || cp "$crash" "$place/minimised/"
  done
  stat() { sed -n "s/^$1 *: *//p" "$found/fuzzer_stats"; }
  record() { cat "$place/records/$1.txt" 2>/dev/null || echo "< 0.05"; }
  rows+=("$(printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s' "$target" "$(stat run_time)" "$(stat execs_done)" "$(stat edges_found)" \
    "$(($(stat saved_crashes) + $(stat saved_hangs)))" "$(record slowest)" "$(record largest)" "$(find "$place/corpus" -type f | wc -l)")")
done

[ -z "$cover" ] || exit $failed
{
  printf 'target\tseconds\tinputs\tedges\tharm\tslowest, CPU s\tlargest, MB allocated\tcorpus\n'
  printf '%s\n' "${rows[@]}"
} | tee "$out/table.tsv" | column -t -s $'\t'
echo "all of it: $out"
exit $failed
