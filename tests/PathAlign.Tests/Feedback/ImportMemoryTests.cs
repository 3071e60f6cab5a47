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
    private const int BodyBytes = 64 << 20, MostBytes = BodyBytes / 2;

    /// <summary>
    /// Counted is what is still referenced, after a full collection, again and again until the answer. How much the
    /// process holds says less: the collector keeps garbage for as long as the machine has memory.
    /// </summary>
    [Fact]
    public async Task A_long_file_of_Label_Studio_is_read_in_little_memory()
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
        var before = Referenced();

        var answer = host.Client.SendAsync(request);
        var seen = new List<long>();
        while (await Task.WhenAny(answer, Task.Delay(50)) != answer) seen.Add(Referenced());

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        Assert.NotEmpty(seen);
        var grown = seen.Max() - before;
        Assert.True(grown < MostBytes, $"expected less than {MostBytes >> 20} MiB, found {grown >> 20}");
    }

    private static long Referenced() => GC.GetTotalMemory(forceFullCollection: true);

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
