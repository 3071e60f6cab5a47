using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PathAlign.Tests.Feedback;

/// <summary>A browser as far as sessions go: keeps cookies, sends the token that it was given.</summary>
internal sealed class SessionClient : IDisposable
{
    private readonly HttpClient _http;

    internal SessionClient(FeedbackHost host) =>
        _http = new HttpClient(
            new HttpClientHandler { CookieContainer = Cookies })
        { BaseAddress = host.Client.BaseAddress };

    internal CookieContainer Cookies { get; } = new();

    internal string? Csrf { get; set; }

    internal async Task<HttpResponseMessage> SignInAsync(object body)
    {
        var answer = await _http.PostAsJsonAsync("/api/v1/session", body);
        if (answer.IsSuccessStatusCode)
            Csrf = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["csrfToken"];
        return answer;
    }

    internal Task<HttpResponseMessage> SendAsync(
        string method, string path, object? body = null, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        if (Csrf is not null) request.Headers.Add("X-CSRF-Token", Csrf);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return _http.SendAsync(request);
    }

    public void Dispose() => _http.Dispose();
}
