using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Layers;

/// <summary>Scaled dot-product attention (Vaswani et al. 2017, equation 1).</summary>
internal static class Attention
{
    private const long MostScores = 1 << 25;   // 64 MiB in bfloat16

    /// <param name="query">(…, N, d); dimensions before them are batch and heads.</param>
    /// <param name="key">(…, M, d).</param>
    /// <param name="value">(…, M, d).</param>
    /// <param name="mask">Added to the scores, broadcast to (…, N, M), of the same type; null for none.</param>
    /// <returns>(…, N, d).</returns>
    /// <remarks>
    /// In bfloat16 on a CPU, LibTorch's fused operator multiplies in float32 where its library knows no better kernel
    /// for the processor, and takes two to three times as long as two products of matrices.
    /// </remarks>
    internal static Tensor Over(Tensor query, Tensor key, Tensor value, Tensor? mask = null)
    {
        var scores = query.numel() / query.shape[^1] * key.shape[^2];
        return query.dtype == ScalarType.BFloat16 && query.device_type == DeviceType.CPU
            && scores <= MostScores
                ? Plain(query, key, value, mask)
                : functional.scaled_dot_product_attention(query, key, value, mask!);
    }

    private static Tensor Plain(Tensor query, Tensor key, Tensor value, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var scores = (query * Math.Pow(query.shape[^1], -0.5)).matmul(key.transpose(-2, -1));
        if (mask is not null) scores = scores + mask;
        return scope.MoveToOuter(scores.softmax(-1).matmul(value));
    }
}
