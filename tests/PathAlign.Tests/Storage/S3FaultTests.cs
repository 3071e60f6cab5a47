using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage;
using PathAlign.Storage.Objects;
using PathAlign.Storage.S3;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>
/// A server that answers with an error, breaks off, or says nothing more: a stand-in, since no real one does so on
/// demand.
/// </summary>
public sealed class S3FaultTests : IAsyncLifetime
{
    private static readonly byte[] Tile = [1, 2, 3, 4];
    private static readonly string Key = ObjectKey.Of(
        "images", "png", System.Security.Cryptography.SHA256.HashData(Tile));
    private readonly TemporaryFolder _folder = new();
    private readonly Queue<Func<HttpContext, Task>> _answers = new();
    private readonly List<string> _asked = [];
    private WebApplication _server = null!;
    private S3ObjectStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(TestContext.Current.CancellationToken);
        _store = new(
            new()
            {
                Endpoint = _server.Urls.Single(),
                AccessKey = "a",
                SecretKey = "b",
                CacheFolder = _folder.Path,
                TimeoutSeconds = 0.5,
                MaxAttempts = 3,
            });
    }

    private Task AnswerAsync(HttpContext http)
    {
        _asked.Add(http.Request.Method);
        return (_answers.Count > 1 ? _answers.Dequeue() : _answers.Peek())(http);
    }

    private static Task WholeAsync(HttpContext http)
    {
        http.Response.ContentLength = Tile.Length;
        return http.Response.Body.WriteAsync(Tile).AsTask();
    }

    private static Task ErrorAsync(HttpContext http)
    {
        http.Response.StatusCode = 500;
        return http.Response.WriteAsync("<Error><Code>InternalError</Code><Message>it hurts</Message></Error>");
    }

    private static async Task PartAsync(HttpContext http)
    {
        http.Response.ContentLength = Tile.Length;
        // the server then finds it too little and closes the connection
        await http.Response.Body.WriteAsync(Tile.AsMemory(0, 2));
    }

    private static async Task StallAsync(HttpContext http)
    {
        http.Response.ContentLength = Tile.Length;
        await http.Response.Body.WriteAsync(Tile.AsMemory(0, 2));
        await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public static TheoryData<string> Faults => ["error", "part", "stall"];

    private static Func<HttpContext, Task> Fault(string name) =>
        name switch { "error" => ErrorAsync, "part" => PartAsync, _ => StallAsync };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_read_that_fails_once_is_repeated_and_whole(string fault)
    {
        _answers.Enqueue(Fault(fault));
        _answers.Enqueue(WholeAsync);

        Assert.Equal(Tile, await _store.GetAsync(Key, TestContext.Current.CancellationToken));
        Assert.Equal(["GET", "GET"], _asked);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_read_that_keeps_failing_is_an_absence_and_not_a_damaged_object(string fault)
    {
        _answers.Enqueue(Fault(fault));

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _store.GetFileAsync(Key, TestContext.Current.CancellationToken));

        Assert.False(PermanentFailures.Include(error));
        Assert.Equal(["GET", "GET", "GET"], _asked);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_put_whose_reply_was_lost_is_repeated_and_recognised()
    {
        _answers.Enqueue(ErrorAsync);
        _answers.Enqueue(http =>
        {
            http.Response.StatusCode = 412;
            return http.Response.WriteAsync("<Error><Code>PreconditionFailed</Code></Error>");
        });
        _answers.Enqueue(WholeAsync);

        Assert.Equal(Key, await _store.PutAsync("images", "png", Tile, TestContext.Current.CancellationToken));
        Assert.Equal(["PUT", "PUT", "GET"], _asked);
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_absence()
    {
        await _server.StopAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _store.PutAsync("images", "png", Tile, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _store.ExistsAsync(Key, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _store.PingAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so()
    {
        using var cancel = new CancellationTokenSource();
        _answers.Enqueue(async http =>
        {
            await cancel.CancelAsync();
            await StallAsync(http);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.GetAsync(Key, cancel.Token));
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
