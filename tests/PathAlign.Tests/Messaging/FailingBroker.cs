using MassTransit;

namespace PathAlign.Tests.Messaging;

/// <summary>Fails every publication while it is down.</summary>
internal sealed class FailingBroker : IPublishObserver
{
    internal bool Down { get; set; }

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Down ? throw new IOException("the broker is away") : Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
