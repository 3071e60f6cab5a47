// Group norm with SiLU behind it, of float32 on the CPU, as the operator pathalign::group_norm_silu: one pass over memory where LibTorch makes
// two, and the input is all that the backward pass keeps. A group at a time, which fits into the processor's cache. Compiled without care for error
// flags and infinities (build.sh), or limits and sums would not become vectors; what is no number stays so, as a factor of every result.

#include "onednn.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#define INLINED inline __attribute__((always_inline))

namespace {

// e^x within 2e-7 of it: a polynomial on [-ln 2 / 2, ln 2 / 2] and a power of two (Cephes, expf.c), which compilers turn into vectors.
INLINED float exponential(float x) {
  x = x < -87.0f ? -87.0f : x > 87.0f ? 87.0f : x;
  auto whole = __builtin_bit_cast(int32_t, x * 1.44269504f + 12582912.0f) - 0x4b400000;   // beside 1.5 * 2^23 a float has no fraction left
  auto rest = x - whole * 0.693359375f + whole * 2.12194440e-4f;
  auto series = ((((1.9875691500e-4f * rest + 1.3981999507e-3f) * rest + 8.3334519073e-3f) * rest + 4.1665795894e-2f) * rest + 1.6666665459e-1f) * rest + 0.5f;
  return (series * rest * rest + rest + 1.0f) * __builtin_bit_cast(float, (whole + 127) << 23);
}

INLINED float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }

// A sum of float terms, by pieces so short that rounding does not add up.
template <typename Term> INLINED double total(int64_t count, Term term) {
  double sum = 0;
  for (int64_t start = 0; start < count; start += 1024) {
    auto end = std::min(count, start + 1024);
    float piece = 0;
#pragma omp simd reduction(+ : piece)
    for (int64_t i = start; i < end; ++i) piece += term(i);
    sum += piece;
  }
  return sum;
}

// One group: channels of so many values each, one after the other.
struct Group {
  int64_t channels, length;
  const float *input, *weight, *bias;   // weight and bias: one a channel
};

INLINED void forward_body(const Group& group, double epsilon, float* result, float* mean, float* inverse) {
  const auto count = group.channels * group.length;
  const auto* x = group.input;
  const float centre = total(count, [x](int64_t i) { return x[i]; }) / count;
  const auto variance = total(count, [x, centre](int64_t i) { return (x[i] - centre) * (x[i] - centre); }) / count;
  const float scale = 1 / std::sqrt(variance + epsilon);
  for (int64_t channel = 0; channel < group.channels; ++channel, x += group.length, result += group.length) {
    const float factor = scale * group.weight[channel], offset = group.bias[channel] - centre * factor;
#pragma omp simd
    for (int64_t i = 0; i < group.length; ++i) {
      auto normed = x[i] * factor + offset;
      result[i] = normed * sigmoid(normed);
    }
  }
  *mean = centre;
  *inverse = scale;
}

// The gradients of one group; by_weight and by_bias get one value a channel.
INLINED void backward_body(const Group& group, float mean, float inverse, const float* gradient, float* by_input, float* by_weight, float* by_bias) {
  double along = 0, level = 0;   // of the gradient behind the norm: its part along the normed values, and its sum
  for (int64_t channel = 0; channel < group.channels; ++channel) {
    const auto *x = group.input + channel * group.length, *dy = gradient + channel * group.length;
    auto* dx = by_input + channel * group.length;
    const float factor = inverse * group.weight[channel], offset = group.bias[channel] - mean * factor;
#pragma omp simd
    for (int64_t i = 0; i < group.length; ++i) {
      auto normed = x[i] * factor + offset, gate = sigmoid(normed);
      dx[i] = dy[i] * gate * (1 + normed * (1 - gate));
    }
    auto turned = total(group.length, [x, dx, mean](int64_t i) { return dx[i] * (x[i] - mean); }), shifted = total(group.length, [dx](int64_t i) { return dx[i]; });
    by_weight[channel] = turned * inverse;
    by_bias[channel] = shifted;
    along += turned * group.weight[channel];
    level += shifted * group.weight[channel];
  }
  const auto count = static_cast<double>(group.channels * group.length), scale = static_cast<double>(inverse);
  const float slope = along * scale * scale * scale / count, mean_gradient = level * scale / count;
  for (int64_t channel = 0; channel < group.channels; ++channel) {
    const auto* x = group.input + channel * group.length;
    auto* dx = by_input + channel * group.length;
    const float factor = inverse * group.weight[channel];
#pragma omp simd
    for (int64_t i = 0; i < group.length; ++i) dx[i] = dx[i] * factor - mean_gradient - (x[i] - mean) * slope;
  }
}

