// The whole native border: a C ABI around LibTorch's boxed dispatcher, so that every ATen operator is reachable
// without one binding each. Only interfaces that are the same from LibTorch 1.13 to 2.x are used.
//
// A tensor handle is the bare TensorImpl*, owned by whoever holds the handle. Every function that can fail returns
// a negative number and leaves its reason in pt_last_error (one per thread).

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <cstring>
#include <dlfcn.h>
#include <malloc.h>
#include <mutex>
#include <string>
#include <vector>

namespace {

enum Kind : int32_t { None, TensorKind, Int, Double, Bool, IntList, DoubleList, TensorList, OptionalTensorList,
                      String, DeviceKind, GeneratorKind, BoolList };

struct Value {
  int32_t kind;
  int32_t length;
  union { void* pointer; int64_t integer; double real; };
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<c10::TypeKind> kinds;   // of each argument, with Optional<T> seen as T
};

thread_local std::string last_error;

using Impl = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

at::Tensor borrow(void* handle) {
  if (handle == nullptr) return at::Tensor();
  return at::Tensor(Impl::reclaim_copy(static_cast<c10::TensorImpl*>(handle)));
}

void* own(at::Tensor tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

template <typename F> int guarded(F&& body) {
  // libgomp keeps the thread count per calling thread: a new thread must be told before its first operator.
  thread_local bool ready = (at::init_num_threads(), true);
  (void)ready;
  try {
    return body();
  } catch (const c10::Error& error) {
    last_error = error.what_without_backtrace();
  } catch (const std::exception& error) {
    last_error = error.what();
  } catch (...) {
    last_error = "unknown native error";
  }
  return -1;
}

c10::IValue to_ivalue(const Value& value, c10::TypeKind expected) {
  switch (value.kind) {
    case TensorKind: return borrow(value.pointer);
    case Int: return expected == c10::TypeKind::FloatType ? c10::IValue(static_cast<double>(value.integer)) : c10::IValue(value.integer);
    case Double: return value.real;
    case Bool: return value.integer != 0;
    case IntList: {
      c10::List<int64_t> list;
      list.reserve(value.length);
      for (int32_t i = 0; i < value.length; ++i) list.push_back(static_cast<int64_t*>(value.pointer)[i]);
      return list;
    }
    case DoubleList: {
      c10::List<double> list;
      for (int32_t i = 0; i < value.length; ++i) list.push_back(static_cast<double*>(value.pointer)[i]);
      return list;
    }
    case BoolList: {
      c10::List<bool> list;
      for (int32_t i = 0; i < value.length; ++i) list.push_back(static_cast<int64_t*>(value.pointer)[i] != 0);
      return list;
    }
    case TensorList: {
      c10::List<at::Tensor> list;
      list.reserve(value.length);
      for (int32_t i = 0; i < value.length; ++i) list.push_back(borrow(static_cast<void**>(value.pointer)[i]));
      return list;
    }
    case OptionalTensorList: {
      c10::impl::GenericList list(c10::OptionalType::ofTensor());
      for (int32_t i = 0; i < value.length; ++i) {
        at::Tensor tensor = borrow(static_cast<void**>(value.pointer)[i]);
        list.push_back(tensor.defined() ? c10::IValue(tensor) : c10::IValue());
      }
      return list;
    }
    case String: return std::string(static_cast<const char*>(value.pointer), value.length);
    case DeviceKind: return c10::Device(static_cast<c10::DeviceType>(value.integer), static_cast<c10::DeviceIndex>(value.length));
    case GeneratorKind: return *static_cast<at::Generator*>(value.pointer);
    default: return c10::IValue();
  }
}

int put(Value* results, int capacity, int count, Value value) {
  TORCH_CHECK(count < capacity, "more than ", capacity, " results");
  results[count] = value;
  return count + 1;
}

Value tensor_value(at::Tensor tensor) {
  Value value{};
  value.kind = TensorKind;
  value.pointer = own(std::move(tensor));
  return value;
}

int from_stack(torch::jit::Stack& stack, Value* results, int capacity) {
  int count = 0;
  for (c10::IValue& item : stack) {
    Value value{};
    if (item.isTensor()) {
      value = tensor_value(std::move(item).toTensor());
    } else if (item.isTensorList()) {
      for (const at::Tensor& tensor : item.toTensorVector()) count = put(results, capacity, count, tensor_value(tensor));
      continue;
    } else if (item.isInt()) {
      value.kind = Int;
      value.integer = item.toInt();
    } else if (item.isDouble()) {
      value.kind = Double;
      value.real = item.toDouble();
    } else if (item.isBool()) {
      value.kind = Bool;
      value.integer = item.toBool();
    } else {
      TORCH_CHECK(item.isNone(), "a result of kind ", item.tagKind(), " is not passed on");
    }
    count = put(results, capacity, count, value);
  }
  return count;
}

std::vector<at::Tensor> borrow_all(void** handles, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int i = 0; i < count; ++i) tensors.push_back(borrow(handles[i]));
  return tensors;
}

}  // namespace

