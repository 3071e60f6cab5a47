using Microsoft.Extensions.Options;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;
using PathAlign.Hosting.Composition;
using PathAlign.Messaging.RabbitMq;
using PathAlign.Storage.Mongo;
using PathAlign.Storage.S3;
using PathAlign.Telemetry;

namespace PathAlign.Hosting.Certificates;

/// <summary>The servers that the settings name with TLS.</summary>
internal static class TlsServers
{
    /// <summary>The servers, without those that only a driver finds (<c>mongodb+srv</c>).</summary>
    internal static IReadOnlyList<TlsServer> Of(IServiceProvider services)
    {
        var settings = services.GetRequiredService<IConfiguration>();
        var stores = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        var database = settings[$"{MongoOptions.Section}:{nameof(MongoOptions.ConnectionString)}"];
        var objects = settings[$"{S3Options.Section}:{nameof(S3Options.Endpoint)}"];
        return
        [
            .. Broker(services.GetRequiredService<IOptions<BusOptions>>().Value),
            .. stores.Documents == "mongo" ? Database(database!) : [],
            .. stores.Objects == "s3" ? Web("objects", objects) : [],
            .. Web("collector", services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Endpoint),
        ];
    }

    private static IEnumerable<TlsServer> Broker(BusOptions bus) =>
        bus.Tls ? [new TlsServer("broker", bus.Host, bus.PortOrDefault, bus.ServerName)] : [];

    private static IEnumerable<TlsServer> Database(string connectionString)
    {
        var url = new MongoUrl(connectionString);
        return url.UseTls && url.Scheme == ConnectionStringScheme.MongoDB
            ? url.Servers.Select(server => new TlsServer("database", server.Host, server.Port, server.Host))
            : [];
    }

    private static IEnumerable<TlsServer> Web(string name, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? [new TlsServer(name, uri.Host, uri.Port, uri.Host)]
            : [];
}
