using PathAlign.Models.Compute;

namespace PathAlign.Sampling;

/// <summary>What a synthetic tile was drawn from, as it says itself.</summary>
/// <param name="ClassCode">The class asked for.</param>
/// <param name="Index">Where its noise came from.</param>
/// <param name="Options">Seed, sampler, steps and guidance.</param>
/// <param name="BaseSha256">The hash of the generator's file.</param>
/// <param name="AdapterSha256">The hash of the adapter's file; null for the bare generator.</param>
/// <param name="ComputedWith">What drew it; null for a tile from before tiles said so.</param>
public sealed record TileOrigin(
    string ClassCode,
    long Index,
    SamplingOptions Options,
    string BaseSha256,
    string? AdapterSha256,
    ComputeStamp? ComputedWith);
