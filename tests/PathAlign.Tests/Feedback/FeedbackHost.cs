using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Events;
using PathAlign.Feedback;
using PathAlign.Feedback.Settings;
using PathAlign.Hosting.Composition;
using PathAlign.Messaging;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;

namespace PathAlign.Tests.Feedback;

/// <summary>The feedback service on a loopback port, over stores that outlive it.</summary>
internal sealed class FeedbackHost : IAsyncDisposable
{
    private static readonly string[] Sections =
        [
            OutboxOptions.Section,
            AuditOptions.Section + ":",
            RetentionOptions.Section + ":",
            HttpOptions.Section + ":",
        ];
    private readonly WebApplication _app;

    private FeedbackHost(WebApplication app, HttpClient client) => (_app, Client) = (app, client);

    internal HttpClient Client { get; }

    internal IServiceProvider Services => _app.Services;

    /// <summary>Every route with its method.</summary>
    internal IEnumerable<(string Method, string Path)> Endpoints =>
        from endpoint in ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'));

    /// <summary>Whether the broker refuses what is published.</summary>
    internal bool BrokerDown { get; set; }

    internal ConcurrentQueue<(FeedbackReceived Event, string? TraceId)> Received { get; } = new();

    internal ConcurrentQueue<FeedbackQuorumReached> Quorums { get; } = new();

    internal static Task<FeedbackHost> StartAsync(
        FeedbackStores stores,
        bool brokerDown = false,
        params (string Key, string Value)[] settings) =>
            StartAtAsync(stores, 0, TimeProvider.System, brokerDown, settings);

    /// <summary>At a port, 0 for any, and by a clock.</summary>
    internal static async Task<FeedbackHost> StartAtAsync(
        FeedbackStores stores,
        int port,
        TimeProvider clock,
        bool brokerDown = false,
        params (string Key, string Value)[] settings)
    {
        FeedbackHost? host = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        // tests rate as fast as they can, few change their mind, and nothing is under way when they erase
        builder.Configuration.AddInMemoryCollection(
            [
                KeyValuePair.Create("Feedback:MinLookMs", (string?)"0"),
                KeyValuePair.Create("Feedback:UndoSeconds", (string?)"0"),
                KeyValuePair.Create("Feedback:ErasureSettleSeconds", (string?)"0"),
            ]);
        builder.Configuration.AddInMemoryCollection(
            settings.Select(
                s =>
                    KeyValuePair.Create(
                        Sections.Any(section => s.Key.StartsWith(section, StringComparison.Ordinal))
                            ? s.Key
                            : $"Feedback:{s.Key}",
                        (string?)s.Value)));
        builder.Services.AddSingleton(stores.Served).AddSingleton(stores.ServedObjects).AddReplacedObjects();
        builder.Services.AddSingleton(clock).AddFeedback();
        builder.Services.AddPathAlignJobs(jobs => jobs.WorkRoot = Path.GetTempPath()).AddFeedbackStage();
        stores.Instead(builder.Services);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((context, transport) =>
            {
                transport.ConfigurePublish(p => p.UseExecute(_ =>
                {
                    if (host!.BrokerDown) throw new IOException("broker away");
                }));
                transport.ReceiveEndpoint("watch", endpoint =>
                {
                    endpoint.Handler<FeedbackReceived>(
                        c =>
                            Keep(
                                () =>
                                    host!.Received.Enqueue(
                                        (c.Message, System.Diagnostics.Activity.Current?.TraceId.ToString()))));
                    endpoint.Handler<FeedbackQuorumReached>(c => Keep(() => host!.Quorums.Enqueue(c.Message)));
                });
            });
        });
        builder.Services.Configure<MassTransitHostOptions>(o => o.WaitUntilStarted = true);
        var app = builder.Build();
        app.MapFeedback().MapOperations();
        host = new FeedbackHost(app, new HttpClient(new PublicIds())) { BrokerDown = brokerDown };
        await app.StartAsync();
        host.Client.BaseAddress = new Uri(app.Urls.Single());
        return host;
    }

    internal Task<string> RegisterAsync(
        string name, RaterRole role = RaterRole.Rater, RaterKind kind = RaterKind.Human) =>
        Services.GetRequiredService<RaterRegistry>().RegisterAsync(name, role, kind);

    /// <summary>The first page of the ratings that the key's rater sees as their own.</summary>
    internal async Task<JsonArray> OwnRatingsAsync(string key) =>
        JsonNode.Parse(await (await GetAsync("/api/v1/ratings", key)).Content.ReadAsStringAsync())!["ratings"]!
            .AsArray();

    internal Task<HttpResponseMessage> GetAsync(string path, string? key, string? etag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (etag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        return Client.SendAsync(request);
    }

    internal Task<HttpResponseMessage> RateAsync(
        string imageId,
        string? key,
        string idempotencyKey,
        string verdict = "plausible",
        string[]? faults = null,
        string? remark = null,
        int revision = 0) =>
        PostAsync(
            JsonSerializer.Serialize(new { imageId, verdict, faults = faults ?? [], remark, revision }),
            key,
            idempotencyKey);

    internal Task<HttpResponseMessage> PostAsync(
        string body,
        string? key,
        string? idempotencyKey,
        string mediaType = "application/json",
        string? traceParent = null,
        string path = "/api/v1/ratings")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, mediaType),
        };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (idempotencyKey is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        if (traceParent is not null) request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Task Keep(Action keep)
    {
        keep();
        return Task.CompletedTask;
    }
}
