using System.Security.Cryptography;
using TorchSharp;

namespace PathAlign.Tests.Models;

/// <summary>A hash of every tensor's bits, to see whether anything touched it.</summary>
internal static class WeightBits
{
    internal static IReadOnlyList<(string name, string bits, bool trained)> Of(torch.nn.Module network)
    {
        using var scope = torch.NewDisposeScope();
        return
        [
            .. network.state_dict()
                .OrderBy(e => e.Key, StringComparer.Ordinal)
                .Select(e => (e.Key, Of(e.Value), e.Value.requires_grad))
        ];
    }

    internal static string Of(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return Convert.ToHexString(SHA256.HashData(tensor.detach().contiguous().bytes));
    }
}
