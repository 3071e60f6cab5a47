using System.Collections.Concurrent;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Storage;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>
/// A broker that takes a connection and says nothing, as one may while it starts or when a machine between is gone.
/// </summary>
[Collection(nameof(LocalCluster))]
[Server]
public sealed class BrokerSilenceTests(LocalCluster cluster) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await cluster.UpAsync("broker");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_nobody_answers_is_given_up_and_made_anew(bool encrypted)
    {
        using var proxy = new FaultyProxy(encrypted ? cluster.EncryptedBroker : cluster.Broker, unanswered: 2);
        var heard = new ConcurrentQueue<string>();

        await using var client = await HearingConsumer.StartAsync(
            new UriBuilder(cluster.Broker) { Port = proxy.Port }.Uri, "unanswered", heard,
            ("HeartbeatSeconds", "1"), ("Tls", $"{encrypted}"), ("TlsAuthority", cluster.BrokerAuthority));
        await client.PublishAsync(HearingConsumer.Rejected("r1"));

        await Eventually.TrueAsync(() => heard.Contains("r1"));
    }
}
