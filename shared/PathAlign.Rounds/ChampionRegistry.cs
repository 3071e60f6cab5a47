using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Rounds;

/// <summary>
/// Which adapter is the champion of each base generator, and all that were before it: one document a base.
/// </summary>
public sealed class ChampionRegistry(IDocumentStore documents)
{
    private const string History = "history";

    private readonly DocumentCollection<JsonObject> _bases = new(documents, new("champions"));

    /// <summary>The champion of a base, or null while the bare base is it.</summary>
    public async Task<Champion?> FindAsync(string generatorKey, CancellationToken cancel = default) =>
        Current(await HistoryAsync(generatorKey, cancel));

    /// <summary>Every champion that a base has had, the latest first.</summary>
    public async Task<IReadOnlyList<Champion>> HistoryAsync(string generatorKey, CancellationToken cancel = default) =>
        Read(await _bases.GetAsync(IdOf(generatorKey), cancel));

    /// <summary>
    /// Makes an adapter the champion if the one that it was measured against still is. So a repeat changes nothing, a
    /// promotion that comes late puts no later champion down, and neither undoes what an operator has done meanwhile.
    /// </summary>
    /// <param name="champion">The adapter.</param>
    /// <param name="against">The adapter that it was measured against; null for the bare base.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Whether it is the champion now.</returns>
    public Task<bool> PromoteAsync(Champion champion, string? against, CancellationToken cancel = default) =>
        AddAsync(
            champion,
            history =>
                Current(history)?.AdapterKey == against
                    && history.All(c => c.RoundId != champion.RoundId || c.By != Champion.Evaluation),
            cancel);

    /// <summary>Makes an adapter, or the bare base, the champion because an operator says so.</summary>
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
        _ => [document.Deserialize<Champion>()!],   // as written before there was a history
    };

    private static JsonObject Body(IReadOnlyList<Champion> history) =>
        new() { [History] = JsonSerializer.SerializeToNode(history) };

    private static string IdOf(string generatorKey) => Path.GetFileNameWithoutExtension(generatorKey);
}
