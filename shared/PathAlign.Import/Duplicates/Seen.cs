using System.Buffers.Binary;
using System.Security.Cryptography;
using PathAlign.Imaging;

namespace PathAlign.Import.Duplicates;

/// <summary>The data by which duplicates of a tile are found.</summary>
/// <param name="Name">Its source.</param>
/// <param name="Split">Its split.</param>
/// <param name="Class">Its class.</param>
/// <param name="Group">Its patient or slide; null if unknown.</param>
/// <param name="Pixels">The start of the SHA-256 of its pixels.</param>
/// <param name="Look">Its perceptual hash; null if it has none.</param>
internal sealed record Seen(string Name, string Split, string Class, string? Group, UInt128 Pixels, ulong? Look)
{
    internal static UInt128 HashOf(RgbImage tile) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(tile.Pixels));
}
