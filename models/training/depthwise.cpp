// Backward pass of a channels-last depthwise convolution in bfloat16 or float32, for CPUs.
// oneDNN spent a third (float32) to two thirds (bfloat16) of a training step here; this takes 16 channels at a time.
#include <ATen/Parallel.h>
#include <torch/extension.h>

#include <algorithm>
#include <vector>

namespace {

constexpr int64_t kLanes = 16;

inline float widen(float value) { return value; }

inline float widen(c10::BFloat16 value) {
  uint32_t bits = static_cast<uint32_t>(value.x) << 16;
  float result;
  __builtin_memcpy(&result, &bits, sizeof(result));
  return result;
}

struct Shape {
  int64_t n, c, h, w, oh, ow, stride, top, left;
};

template <int K, typename T>
void gradients(const T* x, const float* weight, const T* g, T* gx, float* gw, const Shape& s) {
  const int64_t blocks = s.c / kLanes;
  const int64_t ph = (s.oh - 1) * s.stride + K, pw = (s.ow - 1) * s.stride + K;
  const int64_t height = std::max(ph, s.h + s.top), width = std::max(pw, s.w + s.left);
  // One task owns 16 channels of every photo, so weight gradients need no reduction across threads.
  at::parallel_for(0, blocks, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> in(height * width * kLanes), out(height * width * kLanes), grads(s.oh * s.ow * kLanes);
    for (int64_t block = begin; block < end; ++block) {
      const int64_t first = block * kLanes;
      alignas(64) float sums[K * K][kLanes] = {};
      alignas(64) float taps[K * K][kLanes];
      for (int t = 0; t < K * K; ++t)
        for (int64_t l = 0; l < kLanes; ++l) taps[t][l] = weight[(first + l) * K * K + t];
      std::fill(in.begin(), in.end(), 0.f);
      for (int64_t n = 0; n < s.n; ++n) {
        for (int64_t y = 0; y < s.h; ++y)
          for (int64_t at = 0; at < s.w; ++at) {
            const T* source = x + ((n * s.h + y) * s.w + at) * s.c + first;
            float* target = in.data() + ((y + s.top) * width + at + s.left) * kLanes;
            for (int64_t l = 0; l < kLanes; ++l) target[l] = widen(source[l]);
          }
        for (int64_t p = 0; p < s.oh * s.ow; ++p)
          for (int64_t l = 0; l < kLanes; ++l) grads[p * kLanes + l] = widen(g[(n * s.oh * s.ow + p) * s.c + first + l]);
        std::fill(out.begin(), out.end(), 0.f);
        for (int ky = 0; ky < K; ++ky) {
          alignas(64) float sum[K][kLanes], tap[K][kLanes];
          for (int k = 0; k < K; ++k)
            for (int64_t l = 0; l < kLanes; ++l) sum[k][l] = sums[ky * K + k][l], tap[k][l] = taps[ky * K + k][l];
          for (int64_t oy = 0; oy < s.oh; ++oy) {
            const float* grad = grads.data() + oy * s.ow * kLanes;
            const float* row = in.data() + (oy * s.stride + ky) * width * kLanes;
            for (int64_t ox = 0; ox < s.ow; ++ox) {
              const float* from = row + ox * s.stride * kLanes;
              for (int k = 0; k < K; ++k)
                for (int64_t l = 0; l < kLanes; ++l) sum[k][l] += grad[ox * kLanes + l] * from[k * kLanes + l];
            }
            float* line = out.data() + (oy * s.stride + ky) * width * kLanes;
            for (int64_t ox = 0; ox < s.ow; ++ox) {
              float* to = line + ox * s.stride * kLanes;
              for (int k = 0; k < K; ++k)
                for (int64_t l = 0; l < kLanes; ++l) to[k * kLanes + l] += grad[ox * kLanes + l] * tap[k][l];
            }
          }
          for (int k = 0; k < K; ++k)
            for (int64_t l = 0; l < kLanes; ++l) sums[ky * K + k][l] = sum[k][l];
        }
        for (int64_t y = 0; y < s.h; ++y)
          for (int64_t at = 0; at < s.w; ++at) {
            const float* source = out.data() + ((y + s.top) * width + at + s.left) * kLanes;
            T* target = gx + ((n * s.h + y) * s.w + at) * s.c + first;
            for (int64_t l = 0; l < kLanes; ++l) target[l] = static_cast<T>(source[l]);
          }
      }
      for (int t = 0; t < K * K; ++t)
        for (int64_t l = 0; l < kLanes; ++l) gw[(first + l) * K * K + t] = sums[t][l];
    }
  });
}

template <typename T>
void run(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& g, torch::Tensor& gx,
         torch::Tensor& gw, const Shape& s) {
  TORCH_CHECK(weight.size(2) == 3 || weight.size(2) == 5, "kernel must be 3 or 5");
  const auto call = weight.size(2) == 3 ? gradients<3, T> : gradients<5, T>;
  call(x.data_ptr<T>(), weight.data_ptr<float>(), g.data_ptr<T>(), gx.data_ptr<T>(), gw.data_ptr<float>(), s);
}

}  // namespace

// x [n,c,h,w] and g [n,c,oh,ow]: channels-last, both bfloat16 or both float32; weight [c,1,k,k]: float32; c is a multiple of 16.
std::vector<torch::Tensor> depthwise_backward(const torch::Tensor& x, const torch::Tensor& weight,
                                              const torch::Tensor& g, int64_t stride, int64_t top, int64_t left) {
  const auto format = at::MemoryFormat::ChannelsLast;
  TORCH_CHECK(x.scalar_type() == g.scalar_type(), "input and gradient must be of one type");
  TORCH_CHECK(x.is_contiguous(format) && g.is_contiguous(format), "channels-last only");
  TORCH_CHECK(x.size(1) % kLanes == 0 && weight.is_contiguous(), "channels must be a multiple of 16");
  const Shape s{x.size(0), x.size(1), x.size(2), x.size(3), g.size(2), g.size(3), stride, top, left};
  auto gx = torch::empty_like(x, x.options(), format);
  auto gw = torch::empty_like(weight);
  if (x.scalar_type() == at::kBFloat16)
    run<c10::BFloat16>(x, weight, g, gx, gw, s);
  else if (x.scalar_type() == at::kFloat)
    run<float>(x, weight, g, gx, gw, s);
  else
    TORCH_CHECK(false, "bfloat16 or float32 only");
  return {gx, gw};
}

PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) { m.def("depthwise_backward", &depthwise_backward); }