// The same code for what the processor has, as LibTorch's own kernels are compiled.
#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,prefer-vector-width=512")))
AVX2 void forward_avx2(const Group& group, double epsilon, float* result, float* mean, float* inverse) { forward_body(group, epsilon, result, mean, inverse); }
AVX512 void forward_avx512(const Group& group, double epsilon, float* result, float* mean, float* inverse) { forward_body(group, epsilon, result, mean, inverse); }
AVX2 void backward_avx2(const Group& group, float mean, float inverse, const float* gradient, float* by_input, float* by_weight, float* by_bias) { backward_body(group, mean, inverse, gradient, by_input, by_weight, by_bias); }
AVX512 void backward_avx512(const Group& group, float mean, float inverse, const float* gradient, float* by_input, float* by_weight, float* by_bias) { backward_body(group, mean, inverse, gradient, by_input, by_weight, by_bias); }
template <typename Code> Code chosen(Code plain, Code avx2, Code avx512) {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) return avx512;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2 : plain;
}
#else
#define forward_avx2 forward_plain
#define forward_avx512 forward_plain
#define backward_avx2 backward_plain
#define backward_avx512 backward_plain
template <typename Code> Code chosen(Code plain, Code, Code) { return plain; }
#endif
void forward_plain(const Group& group, double epsilon, float* result, float* mean, float* inverse) { forward_body(group, epsilon, result, mean, inverse); }
void backward_plain(const Group& group, float mean, float inverse, const float* gradient, float* by_input, float* by_weight, float* by_bias) { backward_body(group, mean, inverse, gradient, by_input, by_weight, by_bias); }

// All groups of an input (N, C, ...), each its own piece of memory.
class Groups {
 public:
  Groups(const at::Tensor& input, int64_t groups, const at::Tensor& weight, const at::Tensor& bias)
      : input(input), weight(weight), bias(bias), count(input.size(0) * groups), each(input.size(1) / groups), length(input.numel() / input.size(0) / input.size(1)), groups(groups) {}

  Group operator[](int64_t index) const {
    auto first = index % groups * each;
    return {each, length, input.data_ptr<float>() + index * size(), weight.data_ptr<float>() + first, bias.data_ptr<float>() + first};
  }

  int64_t size() const { return each * length; }

  template <typename Work> void each_group(Work work) const {
    at::parallel_for(0, count, std::max<int64_t>(1, 8192 / size()), [&](int64_t first, int64_t end) { for (; first < end; ++first) work(first, (*this)[first]); });
  }

  const at::Tensor &input, &weight, &bias;
  const int64_t count, each, length, groups;
};

std::tuple<at::Tensor, at::Tensor, at::Tensor> forward_all(const Groups& all, double epsilon) {
  static const auto code = chosen(forward_plain, forward_avx2, forward_avx512);
  auto result = at::empty(all.input.sizes(), at::kFloat), mean = at::empty(all.count, at::kFloat), inverse = at::empty(all.count, at::kFloat);
  auto *to = result.data_ptr<float>(), *means = mean.data_ptr<float>(), *inverses = inverse.data_ptr<float>();
  all.each_group([&](int64_t i, const Group& group) { code(group, epsilon, to + i * all.size(), means + i, inverses + i); });
  return {result, mean, inverse};
}

