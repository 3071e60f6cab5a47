using System.Net;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Data;

public sealed class PathMnistDownloadTests
{
    private sealed class Answer(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }

    [Fact]
    public async Task Another_file_than_the_official_one_is_refused_and_nothing_is_left()
    {
        using var folder = new TemporaryFolder();
        using var client = new HttpClient(
            new Answer(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([1, 2, 3]) }));

        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => new PathMnistDownload(client).RunAsync(28, folder.At("a.npz"), _ => { }, CancellationToken.None));

        Assert.Contains("a8b06965200029087d5bd730944a56c1", error.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_network_that_says_no_is_told_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        using var client = new HttpClient(new Answer(_ => new HttpResponseMessage(HttpStatusCode.Forbidden)));

        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => new PathMnistDownload(client).RunAsync(64, folder.At("a.npz"), _ => { }, CancellationToken.None));

        Assert.Contains("--data", error.Message);
    }
}
