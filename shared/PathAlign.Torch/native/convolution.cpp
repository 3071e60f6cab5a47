// Convolutions of float32 on the CPU by oneDNN itself, as the operator pathalign::conv2d. LibTorch calls oneDNN as well, but asks for the
// direct algorithm. In training oneDNN chooses here, which on processors with AVX-512 is Winograd's F(4x4, 3x3) (Lavin and Gray 2016): half
// the time. Without a gradient Winograd's is asked for where it pays and no image's sums depend on the batch (see alone). All else goes to
// aten::conv2d.

#include "onednn.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>

#include <map>
#include <memory>
#include <mutex>

namespace {

using dnnl::memory;
using OptionalTensor = c10::optional<at::Tensor>;

memory::desc plain(at::IntArrayRef sizes) {
  return {sizes.vec(), memory::data_type::f32, sizes.size() == 1 ? memory::format_tag::a : memory::format_tag::abcd};
}

memory::desc any(at::IntArrayRef sizes) { return {sizes.vec(), memory::data_type::f32, memory::format_tag::any}; }

at::Tensor buffer(const memory::desc& layout) { return at::empty({static_cast<int64_t>(layout.get_size() / sizeof(float)) + 1}, at::kFloat); }

void copy(const memory::desc& from, const at::Tensor& source, const memory::desc& to, const at::Tensor& target) {
  dnnl::stream stream(cpu());
  auto first = view(from, source), second = view(to, target);
  dnnl::reorder(first, second).execute(stream, first, second);
}

// The tensor in the layout that a primitive wants; the same one where it has it already.
at::Tensor laid_out(const at::Tensor& tensor, const memory::desc& layout) {
  if (plain(tensor.sizes()) == layout) return tensor;
  auto made = buffer(layout);
  copy(plain(tensor.sizes()), tensor, layout, made);
  return made;
}

// A tensor as a primitive is to write it: of its own layout first, plain in the end.
struct Result {
  memory::desc layout;
  at::Tensor tensor, written;

  explicit Result(memory::desc wanted) : layout(std::move(wanted)), tensor(at::empty(layout.dims(), at::kFloat)) {
    written = plain(tensor.sizes()) == layout ? tensor : buffer(layout);
  }

  at::Tensor finished() const {
    if (!written.is_same(tensor)) copy(layout, written, plain(tensor.sizes()), tensor);
    return tensor;
  }
};

// Room for sums on the way, kept from call to call: fresh memory of this size comes from the kernel, page by page, and takes longer than the
// convolution. As many pieces are kept as calls ever ran at once.
class Scratch {
 public:
  explicit Scratch(const memory::desc& layout) {
    std::lock_guard<std::mutex> lock(one_at_a_time);
    if (!kept.empty()) {
      room = kept.back();
      kept.pop_back();
    }
    if (!room.defined() || room.nbytes() < layout.get_size()) room = buffer(layout);
  }
  ~Scratch() {
    std::lock_guard<std::mutex> lock(one_at_a_time);
    kept.push_back(room);
  }

  at::Tensor room;

 private:
  static inline std::mutex one_at_a_time;
  static inline std::vector<at::Tensor> kept;
};

// One shape's three convolutions. They hold no memory but their code: any thread runs them, each call on scratch of its own.
class Plan {
 public:
  using Forward = dnnl::convolution_forward;
  using ToInput = dnnl::convolution_backward_data;
  using ToWeight = dnnl::convolution_backward_weights;

  Plan(dnnl::algorithm algorithm, at::IntArrayRef input, at::IntArrayRef weight, at::IntArrayRef output, at::IntArrayRef stride, at::IntArrayRef padding, bool bias) {
    auto x = any(input), w = any(weight), y = any(output), b = bias ? plain(weight.slice(0, 1)) : memory::desc();
    dnnl::primitive_attr own_scratch;
    own_scratch.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    auto s = stride.vec(), p = padding.vec();
    forward = {{dnnl::prop_kind::forward_training, algorithm, x, w, b, y, s, p, p}, own_scratch, cpu()};
    to_input = {{algorithm, x, w, y, s, p, p}, own_scratch, cpu(), forward};
    to_weight = {{algorithm, x, w, b, y, s, p, p}, own_scratch, cpu(), forward};
    run_forward = Forward(forward);
    run_to_input = ToInput(to_input);
    run_to_weight = ToWeight(to_weight);
  }