extern "C" {

struct TensorInfo {
  const int64_t* sizes;
  const int64_t* strides;
  void* data;
  int64_t elements;
  int32_t dimensions, dtype, device_type, device_index, element_size;
  int32_t requires_grad, is_leaf, is_contiguous;
};

const char* pt_last_error() { return last_error.c_str(); }

const char* pt_version() { return TORCH_VERSION; }

// glibc gives every block above 128 KiB back to the kernel when it is freed, so that each activation is paged in and
// zeroed anew at every step: a 3x3 convolution of 32 channels runs at a third of its speed. Keeping freed blocks in
// the heap costs nothing but the peak that was reached anyway.
void pt_initialise(int threads) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);   // the largest value that glibc accepts on 64 bits
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
  at::set_num_threads(threads);
  // OpenBLAS built with its own threads spins beside LibTorch's and takes a quarter of a training step; oneDNN does the
  // convolutions, and what is left for BLAS is too small to split.
  if (auto set_blas_threads = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set_blas_threads(1);
}

void* pt_find(const char* name, const char* overload) {
  Operator* found = nullptr;
  guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    std::vector<c10::TypeKind> kinds;
    for (const c10::Argument& argument : handle.schema().arguments()) {
      c10::TypePtr type = argument.type();
      if (auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
      kinds.push_back(type->kind());
    }
    found = new Operator{handle, std::move(kinds)};
    return 0;
  });
  return found;
}

// Arguments left out at the end take the schema's defaults. Returns the number of results, lists laid out flat.
int pt_call(void* op, const Value* arguments, int count, Value* results, int capacity) {
  return guarded([&] {
    auto* found = static_cast<Operator*>(op);
    const auto& schema = found->handle.schema().arguments();
    TORCH_CHECK(count <= static_cast<int>(schema.size()), "expected at most ", schema.size(), " arguments, got ", count);
    torch::jit::Stack stack;
    stack.reserve(schema.size());
    for (int i = 0; i < count; ++i) stack.push_back(to_ivalue(arguments[i], found->kinds[i]));
    for (size_t i = count; i < schema.size(); ++i) {
      TORCH_CHECK(schema[i].default_value(), "argument '", schema[i].name(), "' is missing");
      stack.push_back(*schema[i].default_value());
    }
    found->handle.callBoxed(stack);
    return from_stack(stack, results, capacity);
  });
}

void pt_release(void* tensor) { Impl::reclaim(static_cast<c10::TensorImpl*>(tensor)); }

void pt_info(void* tensor, TensorInfo* info) {
  auto* impl = static_cast<c10::TensorImpl*>(tensor);
  at::Tensor self = borrow(tensor);
  *info = TensorInfo{impl->sizes().data(), impl->strides().data(), impl->has_storage() ? self.data_ptr() : nullptr, impl->numel(),
    static_cast<int32_t>(impl->dim()), static_cast<int32_t>(self.scalar_type()),
    static_cast<int32_t>(impl->device().type()), static_cast<int32_t>(impl->device().index()),
    static_cast<int32_t>(self.element_size()),
    self.requires_grad(), self.is_leaf(), impl->is_contiguous()};
}

