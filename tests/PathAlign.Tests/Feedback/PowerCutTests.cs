using System.Text.RegularExpressions;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using PathAlign.Tests.Storage;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>
/// A power cut after a set was frozen: it takes every name of an object that was not synced into its folder. SQLite
/// syncs its own file, so the documents are all there.
/// </summary>
public sealed partial class PowerCutTests : IDisposable
{
    private readonly TemporaryFolder _documents = new(), _objects = new();

    [Fact]
    public async Task After_a_power_cut_every_object_that_a_document_names_is_there_and_can_be_read()
    {
        var disk = new UnsyncedDisk(_objects.Path);
        await FreezeAsync(new FileObjectStore(_objects.At("store"), disk.Sync), disk);

        disk.CutPower();

        var after = new FileObjectStore(_objects.At("store"), disk.Sync);
        var named = await NamedAsync();
        Assert.True(named.Count >= 8, $"expected six images, a plan and the frozen ratings, found {named.Count}");
        foreach (var key in named) Assert.NotEmpty(await after.GetAsync(key));   // checked against its hash
    }

    [Fact]
    public async Task Without_the_syncs_the_same_power_cut_leaves_documents_that_name_nothing()
    {
        var disk = new UnsyncedDisk(_objects.Path);
        await FreezeAsync(new FileObjectStore(_objects.At("store"), _ => { }), disk);

        disk.CutPower();

        var after = new FileObjectStore(_objects.At("store"), disk.Sync);
        foreach (var key in await NamedAsync()) Assert.False(await after.ExistsAsync(key));
    }

    public void Dispose()
    {
        _documents.Dispose();
        _objects.Dispose();
    }

    private async Task FreezeAsync(FileObjectStore objects, UnsyncedDisk disk)
    {
        disk.Sync(_objects.Path);   // the folder of the store itself is old
        using var documents = Open();
        var stores = new FeedbackStores { Served = documents, ServedObjects = objects };
        await stores.QueueRoundAsync("r1", 6);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");
        for (var i = 0; i < 6; i++) await host.RateAsync($"r1-training-{i:000}", key, $"k{i}");
        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the frozen set");
    }

    /// <summary>The keys of objects in all documents.</summary>
    private async Task<IReadOnlyCollection<string>> NamedAsync()
    {
        using var documents = Open();
        var named = new HashSet<string>();
        foreach (var collection in await documents.CollectionsAsync())
            foreach (var document in (await documents.QueryAsync(
                collection, new DocumentQuery([], PageSize: 1000))).Documents)
                named.UnionWith(Key().Matches(document.Json).Select(match => match.Value));
        return named;
    }

    private SqliteDocumentStore Open() => new(_documents.At("documents.db"));

    [GeneratedRegex("[a-z-]+/[0-9a-f]{2}/[0-9a-f]{64}\\.[a-z0-9]+")]
    private static partial Regex Key();
}