  at::Tensor apply(const at::Tensor& input, const at::Tensor& weight, const OptionalTensor& bias) const {
    auto x = laid_out(input, forward.src_desc()), w = laid_out(weight, forward.weights_desc());
    Result y(forward.dst_desc());
    std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC, view(forward.src_desc(), x)}, {DNNL_ARG_WEIGHTS, view(forward.weights_desc(), w)},
                                              {DNNL_ARG_DST, view(y.layout, y.written)}};
    if (bias) arguments.emplace(DNNL_ARG_BIAS, view(forward.bias_desc(), *bias));
    run(run_forward, forward.scratchpad_desc(), arguments);
    return y.finished();
  }

  at::Tensor input_gradient(const at::Tensor& gradient, const at::Tensor& weight) const {
    auto y = laid_out(gradient, to_input.diff_dst_desc()), w = laid_out(weight, to_input.weights_desc());
    Result x(to_input.diff_src_desc());
    run(run_to_input, to_input.scratchpad_desc(), {{DNNL_ARG_DIFF_DST, view(to_input.diff_dst_desc(), y)}, {DNNL_ARG_WEIGHTS, view(to_input.weights_desc(), w)},
                                                   {DNNL_ARG_DIFF_SRC, view(x.layout, x.written)}});
    return x.finished();
  }

  std::pair<at::Tensor, at::Tensor> weight_gradients(const at::Tensor& gradient, const at::Tensor& input, bool bias) const {
    auto y = laid_out(gradient, to_weight.diff_dst_desc()), x = laid_out(input, to_weight.src_desc());
    Result w(to_weight.diff_weights_desc());
    std::unordered_map<int, memory> arguments{{DNNL_ARG_DIFF_DST, view(to_weight.diff_dst_desc(), y)}, {DNNL_ARG_SRC, view(to_weight.src_desc(), x)},
                                              {DNNL_ARG_DIFF_WEIGHTS, view(w.layout, w.written)}};
    at::Tensor b;
    if (bias) {
      b = at::empty(to_weight.diff_bias_desc().dims(), at::kFloat);
      arguments.emplace(DNNL_ARG_DIFF_BIAS, view(to_weight.diff_bias_desc(), b));
    }
    run(run_to_weight, to_weight.scratchpad_desc(), arguments);
    return {w.finished(), b};
  }

 private:
  static void run(const dnnl::primitive& primitive, const memory::desc& scratch, std::unordered_map<int, memory> arguments) {
    dnnl::stream stream(cpu());
    Scratch own(scratch);
    arguments.emplace(DNNL_ARG_SCRATCHPAD, view(scratch, own.room));
    primitive.execute(stream, arguments);
  }

  Forward::primitive_desc forward;
  ToInput::primitive_desc to_input;
  ToWeight::primitive_desc to_weight;
  dnnl::primitive run_forward, run_to_input, run_to_weight;
};

std::vector<int64_t> output_sizes(const at::Tensor& input, const at::Tensor& weight, at::IntArrayRef stride, at::IntArrayRef padding) {
  auto length = [&](int i) { return (input.size(i + 2) + 2 * padding[i] - weight.size(i + 2)) / stride[i] + 1; };
  return {input.size(0), weight.size(0), length(0), length(1)};
}

// The plan for a shape, made at its first use; null where oneDNN has none. Its blocks depend on the threads.
const Plan* plan(const at::Tensor& input, const at::Tensor& weight, bool bias, at::IntArrayRef stride, at::IntArrayRef padding, dnnl::algorithm algorithm = dnnl::algorithm::convolution_auto) {
  static std::mutex one_at_a_time;
  static std::map<std::vector<int64_t>, std::unique_ptr<Plan>> made;
  std::vector<int64_t> key{static_cast<int64_t>(algorithm), bias, at::get_num_threads()};
  for (auto part : {input.sizes(), weight.sizes(), stride, padding}) key.insert(key.end(), part.begin(), part.end());
  std::lock_guard<std::mutex> lock(one_at_a_time);
  auto found = made.find(key);
  if (found == made.end()) {
    std::unique_ptr<Plan> fresh;
    try {
      fresh = std::make_unique<Plan>(algorithm, input.sizes(), weight.sizes(), output_sizes(input, weight, stride, padding), stride, padding, bias);
    } catch (const dnnl::error&) {
    }
    found = made.emplace(std::move(key), std::move(fresh)).first;
  }
  return found->second.get();
}

