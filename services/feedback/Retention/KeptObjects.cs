using System.Globalization;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Retention;

/// <summary>
/// The objects in use, while they are being found and afterwards. An object is remembered by half of its hash, which
/// takes 16 bytes; two objects with the same half would only be kept both.
/// </summary>
internal sealed class KeptObjects
{
    private readonly HashSet<UInt128> _kept = [], _followed = [], _released = [];
    private readonly Stack<string> _toRead = new();

    /// <summary>Keeps an object and everything that it names.</summary>
    internal void Keep(string key)
    {
        _kept.Add(NumberOf(key));
        if (_followed.Add(NumberOf(key))) _toRead.Push(key);
    }

    /// <summary>Keeps an object, but not for its sake what it names.</summary>
    internal void KeepAlone(string key) => _kept.Add(NumberOf(key));

    /// <summary>Marks an object that a rejected round used. It goes if nothing else keeps it.</summary>
    internal void Release(string key) => _released.Add(NumberOf(key));

    /// <summary>An object to read for what it names; null if there is none.</summary>
    internal string? Next() => _toRead.TryPop(out var key) ? key : null;

    internal bool Has(string key) => _kept.Contains(NumberOf(key));

    internal bool WasReleased(string key) => _released.Contains(NumberOf(key));

    private static UInt128 NumberOf(string key) =>
        UInt128.Parse(ObjectKey.HashOf(key).AsSpan(0, 32), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
