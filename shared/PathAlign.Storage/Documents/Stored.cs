namespace PathAlign.Storage.Documents;

/// <summary>A document of a <see cref="DocumentCollection{T}"/> as read from the store.</summary>
/// <typeparam name="T">The record that it holds.</typeparam>
public sealed class Stored<T>
    where T : class
{
    internal Stored(Document document, T value) => (Document, Value) = (document, value);

    /// <summary>Its key in the collection.</summary>
    public string Id => Document.Id;

    /// <summary>1 after the insert, one more after each replace.</summary>
    public long Version => Document.Version;

    /// <summary>Its content.</summary>
    public T Value { get; }

    internal Document Document { get; }

    /// <summary>Id and content.</summary>
    public void Deconstruct(out string id, out T value) => (id, value) = (Id, Value);
}
