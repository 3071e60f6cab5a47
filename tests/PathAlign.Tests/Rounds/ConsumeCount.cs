using MassTransit;

namespace PathAlign.Tests.Rounds;

/// <summary>How many deliveries were consumed.</summary>
internal sealed class ConsumeCount : IConsumeObserver
{
    private int _count, _faults;

    internal int Count => Volatile.Read(ref _count);

    internal int Faults => Volatile.Read(ref _faults);

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => Task.FromResult(Interlocked.Increment(ref _count));

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.FromResult(Interlocked.Increment(ref _faults));
}
