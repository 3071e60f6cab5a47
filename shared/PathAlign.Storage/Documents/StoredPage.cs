namespace PathAlign.Storage.Documents;

/// <summary>A page of documents.</summary>
/// <typeparam name="T">The record that each holds.</typeparam>
/// <param name="Documents">The documents, in the requested order.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
public sealed record StoredPage<T>(IReadOnlyList<Stored<T>> Documents, string? Next)
    where T : class
{
    /// <summary>The records.</summary>
    public IEnumerable<T> Values => Documents.Select(document => document.Value);
}
