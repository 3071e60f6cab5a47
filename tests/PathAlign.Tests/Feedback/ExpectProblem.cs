using System.Text.Json.Nodes;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>An answer has to be problem details of one type.</summary>
internal static class ExpectProblem
{
    internal static async Task<HttpResponseMessage> Async(int status, string type, Task<HttpResponseMessage> sent)
    {
        var answer = await sent;
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"expected {status} {type}, got {(int)answer.StatusCode} {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"urn:pathalign:problem:{type}", (string)JsonNode.Parse(body)!["type"]!);
        return answer;
    }
}
