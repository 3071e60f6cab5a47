using System.Runtime.CompilerServices;

namespace PathAlign.Storage.Documents;

/// <summary>Reads collections whose records the reader does not know.</summary>
public static class WholeCollections
{
    private const int PageSize = 1000;

    /// <summary>All documents of a collection, page after page.</summary>
    public static async IAsyncEnumerable<Document> AllAsync(
        this IDocumentStore documents, string collection, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? after = null;
        do
        {
            var page = await documents.QueryAsync(
                collection, new DocumentQuery([], PageSize: PageSize, After: after), cancel).ConfigureAwait(false);
            foreach (var document in page.Documents) yield return document;
            after = page.Next;
        }
        while (after is not null);
    }
}
