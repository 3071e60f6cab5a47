using System.Collections.Concurrent;
using PathAlign.Feedback.Webhooks;

namespace PathAlign.Tests.Feedback;

/// <summary>The endpoint of webhooks: keeps what it is sent, and answers as it is told, else 204.</summary>
internal sealed class WebhookReceiver : IWebhookTransport
{
    internal ConcurrentQueue<Func<int>> Answers { get; } = new();

    internal ConcurrentQueue<(string Body, IReadOnlyDictionary<string, string> Headers)> Requests { get; } = new();

    /// <summary>Answers that come later; null for one that comes at once.</summary>
    internal ConcurrentQueue<Task<int>?> Pending { get; } = new();

    /// <summary>The host of an endpoint that takes requests and never answers.</summary>
    internal string? NeverAnswers { get; init; }

    public async Task<int> PostAsync(
        Uri address, string body, IReadOnlyDictionary<string, string> headers, CancellationToken cancel)
    {
        if (address.Host == NeverAnswers) await Task.Delay(Timeout.Infinite, cancel);
        Requests.Enqueue((body, headers));
        return Pending.TryDequeue(out var pending) && pending is not null ? await pending : await NextAsync();
    }

    private Task<int> NextAsync() => Task.FromResult(Answers.TryDequeue(out var answer) ? answer() : 204);
}
