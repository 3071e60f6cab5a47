// A device that is not the CPU, for tests on machines without a GPU: tensors of it lie in host memory under another name. An operator
// runs the CPU's kernel on that memory; one that is given tensors of the CPU beside tensors of this device is refused, as CUDA
// refuses it, and so is reading this device's memory without a copy. It shows where tensors are, and nothing about CUDA's kernels.
#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

namespace {

constexpr auto kOther = c10::DeviceType::PrivateUse1;

struct HostMemory : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) const override {
    void* data = std::malloc(std::max<size_t>(bytes, 64));
    return {data, data, &std::free, c10::Device(kOther, 0)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &std::free; }
};

c10::Allocator* memory() {
  static HostMemory allocator;
  return &allocator;
}

const c10::DispatchKeySet kKeys(c10::DispatchKey::PrivateUse1);

at::Tensor empty(at::IntArrayRef size, c10::optional<at::ScalarType> type, c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>,
                 c10::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(size, memory(), kKeys, type.value_or(at::kFloat), format);
}

at::Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, c10::optional<at::ScalarType> type, c10::optional<at::Layout>, c10::optional<at::Device>,
                         c10::optional<bool>) {
  return at::detail::empty_strided_generic(size, stride, memory(), kKeys, type.value_or(at::kFloat));
}

bool is_other(const at::Tensor& tensor) { return tensor.defined() && tensor.device().type() == kOther; }

// The same memory as a tensor of the CPU.
at::Tensor on_host(const at::Tensor& tensor) {
  if (!is_other(tensor)) return tensor;
  auto options = tensor.options().device(at::kCPU);
  return tensor.numel() == 0 ? at::empty_strided(tensor.sizes(), tensor.strides(), options)
                             : at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(), [keep = tensor](void*) {}, options, at::kCPU);
}

at::Tensor to_other(const at::Tensor& tensor) {
  if (!tensor.defined()) return tensor;
  auto moved = empty_strided(tensor.sizes(), tensor.strides(), tensor.scalar_type(), {}, {}, {});
  on_host(moved).copy_(tensor);
  return moved;
}

at::Tensor copy_from(const at::Tensor& source, const at::Tensor& target, bool) {
  on_host(target).copy_(on_host(source));
  return target;
}

// One call of an operator: who of its arguments was lent to the CPU.
struct Call {
  const c10::OperatorHandle& op;
  std::vector<std::pair<at::Tensor, at::Tensor>> lent;   // of the CPU, of this device
  std::string stranger;                                  // a tensor of the CPU that is no plain number, or the CPU's generator

  at::Tensor lend(const at::Tensor& tensor) {
    if (!is_other(tensor)) {
      if (tensor.defined() && tensor.dim() > 0) stranger = c10::str(tensor.toString(), tensor.sizes());
      return tensor;
    }
    lent.emplace_back(on_host(tensor), tensor);
    return lent.back().first;
  }

  // Results that the operator made larger than they came.
  void grow() {
    for (const auto& [host, other] : lent) {
      if (host.sizes() == other.sizes()) continue;
      auto grown = to_other(host);
      auto* tensor = other.unsafeGetTensorImpl();
      tensor->set_storage_keep_dtype(grown.storage());
      tensor->set_sizes_and_strides(grown.sizes(), grown.strides());
    }
  }

  at::Tensor give_back(const at::Tensor& result) {
    for (const auto& [host, other] : lent)
      if (host.is_same(result)) return other;
    for (const auto& [host, other] : lent)
      TORCH_CHECK(!result.defined() || result.numel() == 0 || !host.is_alias_of(result), op.schema().name(), ": a view of another device's memory");
    return to_other(result);
  }
};

void by_cpu(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  Call call{op};
  auto count = op.schema().arguments().size();
  for (size_t i = stack->size() - count; i < stack->size(); i++) {
    auto& value = (*stack)[i];
    if (value.isTensor()) value = call.lend(value.toTensor());
    else if (value.isTensorList()) {
      std::vector<at::Tensor> all;
      for (const at::Tensor& tensor : value.toTensorVector()) all.push_back(call.lend(tensor));
      value = all;
    } else if (value.isOptionalTensorList()) {
      c10::List<c10::optional<at::Tensor>> all;
      for (c10::optional<at::Tensor> tensor : value.toOptionalTensorList()) all.push_back(tensor ? c10::make_optional(call.lend(*tensor)) : tensor);
      value = all;
    } else if (value.isDevice()) value = c10::Device(at::kCPU);
    else if (value.isGenerator()) call.stranger = "a generator";
  }
  TORCH_CHECK(call.lent.empty() || call.stranger.empty(), op.schema().name(), ": expected all on one device, found on the CPU: ", call.stranger);
  op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), stack);
  call.grow();
  for (size_t i = stack->size() - op.schema().returns().size(); i < stack->size(); i++) {
    auto& value = (*stack)[i];
    if (value.isTensor()) value = call.give_back(value.toTensor());
    else if (value.isTensorList()) {
      std::vector<at::Tensor> all;
      for (const at::Tensor& tensor : value.toTensorVector()) all.push_back(call.give_back(tensor));
      value = all;
    }
  }
}

// LibTorch asks devices that it does not know for convolutions by these names.
at::Tensor convolution(const at::Tensor& input, const at::Tensor& weight, const c10::optional<at::Tensor>& bias, at::IntArrayRef stride, at::IntArrayRef padding,
                       at::IntArrayRef dilation, bool transposed, at::IntArrayRef output_padding, int64_t groups) {
  TORCH_CHECK(is_other(input) && is_other(weight) && (!bias || !bias->defined() || is_other(*bias)), "convolution: expected all tensors on one device");
  return to_other(at::convolution(on_host(input), on_host(weight), bias ? c10::make_optional(on_host(*bias)) : bias, stride, padding, dilation, transposed, output_padding, groups));
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_backward(const at::Tensor& gradient, const at::Tensor& input, const at::Tensor& weight, at::IntArrayRef stride,
    at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed, at::IntArrayRef output_padding, int64_t groups, std::array<bool, 3> wanted) {
  TORCH_CHECK(is_other(gradient) && is_other(input) && is_other(weight), "convolution_backward: expected all tensors on one device");
  auto [by_input, by_weight, by_bias] = at::convolution_backward(on_host(gradient), on_host(input), on_host(weight), at::IntArrayRef(weight.size(0)), stride, padding, dilation,
      transposed, output_padding, groups, wanted);
  return {to_other(by_input), to_other(by_weight), to_other(by_bias)};
}

}  // namespace

namespace at {
C10_REGISTER_GUARD_IMPL(PrivateUse1, c10::impl::NoOpDeviceGuardImpl<c10::DeviceType::PrivateUse1>);
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&by_cpu>()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("empty.memory_format", empty);
  m.impl("empty_strided", empty_strided);
  m.impl("_copy_from", copy_from);
  m.impl("as_strided", at::native::as_strided_tensorimpl);
  m.impl("view", at::native::view);
  m.impl("_reshape_alias", at::native::_reshape_alias);
  m.impl("convolution_overrideable", convolution);
  m.impl("convolution_backward_overrideable", convolution_backward);
}

extern "C" int other_device_type() { return static_cast<int>(kOther); }
