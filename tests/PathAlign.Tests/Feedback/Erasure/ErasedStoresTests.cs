using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using PathAlign.Standalone.Backups;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Mongo;
using PathAlign.Storage.Objects;
using PathAlign.Storage.S3;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Storage;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Feedback.Erasure;

/// <summary>After an erasure no byte of any store holds the name, the remarks, or an old id.</summary>
[Server]
public sealed class ErasedStoresTests(StoreServers servers) : IDisposable
{
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task No_file_of_a_home_or_of_a_fresh_backup_holds_the_name()
    {
        var home = _folder.At("home");
        using (var documents = new SqliteDocumentStore(Path.Combine(home, "documents.db")))
        {
            var objects = new FileObjectStore(Path.Combine(home, "objects"));
            await StudyAsync(new FeedbackStores { Served = documents, ServedObjects = objects });

            Assert.Empty(FilesWith(home, Study.Name));   // also while the store is open
            Assert.Empty(FilesWith(home, Study.Words));
        }

        await HomeBackup.SaveAsync(home, _folder.At("backup"), _cancel);

        Assert.Empty(FilesWith(_folder.Path, Study.Name));
        Assert.Empty(FilesWith(_folder.Path, Study.Words));
        Assert.NotEmpty(FilesWith(_folder.At("home"), "erased-"));
        Assert.NotEmpty(FilesWith(_folder.At("backup"), "erased-"));
    }

    [Fact, Server]
    public async Task Nothing_in_a_database_and_a_bucket_holds_the_name()
    {
        var commands = new MongoDriverCommands(new(await servers.MongoAsync()), $"test-{Guid.NewGuid():N}");
        using var objects = new S3ObjectStore(await servers.S3Async(_folder.At("cache")));
        await objects.SetUpAsync(_cancel);
        var documents = new MongoDocumentStore(commands);

        await StudyAsync(new FeedbackStores { Served = documents, ServedObjects = objects });

        var all = new StringBuilder();
        foreach (var collection in await documents.CollectionsAsync(_cancel))
            all.Append(
                await commands.RunAsync(
                    new BsonDocument { ["find"] = collection, ["batchSize"] = 10_000 }, _cancel));
        await foreach (var held in objects.ListAsync(_cancel))
            all.Append(Encoding.UTF8.GetString(await objects.GetAsync(held.Key, _cancel)));
        Assert.Contains("erased-", all.ToString());
        Assert.DoesNotContain(Study.Name, all.ToString());
        Assert.DoesNotContain(Study.Words, all.ToString());
        Assert.Empty(FilesWith(_folder.Path, Study.Name));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task StudyAsync(FeedbackStores stores)
    {
        await stores.QueueRoundAsync("r1", 6, Study.Plan);
        await using var host = await FeedbackHost.StartAsync(stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        var key = await Study.PersonAsync(host);
        await host.Services.GetRequiredService<Accounts>()
            .SetPasswordAsync("olga", Study.Name, RaterRole.Rater, Study.Password, _cancel);
        await Study.RateAsync(host, Study.Name, key);
        using (var browser = new SessionClient(host))
            await browser.SignInAsync(new { name = Study.Name, password = Study.Password });
        foreach (var name in new[] { "anna", "bert" })
            await Study.RateAsync(host, name, await host.RegisterAsync(name));
        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");

        var run = await Study.EraseAsync(host, olga);

        Assert.Contains((await Study.FrozenAsync(host, stores)).Ratings, r => r.Rater == run.Pseudonym);
        Assert.Null((await host.Services.GetRequiredService<AuditLog>().VerifyAsync(cancel: _cancel)).Fault);
    }

    private static IEnumerable<string> FilesWith(string folder, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => File.ReadAllBytes(path).AsSpan().IndexOf(bytes) >= 0)
            : [];
    }
}