struct Convolution : torch::autograd::Function<Convolution> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& weight, const OptionalTensor& bias, at::IntArrayRef stride, at::IntArrayRef padding) {
    context->save_for_backward({input, weight});
    context->saved_data["stride"] = stride.vec();
    context->saved_data["padding"] = padding.vec();
    context->saved_data["bias"] = bias.has_value();
    return plan(input, weight, bias.has_value(), stride, padding)->apply(input, weight, bias);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &input = saved[0], &weight = saved[1];
    auto stride = context->saved_data["stride"].toIntVector(), padding = context->saved_data["padding"].toIntVector();
    auto bias = context->saved_data["bias"].toBool();
    at::Tensor by_input, by_weight, by_bias;
    if (at::GradMode::is_enabled()) {   // what has a gradient of its own is LibTorch's
      std::tie(by_input, by_weight, by_bias) = at::convolution_backward(gradients[0], input, weight, at::IntArrayRef(weight.size(0)), stride, padding, {1, 1}, false, {0, 0}, 1, {true, true, bias});
    } else {
      auto gradient = gradients[0].contiguous();
      const auto* convolution = plan(input, weight, bias, stride, padding);
      if (context->needs_input_grad(0)) by_input = convolution->input_gradient(gradient, weight);
      if (context->needs_input_grad(1)) std::tie(by_weight, by_bias) = convolution->weight_gradients(gradient, input, bias);
      else if (bias && context->needs_input_grad(2)) by_bias = gradient.sum({0, 2, 3});
    }
    return {by_input, by_weight, by_bias, at::Tensor(), at::Tensor()};
  }
};

bool plain_on_cpu(const at::Tensor& tensor) { return on_cpu_as_float(tensor) && tensor.is_contiguous(); }

// Whether all fits together, as far as the above takes it for granted. LibTorch says what is wrong with the rest.
bool fits(const at::Tensor& input, const at::Tensor& weight, const OptionalTensor& bias, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups) {
  return plain_on_cpu(input) && plain_on_cpu(weight) && input.dim() == 4 && weight.dim() == 4 && input.numel() > 0 && input.size(1) == weight.size(1) &&
         (!bias || (plain_on_cpu(*bias) && bias->dim() == 1 && bias->size(0) == weight.size(0))) &&
         stride.size() == 2 && stride[0] > 0 && stride[1] > 0 && padding.size() == 2 && dilation.equals({1, 1}) && groups == 1;
}

// Where Winograd's pays without a gradient, and an image comes out the same to the bit whatever lies beside it: sums over more than 128 channels
// are split by the size of the batch, and few small images are too little work for its three passes (both measured).
bool alone(const at::Tensor& input, const at::Tensor& weight, at::IntArrayRef stride, at::IntArrayRef padding) {
  auto side = std::min(input.size(2), input.size(3)), least = std::min(weight.size(0), weight.size(1));
  return weight.size(2) == 3 && weight.size(3) == 3 && stride.equals({1, 1}) && padding.equals({1, 1}) && side >= 14 && least >= 16 && weight.size(1) <= 128;
}

at::Tensor conv2d(const at::Tensor& input, const at::Tensor& weight, const OptionalTensor& bias, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups) {
  if (!at::autocast::is_cpu_enabled() && fits(input, weight, bias, stride, padding, dilation, groups)) {
    auto trained = recorded({input, weight, bias.value_or(at::Tensor())});
    if (trained && plan(input, weight, bias.has_value(), stride, padding)) return Convolution::apply(input, weight, bias, stride, padding);
    if (!trained && alone(input, weight, stride, padding))
      if (const auto* winograd = plan(input, weight, bias.has_value(), stride, padding, dnnl::algorithm::convolution_winograd))
        return winograd->apply(input, weight, bias);
  }
  return at::conv2d(input, weight, bias, stride, padding, dilation, groups);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(pathalign, library) {
  library.def("conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] dilation=1, int groups=1) -> Tensor", &conv2d);
}
