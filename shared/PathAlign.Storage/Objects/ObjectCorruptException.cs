namespace PathAlign.Storage.Objects;

/// <summary>The content stored under a key does not have the key's hash.</summary>
public sealed class ObjectCorruptException(string key, string foundSha256) : Exception(
    $"object '{key}': expected content of that hash, found {foundSha256}")
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;
}
