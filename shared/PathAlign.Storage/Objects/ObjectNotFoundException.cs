namespace PathAlign.Storage.Objects;

/// <summary>No object is stored under a key.</summary>
public sealed class ObjectNotFoundException(string key) : Exception(
    $"object '{key}': expected it in the store, found nothing")
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;
}
