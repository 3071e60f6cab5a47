#!/usr/bin/env bash
# build.sh OUT.so [SOURCE.cpp] - compiles the native border, or what a test needs of its own, against the LibTorch in LIBTORCH_HOME (a folder with include/ and lib/,
# as the official archives and PyTorch's own package have), or against the system's libtorch-dev when it is unset.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
out=$1; sources=("${2:-$here/pathalign_torch.cpp}"); home=${LIBTORCH_HOME:-}
flags=(-std=c++17 -O2 -fPIC -shared -w)
if [ -n "$home" ]; then
  [ -f "$home/include/ATen/ATen.h" ] || { echo "LIBTORCH_HOME=$home: expected include/ATen/ATen.h below it, found none" >&2; exit 2; }
  flags+=(-isystem "$home/include" -isystem "$home/include/torch/csrc/api/include" -L"$home/lib" "-Wl,-rpath,$home/lib")
  # The official archives of LibTorch up to 2.5 were built with the old C++ ABI; PyTorch's package says which in its config.
  abi=${LIBTORCH_CXX11_ABI:-}
  [ -n "$abi" ] && flags+=("-D_GLIBCXX_USE_CXX11_ABI=$abi")
elif [ ! -f /usr/include/ATen/ATen.h ]; then
  echo "LibTorch is missing: install libtorch-dev, or set LIBTORCH_HOME to a folder of LibTorch 1.13 or newer" >&2; exit 2
else
  flags+=(-isystem /usr/include/torch/csrc/api/include)
fi
libraries=(-ltorch -ltorch_cpu -lc10)
# CUDA kernels register themselves when their library loads; nothing here names a symbol of it, so the linker must be told to keep it.
[ -n "$home" ] && [ -e "$home/lib/libtorch_cuda.so" ] && libraries+=(-Wl,--no-as-needed -ltorch_cuda -lc10_cuda -Wl,--as-needed)
# Debian's LibTorch shares its oneDNN; in the others it is sealed, and a second one beside it would bring threads of its own.
if [ -z "$home" ] && [ $# = 1 ] && grep -qs "VERSION_MAJOR 2" /usr/include/oneapi/dnnl/dnnl_version.h; then
  sources+=("$here"/{convolution,product}.cpp "$out.norm.o"); flags+=(-fopenmp); libraries+=(-ldnnl)
  mkdir -p "$(dirname "$out")"
  "${CXX:-g++}" "${flags[@]}" -O3 -fno-math-errno -fno-trapping-math -ffinite-math-only -fno-signed-zeros -c "$here/norm.cpp" -o "$out.norm.o"
fi
mkdir -p "$(dirname "$out")"
"${CXX:-g++}" "${flags[@]}" "${sources[@]}" -o "$out.tmp" "${libraries[@]}"
mv "$out.tmp" "$out"