variable_list backward_all(const Groups& all, const at::Tensor& mean, const at::Tensor& inverse, const at::Tensor& gradient) {
  static const auto code = chosen(backward_plain, backward_avx2, backward_avx512);
  auto by_input = at::empty(all.input.sizes(), at::kFloat), by_weight = at::empty({all.input.size(0), all.input.size(1)}, at::kFloat), by_bias = at::empty_like(by_weight);
  auto *to = by_input.data_ptr<float>(), *weights = by_weight.data_ptr<float>(), *biases = by_bias.data_ptr<float>();
  const auto *means = mean.data_ptr<float>(), *inverses = inverse.data_ptr<float>(), *from = gradient.data_ptr<float>();
  all.each_group([&](int64_t i, const Group& group) {
    code(group, means[i], inverses[i], from + i * all.size(), to + i * all.size(), weights + i * all.each, biases + i * all.each);
  });
  return {by_input, by_weight.sum(0), by_bias.sum(0)};
}

at::Tensor composed(const at::Tensor& input, int64_t groups, const at::Tensor& weight, const at::Tensor& bias, double epsilon) {
  return at::silu(at::group_norm(input, groups, weight, bias, epsilon));
}

struct GroupNormSiLU : torch::autograd::Function<GroupNormSiLU> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& input, int64_t groups, const at::Tensor& weight, const at::Tensor& bias, double epsilon) {
    auto [result, mean, inverse] = forward_all({input, groups, weight, bias}, epsilon);
    context->save_for_backward({input, weight, bias, mean, inverse});
    context->saved_data["groups"] = groups;
    context->saved_data["epsilon"] = epsilon;
    return result;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &input = saved[0], &weight = saved[1], &bias = saved[2];
    auto groups = context->saved_data["groups"].toInt();
    auto found = at::GradMode::is_enabled() ? recorded_gradients(input, groups, weight, bias, context->saved_data["epsilon"].toDouble(), gradients[0])
                                            : backward_all({input, groups, weight, bias}, saved[3], saved[4], gradients[0].contiguous());
    return {found[0], at::Tensor(), found[1], found[2], at::Tensor()};
  }

  // What has a gradient of its own is LibTorch's.
  static variable_list recorded_gradients(const at::Tensor& input, int64_t groups, const at::Tensor& weight, const at::Tensor& bias, double epsilon, const at::Tensor& gradient) {
    variable_list given{input, weight, bias}, wanted;
    for (const auto& tensor : given)
      if (tensor.requires_grad()) wanted.push_back(tensor);
    auto found = torch::autograd::grad({composed(input, groups, weight, bias, epsilon)}, wanted, {gradient}, true, true);
    variable_list all(3);
    for (size_t i = 0, next = 0; i < given.size(); ++i)
      if (given[i].requires_grad()) all[i] = found[next++];
    return all;
  }
};

bool fits(const at::Tensor& input, int64_t groups, const at::Tensor& weight, const at::Tensor& bias) {
  auto plain = [](const at::Tensor& tensor) { return tensor.defined() && on_cpu_as_float(tensor) && tensor.is_contiguous(); };
  return plain(input) && plain(weight) && plain(bias) && input.dim() >= 2 && input.numel() > 0 && groups > 0 && input.size(1) % groups == 0 &&
         weight.dim() == 1 && weight.size(0) == input.size(1) && bias.dim() == 1 && bias.size(0) == input.size(1);
}

at::Tensor group_norm_silu(const at::Tensor& input, int64_t groups, const at::Tensor& weight, const at::Tensor& bias, double epsilon) {
  if (!fits(input, groups, weight, bias)) return composed(input, groups, weight, bias, epsilon);
  if (recorded({input, weight, bias})) return GroupNormSiLU::apply(input, groups, weight, bias, epsilon);
  return std::get<0>(forward_all({input, groups, weight, bias}, epsilon));
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(pathalign, library) {
  library.def("group_norm_silu(Tensor input, int num_groups, Tensor weight, Tensor bias, float eps=1e-05) -> Tensor", &group_norm_silu);
}
