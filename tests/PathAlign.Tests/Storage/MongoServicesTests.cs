using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Mongo;
using PathAlign.Tests.Categories;
using Xunit;

namespace PathAlign.Tests.Storage;

[Server]
public class MongoServicesTests(StoreServers servers)
{
    [Fact]
    public async Task Documents_and_their_health_check_come_from_one_section()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mongo:ConnectionString"] = await servers.MongoAsync(),
            ["Mongo:Database"] = "test-services",
        }).Build();
        await using var services = new ServiceCollection().AddLogging()
            .AddMongoDocuments(settings.GetSection("Mongo"))
            .BuildServiceProvider();

        var health = await services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Same(services.GetRequiredService<IDocumentStore>(), services.GetRequiredService<IDocumentStore>());
        Assert.Null(
            await services.GetRequiredService<IDocumentStore>()
                .GetAsync("ratings", "nobody", TestContext.Current.CancellationToken));
        Assert.Equal(HealthStatus.Healthy, health.Entries["documents"].Status);
        Assert.Contains("ready", health.Entries["documents"].Tags);
    }

    [Fact]
    public async Task A_server_that_is_away_is_unhealthy_and_stops_nobody_from_starting()
    {
        await using var services = new ServiceCollection().AddLogging()
            .AddMongoDocuments($"mongodb://127.0.0.1:{TestServer.FreePorts(1)}/?serverSelectionTimeoutMS=200", "test")
            .BuildServiceProvider();

        var health = await services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Unhealthy, health.Entries["documents"].Status);
    }

    [Theory]
    [InlineData("", "test")]
    [InlineData("mongodb://localhost", "")]
    [InlineData("mongodb://localhost", "a/b")]
    [InlineData("mongodb://localhost", "a.b")]
    public void A_setting_that_is_missing_or_impossible_is_named(string connectionString, string database) =>
        Assert.Throws<OptionsValidationException>(
            () => new ServiceCollection().AddMongoDocuments(connectionString, database));

    [Theory]
    [InlineData("localhost:27017")]
    [InlineData("http://localhost")]
    [InlineData("mongodb://")]
    [InlineData("mongodb://db.example.com")]
    [InlineData("mongodb://localhost,db.example.com")]
    [InlineData("mongodb://app:changeme@db.example.com")]
    [InlineData("mongodb://app:@db.example.com")]
    [InlineData("mongodb://localhost/?maxPoolSize=0")]
    [InlineData("mongodb://localhost/?maxPoolSize=many")]
    public void A_connection_string_without_a_server_or_credentials_of_ones_own_is_refused(string connectionString) =>
        Assert.StartsWith(
            "Mongo:ConnectionString: expected ",
            Assert.Throws<ArgumentException>(
                () => new ServiceCollection().AddMongoDocuments(connectionString, "test")).Message);

    [Theory]
    [InlineData("mongodb://app:h0rse%zz@db.example.com/?maxPoolSize=3")]
    [InlineData("mongodb://app:h0rse@db.example.com/?tls=maybe")]
    [InlineData("mongodb://app:h0rse@db.example.com:99999/")]
    [InlineData("mongodb://db.example.com/?authMechanism=MONGODB-AWS&authMechanismProperties=h0rse")]
    public void A_refusal_never_shows_the_password(string connectionString)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => new MongoAddress(connectionString));

        Assert.DoesNotContain("h0rse", $"{error}");
    }

    [Theory]
    [InlineData("maxPoolSize=many")]
    [InlineData("maxPoolSize=0")]
    [InlineData("tls=maybe")]
    [InlineData("readPreference=nearby")]
    [InlineData("authMechanism=FOO")]
    [InlineData("socketTimeoutMS=-5")]
    [InlineData("tlsCAFile=/etc/ca.pem")]
    [InlineData("maxPolSize=5")]
    [InlineData("directConnection")]
    public void An_option_that_the_driver_does_not_accept_is_named_with_its_value(string option)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new MongoAddress($"mongodb://app:h0rse@one,two/admin?replicaSet=rs0&{option}&w=majority"));

        Assert.StartsWith("Mongo:ConnectionString: expected ", error.Message);
        Assert.EndsWith($"found '{option}'", error.Message);
    }

    [Fact]
    public void What_the_connection_string_says_stands_and_what_it_leaves_out_is_filled_in()
    {
        var address = new MongoAddress(
            "mongodb://app:h0rse@one:27017,two:27017/admin?replicaSet=rs0&sockettimeoutms=7");

        Assert.Equal(
            "mongodb://app:h0rse@one:27017,two:27017/admin?replicaSet=rs0&sockettimeoutms=7&appName=pathalign"
            + "&maxPoolSize=16&connectTimeoutMS=5000&serverSelectionTimeoutMS=5000&waitQueueTimeoutMS=20000",
            address.ConnectionString);
        Assert.Equal("one:27017,two:27017", address.Hosts);
    }

    [Fact]
    public void An_unknown_setting_is_refused()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Mongo:Conection"] = "x" }).Build();

        Assert.Throws<InvalidOperationException>(
            () => new ServiceCollection().AddMongoDocuments(settings.GetSection("Mongo")));
    }
}
