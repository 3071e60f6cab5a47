namespace PathAlign.Tests.Files;

/// <summary>PNG's checksum bit by bit, as the specification writes it: independent of the codec's table.</summary>
internal static class PngChecksum
{
    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
