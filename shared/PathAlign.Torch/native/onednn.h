// What the operators of our own on the CPU share. They are compiled where LibTorch lies beside its own oneDNN 2, as Debian's does (build.sh).

#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <oneapi/dnnl/dnnl.hpp>

#include <algorithm>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

inline const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

inline dnnl::memory view(const dnnl::memory::desc& layout, const at::Tensor& tensor) { return {layout, cpu(), tensor.data_ptr()}; }

inline bool on_cpu_as_float(const at::Tensor& tensor) {
  return tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.layout() == at::kStrided;
}

// Whether a gradient of these will be asked for.
inline bool recorded(at::ArrayRef<at::Tensor> tensors) {
  return at::GradMode::is_enabled() && std::any_of(tensors.begin(), tensors.end(), [](const at::Tensor& tensor) { return tensor.requires_grad(); });
}