int pt_set_requires_grad(void* tensor, int value) {
  return guarded([&] { borrow(tensor).set_requires_grad(value != 0); return 0; });
}

void* pt_grad(void* tensor) { return own(borrow(tensor).grad()); }

void pt_set_grad(void* tensor, void* grad) { borrow(tensor).mutable_grad() = borrow(grad); }

// Swaps what two handles' tensors hold by reference: how a parameter moves to another device or type in place.
int pt_set_data(void* tensor, void* data) {
  return guarded([&] { borrow(tensor).set_data(borrow(data)); return 0; });
}

int pt_grad_mode(int value) {   // -1 asks; otherwise sets and returns what was
  bool before = c10::GradMode::is_enabled();
  if (value >= 0) c10::GradMode::set_enabled(value != 0);
  return before;
}

int pt_backward(void** tensors, void** grads, int count, int retain_graph, int create_graph, void** inputs, int input_count) {
  return guarded([&] {
    torch::autograd::backward(borrow_all(tensors, count), grads ? borrow_all(grads, count) : std::vector<at::Tensor>(),
                              retain_graph != 0, create_graph != 0, borrow_all(inputs, input_count));
    return 0;
  });
}

int pt_gradients(void** outputs, int output_count, void** inputs, int input_count, void** grads, int retain_graph,
                 int create_graph, int allow_unused, void** results) {
  return guarded([&] {
    auto found = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count),
                                       grads ? borrow_all(grads, output_count) : std::vector<at::Tensor>(),
                                       retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < found.size(); ++i) results[i] = own(found[i]);
    return 0;
  });
}

// From now on this thread's products and convolutions are given this type, or, by -1, their own again. A weight is cast once in between.
int pt_autocast(int device_type, int dtype) {
  return guarded([&] {
    auto device = static_cast<c10::DeviceType>(device_type);
    auto type = static_cast<at::ScalarType>(dtype);
    bool on = dtype >= 0;
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    if (on) at::autocast::set_autocast_dtype(device, type);
    at::autocast::set_autocast_enabled(device, on);
#else
    bool cpu = device == c10::DeviceType::CPU;
    if (on) cpu ? at::autocast::set_autocast_cpu_dtype(type) : at::autocast::set_autocast_gpu_dtype(type);
    cpu ? at::autocast::set_cpu_enabled(on) : at::autocast::set_enabled(on);
#endif
    if (!on) at::autocast::clear_cache();
    return 0;
  });
}

int pt_threads(int value) {   // 0 asks
  if (value > 0) at::set_num_threads(value);
  return at::get_num_threads();
}

int pt_seed(uint64_t seed) {
  return guarded([&] { at::manual_seed(seed); return 0; });
}

void* pt_generator(uint64_t seed) { return new at::Generator(at::detail::createCPUGenerator(seed)); }

void* pt_default_generator() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }

void pt_generator_seed(void* generator, uint64_t seed) {
  auto* self = static_cast<at::Generator*>(generator);
  std::lock_guard<std::mutex> lock(self->mutex());
  self->set_current_seed(seed);
}

uint64_t pt_generator_initial_seed(void* generator) { return static_cast<at::Generator*>(generator)->current_seed(); }

void* pt_generator_state(void* generator, void* state) {   // a state sets, null asks
  auto* self = static_cast<at::Generator*>(generator);
  std::lock_guard<std::mutex> lock(self->mutex());
  if (state == nullptr) return own(self->get_state());
  self->set_state(borrow(state));
  return nullptr;
}

void pt_generator_release(void* generator) { delete static_cast<at::Generator*>(generator); }

int pt_cuda_devices() { return static_cast<int>(at::getNumGPUs()); }

}
