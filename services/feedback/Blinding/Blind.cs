using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Blinding;

/// <summary>
/// Everything that a rater or reviewer sees of a set and that could tell items apart, by HMAC-SHA256 with the set's
/// secret. Every purpose has its own name, so that one value tells nothing about another.
/// </summary>
internal sealed class Blind
{
    private const int IdBytes = 16, NonceBytes = 12, TagBytes = 16;
    private readonly byte[] _key;

    internal Blind(SetSecret secret) => (_key, IsSeeded) = (Convert.FromBase64String(secret.Key), secret.Seeded);

    /// <summary>See <see cref="SetSecret.Seeded"/>.</summary>
    internal bool IsSeeded { get; }

    /// <summary>The id of the set.</summary>
    internal string SetId => Id("set");

    /// <summary>The id of a queued image or pair for programs that choose themselves what they show.</summary>
    internal string ImageId(string imageId) => Id("image", imageId);

    /// <summary>The id by which one rater knows an item of any kind.</summary>
    internal string ItemId(string rater, string imageId) => Id("item", rater, imageId);

    /// <summary>The place of an image in the order of the set, and of a disputed one in that of a reviewer.</summary>
    internal string OrderKey(string imageId, string? reviewer = null) => Id("order", reviewer ?? "", imageId);

    /// <summary>The orientation in which a rater sees an image, from 0 to 7.</summary>
    internal int Turn(string rater, string imageId, string side) =>
        (int)(Number("turn", rater, imageId, side) % Turns.Count);

    /// <summary>32 hexadecimal digits.</summary>
    internal string Id(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(Hash(parts).AsSpan(0, IdBytes));

    /// <summary>64 bits.</summary>
    internal ulong Number(params ReadOnlySpan<string> parts) => BinaryPrimitives.ReadUInt64BigEndian(Hash(parts));

    /// <summary>A number in [0, 1).</summary>
    internal double Chance(params ReadOnlySpan<string> parts) => (Number(parts) >> 11) / (double)(1UL << 53);

    /// <summary>A text that only <see cref="Open"/> reads; the same text gives the same one.</summary>
    internal string Seal(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedText = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedText.AsSpan(0, NonceBytes);
        Hash(["nonce", text]).AsSpan(0, NonceBytes).CopyTo(nonce);
        using var cipher = new AesGcm(Hash(["seal"]), TagBytes);
        cipher.Encrypt(
            nonce,
            plain,
            sealedText.AsSpan(NonceBytes + TagBytes),
            sealedText.AsSpan(NonceBytes, TagBytes));
        return Base64Url.EncodeToString(sealedText);
    }

    /// <summary>The text that was sealed; null if nothing sealed here reads so.</summary>
    internal string? Open(string text)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (bytes.Length < NonceBytes + TagBytes) return null;
            var plain = new byte[bytes.Length - NonceBytes - TagBytes];
            using var cipher = new AesGcm(Hash(["seal"]), TagBytes);
            cipher.Decrypt(
                bytes.AsSpan(0, NonceBytes),
                bytes.AsSpan(NonceBytes + TagBytes),
                bytes.AsSpan(NonceBytes, TagBytes),
                plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private byte[] Hash(ReadOnlySpan<string> parts) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Join('\n', parts!)));
}
