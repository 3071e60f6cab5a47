#!/usr/bin/env bash
# Checks and times PathAlign on a GPU and writes one Markdown table. Ends by itself within 8 minutes.
#
#   bench/gpu/run.sh pack FILE.tar.xz   on a machine with the .NET SDK: packs what a GPU machine needs (under 60 MiB):
#                                       the bench, the tests and the .NET runtime; no LibTorch
#   ./run.sh [TABLE.md]                 on the GPU machine, in the unpacked folder: device tests, numerics against float64,
#                                       and the cases of "pathalign bench torch" beside PyTorch on the same card
#
# LibTorch comes from the CUDA package (a pack made with TORCH=cuda, which is larger), or else from the PyTorch of python3
# ($PYTHON), whose LibTorch must fit the TorchSharp package. What cannot run is named under "Skipped".
set -uo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
python=${PYTHON:-python3}
end=$((SECONDS + 460))

fail() { echo "run.sh: $1" >&2; exit 2; }

pack() {
  local file root work dotnet
  file=$(realpath -m "$1"); root=$(cd "$here/../.." && pwd); work=$(mktemp -d)
  trap "rm -rf '$work'" EXIT
  git -C "$root" archive HEAD | tar -x -C "$work" --exclude=models --exclude=docs || fail "expected a git checkout at $root"
  find "$work" -name packages.lock.json -delete   # they name the packages for the CPU
  for project in tests/PathAlign.Tests bench/PathAlign.Bench; do
    dotnet publish "$work/$project" -c Release -v quiet -nologo -p:TorchRuntime="${TORCH:-none}" \
      -p:RestorePackagesWithLockFile=false -p:NuGetAudit=false -p:DebugType=none -o "$work/pack/app" >&2 || fail "the build failed"
  done
  rm -rf "$work/pack/app/.playwright"
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  local runtime; runtime=$("$dotnet/dotnet" --list-runtimes | sed -n 's/^Microsoft.NETCore.App \([0-9.]*\) .*/\1/p' | tail -1)
  mkdir -p "$work/pack/dotnet/shared"
  cp "$dotnet/dotnet" "$work/pack/dotnet/"
  (cd "$dotnet" && cp -r --parents "host/fxr/$runtime" "shared/Microsoft.NETCore.App/$runtime" \
    "shared/Microsoft.AspNetCore.App/$runtime" "$work/pack/dotnet/") || fail "expected a .NET runtime $runtime in $dotnet"
  cp "$here/run.sh" "$work/pack/"
  tar -C "$work/pack" -cJf "$file" . && echo "$file: $(($(stat -c %s "$file") / 1048576)) MiB"
}

# within SECONDS COMMAND...: runs it for so long at most, and no longer than the whole may take.
within() {
  local left=$((end - SECONDS)) most=$1; shift
  [ "$left" -gt 10 ] || { echo "no time left"; return 124; }
  timeout -k 5 "$((left < most ? left : most))" "$@" 2>&1
}

run_program() { local most=$1 name=$2; shift 2; within "$most" "$here/dotnet/dotnet" "$here/app/$name.dll" "$@"; }

# Has TorchSharp find the LibTorch of PyTorch: links beside the program, and the folders of CUDA's own libraries.
link_pytorch() {
  local torch; torch=$("$python" -c 'import torch, os; print(os.path.dirname(torch.__file__))' 2>/dev/null) || return 1
  for library in "$torch"/lib/*.so*; do ln -sf "$library" "$here/app/"; done
  local cuda; cuda=$(find "$torch/../nvidia" -maxdepth 4 -type d -name lib 2>/dev/null | tr '\n' ':')
  export LD_LIBRARY_PATH="$torch/lib:$cuda${LD_LIBRARY_PATH:-}"
}

skipped=()
# section TITLE SECONDS COMMAND...: runs a part and writes what it says; a part that fails is named among the skipped.
section() {
  local title=$1 said status; shift
  said=$("$@"); status=$?
  printf '\n### %s\n\n%s\n' "$title" "$said" >> "$table"
  [ "$status" = 0 ] || skipped+=("$title: exit code $status")
}

tests() {
  local log; log=$(PATHALIGN_TEST_DEVICE=cuda run_program "$1" PathAlign.Tests -noColor "${@:2}"); local status=$?
  echo "$log" | grep -E '\[FAIL\]|Assert|Expected|Actual|Range:|Exception|Total:' | cut -c1-300 | sed 's/^ */- /'
  [ "$status" = 0 ] || echo "$log" | tail -5 | cut -c1-300
  return "$status"
}

measure() {
  local gpu; gpu=$(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2>/dev/null) || fail "expected a GPU, found none"
  [ -d "$here/app" ] || fail "expected the unpacked folder that 'run.sh pack' makes; run it there"
  table=${1:-$here/gpu.md}
  local origin="the CUDA package"
  if [ ! -e "$here/app/libtorch_cuda.so" ]; then
    link_pytorch || fail "expected a PyTorch in $python, or a pack made with TORCH=cuda; found neither"
    origin="PyTorch $("$python" -c 'import torch; print(torch.__version__)')"
  fi
  { echo "## $gpu"; echo; echo "LibTorch of $origin, .NET $("$here/dotnet/dotnet" --list-runtimes | awk '{print $2; exit}'), $(nproc) cores."; } > "$table"
  export PATHALIGN_DEVICE=cuda
  section "Loading" run_program 60 PathAlign.Bench device
  section "Numerics against float64" tests 100 -class PathAlign.Tests.Models.Layers.NumericsTests
  section "Times, beside PyTorch" run_program 200 PathAlign.Bench torch --peer "$python"
  section "Stages on the device" tests 150 -explicit only -class PathAlign.Tests.Device.StagesOnDeviceTests
  printf '\n### Skipped\n\n' >> "$table"
  printf -- '- %s\n' "${skipped[@]:-nothing}" >> "$table"
  cat "$table"
}

case "${1:-}" in
  pack) pack "${2:?expected the name of the pack, such as gpu.tar.xz}" ;;
  -h | --help) sed -n '2,12s/^# \{0,1\}//p' "$0" ;;
  *) measure "$@" ;;
esac
