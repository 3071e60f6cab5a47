namespace PathAlign.Storage.Objects;

/// <summary>What is stored under a key does not have the hash that the key names.</summary>
public sealed class ObjectCorruptException(string key, string foundSha256) : Exception(
    $"object '{key}': expected content of that hash, found {foundSha256}")
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;
}
