using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>An import does not need more memory the longer it is.</summary>
[Collection(nameof(Alone))]
public sealed class ImportMemoryTests
{
    private const int BodyBytes = 64 << 20, MostMiB = 200;

    /// <summary>
    /// The least of three imports counts: the collector may keep memory of other tests or return it at any time, which
    /// can only add to what an import seems to need.
    /// </summary>
    [Fact]
    public async Task A_long_file_of_Label_Studio_is_read_in_little_memory()
    {
        var grown = long.MaxValue;
        for (var i = 0; i < 3 && grown >= MostMiB << 20; i++) grown = Math.Min(grown, await ImportAsync());

        Assert.True(grown < MostMiB << 20, $"expected less than {MostMiB} MiB, found {grown >> 20}");
    }

    /// <summary>How much the process grows while it imports, in bytes.</summary>
    private static async Task<long> ImportAsync()
    {
        const string skipped = "{\"was_cancelled\":true}";
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var task = $"{{\"annotations\":[{string.Join(',', Enumerable.Repeat(skipped, 40_000))}]}}";
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sets/r1/ratings")
        {
            Content = new Repeated("[", $"{task},", $"{task}]", BodyBytes, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", await host.RegisterAsync("olga", RaterRole.Operator));
        GC.Collect();
        var (before, peak) = (Resident(), 0L);
        using var done = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            for (; !done.IsCancellationRequested; await Task.Delay(20)) peak = Math.Max(peak, Resident());
        });

        var answer = await host.Client.SendAsync(request);

        await done.CancelAsync();
        await watch;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return peak - before;
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private sealed class Repeated : HttpContent
    {
        private readonly byte[] _head, _item, _tail;
        private readonly int _bytes;

        internal Repeated(string head, string item, string tail, int bytes, string mediaType)
        {
            (_head, _item, _tail) = (
                Encoding.UTF8.GetBytes(head), Encoding.UTF8.GetBytes(item), Encoding.UTF8.GetBytes(tail));
            _bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_head);
            for (var left = _bytes - _head.Length - _tail.Length; left >= _item.Length; left -= _item.Length)
                await stream.WriteAsync(_item);
            await stream.WriteAsync(_tail);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
