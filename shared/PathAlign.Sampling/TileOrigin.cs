using PathAlign.Models.Compute;

namespace PathAlign.Sampling;

/// <summary>The origin of a synthetic tile, as its PNG states it.</summary>
/// <param name="ClassCode">Code of the requested class.</param>
/// <param name="Index">The tile's index, which determines its noise.</param>
/// <param name="Options">Seed, sampler, steps and guidance.</param>
/// <param name="BaseSha256">SHA-256 of the generator file.</param>
/// <param name="AdapterSha256">SHA-256 of the adapter file; null for the bare generator.</param>
/// <param name="ComputedWith">The compute stamp; null for tiles of versions that did not store one.</param>
public sealed record TileOrigin(
    string ClassCode,
    long Index,
    SamplingOptions Options,
    string BaseSha256,
    string? AdapterSha256,
    ComputeStamp? ComputedWith);
