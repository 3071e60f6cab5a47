namespace PathAlign.Tests.Messaging;

/// <summary>
/// Starts a process of its own: the bus keeps its logger in the execution context, and one must not inherit that of
/// another that has ended.
/// </summary>
internal static class Apart
{
    internal static Task<T> StartAsync<T>(Func<Task<T>> start)
    {
        using (ExecutionContext.SuppressFlow()) return Task.Run(start);
    }
}
