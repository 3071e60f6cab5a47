using PathAlign.Tests.Categories;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>What the services' users may do at a real broker. That they may do their work, whole rounds show.</summary>
[Collection(nameof(LocalCluster))]
[Server]
public sealed class BrokerRightsTests(LocalCluster cluster)
{
    private const ushort Refused = 403;

    [Theory]
    [InlineData("finetuner", "reward-train-reward_error", false)]
    [InlineData("finetuner", "reward-train-reward_dead", false)]
    [InlineData("finetuner", "finetuner-finetune-adapter_dead", true)]
    [InlineData("generator", "evaluator-draw-comparison_error", true)]
    [InlineData("feedback", "reward-train-reward_error", true)]
    [InlineData("evaluator", "another-product", false)]
    public async Task Messages_that_were_put_aside_are_for_their_reader_and_for_operators(
        string user, string queue, bool allowed)
    {
        await cluster.UpAsync("broker");
        var password = await File.ReadAllTextAsync(Path.Combine(cluster.Home, "secrets", user, "Bus__Password"));
        var factory = new ConnectionFactory
        {
            Uri = new UriBuilder(cluster.Broker) { UserName = user, Password = password }.Uri,
        };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        var error = await Record.ExceptionAsync(() => channel.BasicGetAsync(queue, autoAck: false));

        Assert.Equal(allowed, error is not OperationInterruptedException { ShutdownReason.ReplyCode: Refused });
    }
}
