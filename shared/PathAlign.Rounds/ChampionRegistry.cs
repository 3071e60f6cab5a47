using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Rounds;

/// <summary>Which adapter is the champion of each base generator, and which were before it.</summary>
public sealed class ChampionRegistry(IDocumentStore documents)
{
    private const string Collection = "champions";
    private static readonly CollectionSpec _spec = new(Collection);

    /// <summary>The champion of a base, or null while the bare base is it.</summary>
    public async Task<Champion?> FindAsync(string generatorKey, CancellationToken cancel = default)
    {
        await documents.EnsureAsync(_spec, cancel);
        return (await documents.GetAsync(Collection, IdOf(generatorKey), cancel))?.Body.Deserialize<Champion>();
    }

    /// <summary>Makes an adapter the champion, unless a later round's already is. Repeating it changes nothing.</summary>
    public async Task PromoteAsync(Champion champion, CancellationToken cancel = default)
    {
        await documents.EnsureAsync(_spec, cancel);
        var (id, body) = (IdOf(champion.GeneratorKey), JsonSerializer.SerializeToNode(champion)!.AsObject());
        while (!await documents.InsertAsync(Collection, id, body, cancel))
        {
            var read = await documents.GetAsync(Collection, id, cancel);
            var present = read?.Body.Deserialize<Champion>();
            if (read is null) continue;
            if (present is not null && (present.AdapterKey == champion.AdapterKey || present.RoundNumber > champion.RoundNumber)) return;
            if (await documents.ReplaceAsync(Collection, read, body.DeepClone().AsObject(), cancel) is not null) return;
        }
    }

    private static string IdOf(string generatorKey) => Path.GetFileNameWithoutExtension(generatorKey);
}
