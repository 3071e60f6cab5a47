using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Rounds;

/// <summary>The champion of each base generator and all champions before it: one document per base.</summary>
public sealed class ChampionRegistry(IDocumentStore documents)
{
    private const string History = "history";

    private readonly DocumentCollection<JsonObject> _bases = new(documents, new("champions"));

    /// <summary>The champion of a base; null while the bare base is the champion.</summary>
    public async Task<Champion?> FindAsync(string generatorKey, CancellationToken cancel = default) =>
        Current(await HistoryAsync(generatorKey, cancel));

    /// <summary>All champions that a base has had, the latest first.</summary>
    public async Task<IReadOnlyList<Champion>> HistoryAsync(string generatorKey, CancellationToken cancel = default) =>
        Read(await _bases.GetAsync(IdOf(generatorKey), cancel));

    /// <summary>The rounds of all champions that any base has or had.</summary>
    public async Task<IReadOnlySet<string>> RoundsAsync(CancellationToken cancel = default)
    {
        var rounds = new HashSet<string>();
        await foreach (var (_, document) in _bases.AllAsync([], null, cancel))
            foreach (var champion in Read(document))
                if (champion.RoundId is { } round) rounds.Add(round);
        return rounds;
    }

    /// <summary>
    /// Makes an adapter the champion if the adapter that it was measured against still is. A repeat therefore changes
    /// nothing, a late promotion does not replace a later champion, and neither reverts a change by an operator.
    /// </summary>
    /// <param name="champion">The adapter.</param>
    /// <param name="against">The adapter that it was measured against; null for the bare base.</param>
    /// <param name="cancel">Cancels the operation.</param>
    /// <returns>Whether the adapter is the champion now.</returns>
    public Task<bool> PromoteAsync(Champion champion, string? against, CancellationToken cancel = default) =>
        AddAsync(
            champion,
            history =>
                Current(history)?.AdapterKey == against
                    && history.All(c => c.RoundId != champion.RoundId || c.By != Champion.Evaluation),
            cancel);

    /// <summary>Makes an adapter, or the bare base, the champion by an operator's decision.</summary>
    public Task SetAsync(Champion champion, CancellationToken cancel = default) =>
        AddAsync(champion, _ => true, cancel);

    private async Task<bool> AddAsync(
        Champion champion, Func<IReadOnlyList<Champion>, bool> wanted, CancellationToken cancel)
    {
        IReadOnlyList<Champion> history = [];
        var stored = await _bases.PutAsync(
            IdOf(champion.GeneratorKey),
            document => wanted(history = Read(document)) ? Body([champion, .. history]) : null,
            cancel);
        return stored is not null || Current(history)?.AdapterKey == champion.AdapterKey;
    }

    private static Champion? Current(IReadOnlyList<Champion> history) =>
        history is [{ AdapterKey: not null } latest, ..] ? latest : null;

    private static IReadOnlyList<Champion> Read(JsonObject? document) => document switch
    {
        null => [],
        _ when document[History] is { } history => history.Deserialize<IReadOnlyList<Champion>>()!,
        _ => [document.Deserialize<Champion>()!],   // the form of versions without a history
    };

    private static JsonObject Body(IReadOnlyList<Champion> history) =>
        new() { [History] = JsonSerializer.SerializeToNode(history) };

    private static string IdOf(string generatorKey) => Path.GetFileNameWithoutExtension(generatorKey);
}
