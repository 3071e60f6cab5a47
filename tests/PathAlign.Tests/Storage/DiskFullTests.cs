using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PathAlign.Storage;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Feedback;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>A disk that fills up under the embedded stores, and has room again.</summary>
public sealed class DiskFullTests : IDisposable
{
    private const int Room = 100_000;
    private readonly SmallDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Documents_that_were_taken_are_there_others_are_not_and_the_store_goes_on_when_there_is_room()
    {
        using var store = new SqliteDocumentStore(_disk.At("documents.db"));
        await store.EnsureAsync(new("ratings"));
        var answers = new bool?[800];
        for (var i = 0; i < 10; i++) answers[i] = await TakenAsync(store, i);
        _disk.Fill(leave: Room);

        await Parallel.ForAsync(
            10,
            answers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) => answers[i] = await TakenAsync(store, i));
        var stored = await IdsAsync(store);
        _disk.MakeRoom();
        var again = await Task.WhenAll(Enumerable.Range(0, answers.Length).Select(i => TakenAsync(store, i)));

        Assert.Contains((bool?)null, answers);
        Assert.Equal(
            Enumerable.Range(0, answers.Length)
                .Where(i => answers[i] == true)
                .Select(i => $"{i}")
                .Order(StringComparer.Ordinal),
            stored);
        Assert.Equal(answers.Select(taken => (bool?)(taken is null)), again);
        using var anew = new SqliteDocumentStore(_disk.At("documents.db"));
        Assert.Equal(answers.Length, await anew.CountAsync("ratings", []));
    }

    [Fact]
    public async Task Objects_are_stored_whole_or_refused_and_nothing_is_left_of_what_was_refused()
    {
        var store = new FileObjectStore(_disk.At("objects"));
        var content = new byte[2 * Room];
        _disk.Fill(leave: Room);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PutAsync("images", "png", content));
        var left = Directory.GetFiles(_disk.At("objects"), "*", SearchOption.AllDirectories);
        var small = await store.PutAsync("images", "png", new byte[100]);
        _disk.MakeRoom();

        Assert.Empty(left);
        Assert.Equal(new byte[100], await store.GetAsync(small));
        Assert.Equal(content, await store.GetAsync(await store.PutAsync("images", "png", content)));
    }

    [Fact]
    [Slow]
    public async Task The_service_refuses_ratings_that_it_cannot_store_loses_none_and_goes_on_when_there_is_room()
    {
        const int Images = 300;
        using var documents = new SqliteDocumentStore(_disk.At("documents.db"));
        var stores = new FeedbackStores { Served = documents };
        await stores.QueueRoundAsync("r1", Images);
        await using var host = await FeedbackHost.StartAsync(stores, settings: ("Outbox:IntervalSeconds", "1"));
        var key = await host.RegisterAsync("anna");

        var (taken, refused) = (new List<string>(), 0);
        for (var i = 0; i < Images && refused < 5; i++)
        {
            if (i == 10) _disk.Fill(leave: Room);
            var answer = RateAsync(host, key, i);
            if ((await answer).StatusCode == HttpStatusCode.Created) taken.Add($"r1-training-{i:000}");
            else
            {
                await ExpectProblem.Async(503, "store-unavailable", answer);
                refused++;
            }
        }
        Assert.Equal(5, refused);
        Assert.Equal(
            taken,
            (await stores.AllAsync("ratings")).Select(r => (string)r.Body["imageId"]!).Order(StringComparer.Ordinal));

        var back = Stopwatch.StartNew();
        _disk.MakeRoom();
        for (var i = 0; i < Images; i++)
            Assert.Equal(
                taken.Contains($"r1-training-{i:000}") ? HttpStatusCode.OK : HttpStatusCode.Created,
                (await RateAsync(host, key, i)).StatusCode);

        await Eventually.TrueAsync(
            () => !host.Quorums.IsEmpty && host.Received.Select(r => r.Event.RatingId).Distinct().Count() == Images);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"frozen {back.Elapsed.TotalSeconds:f1} s after there was room");
        Assert.Equal(Images, Assert.Single(host.Quorums.Select(q => (q.RatingsKey, q.Count)).Distinct()).Count);
        Assert.Equal(Images, await documents.CountAsync("ratings", []));
    }

    // Remarks of this length fill the disk's last room after a while.
    private static Task<HttpResponseMessage> RateAsync(FeedbackHost host, string key, int image) =>
        host.RateAsync($"r1-training-{image:000}", key, $"k{image}", remark: new string('x', 2000));

    /// <summary>True: stored; false: it was there; null: refused.</summary>
    private static async Task<bool?> TakenAsync(SqliteDocumentStore store, int number)
    {
        try
        {
            return await store.InsertAsync(
                "ratings", $"{number}", new JsonObject { ["remark"] = new string('x', 2000) });
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static async Task<IEnumerable<string>> IdsAsync(SqliteDocumentStore store) =>
        (await store.QueryAsync("ratings", new DocumentQuery([], PageSize: 1000))).Documents.Select(d => d.Id)
            .Order(StringComparer.Ordinal);
}
