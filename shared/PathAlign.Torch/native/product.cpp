// Batched matrix products of float32 on the CPU by oneDNN, as the operator pathalign::bmm under aten::bmm's schema. LibTorch without MKL, as
// Debian's is, goes through the batch one matrix after the other and on one thread, which costs more than the sums where matrices are small.

#include "onednn.h"

#include <ATen/autocast_mode.h>

namespace {

dnnl::memory::desc strided(const at::Tensor& tensor) { return {tensor.sizes().vec(), dnnl::memory::data_type::f32, tensor.strides().vec()}; }

// Rows or columns that lie together, which is what oneDNN reads fast.
at::Tensor readable(const at::Tensor& tensor) { return tensor.stride(1) == 1 || tensor.stride(2) == 1 ? tensor : tensor.contiguous(); }

at::Tensor product(const at::Tensor& first, const at::Tensor& second) {
  auto a = readable(first), b = readable(second), result = at::empty({a.size(0), a.size(1), b.size(2)}, at::kFloat);
  dnnl::matmul::primitive_desc plan({strided(a), strided(b), strided(result)}, cpu());   // oneDNN keeps the code of shapes it has met
  dnnl::stream stream(cpu());
  dnnl::matmul(plan).execute(stream, {{DNNL_ARG_SRC, view(strided(a), a)}, {DNNL_ARG_WEIGHTS, view(strided(b), b)}, {DNNL_ARG_DST, view(strided(result), result)}});
  return result;
}

at::Tensor batched_product(const at::Tensor& first, const at::Tensor& second);

struct Product : torch::autograd::Function<Product> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& first, const at::Tensor& second) {
    context->save_for_backward({first, second});
    return product(first, second);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    at::Tensor by_first, by_second;
    if (context->needs_input_grad(0)) by_first = batched_product(gradients[0], saved[1].transpose(1, 2));
    if (context->needs_input_grad(1)) by_second = batched_product(saved[0].transpose(1, 2), gradients[0]);
    return {by_first, by_second};
  }
};

bool plain_matrices(const at::Tensor& tensor) { return on_cpu_as_float(tensor) && tensor.dim() == 3 && tensor.numel() > 0; }

at::Tensor batched_product(const at::Tensor& first, const at::Tensor& second) {
  if (at::autocast::is_cpu_enabled() || !plain_matrices(first) || !plain_matrices(second) || first.size(0) != second.size(0) || first.size(2) != second.size(1))
    return at::bmm(first, second);
  return recorded({first, second}) ? Product::apply(first, second) : product(first, second);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(pathalign, library) { library.def("bmm(Tensor self, Tensor mat2) -> Tensor", &batched_product); }
