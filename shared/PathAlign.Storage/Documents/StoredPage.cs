namespace PathAlign.Storage.Documents;

/// <summary>A page of documents.</summary>
/// <typeparam name="T">The record that each holds.</typeparam>
/// <param name="Documents">In the order asked for.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
public sealed record StoredPage<T>(IReadOnlyList<Stored<T>> Documents, string? Next)
    where T : class
{
    /// <summary>The records.</summary>
    public IEnumerable<T> Values => Documents.Select(document => document.Value);
}
