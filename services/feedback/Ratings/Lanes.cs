namespace PathAlign.Feedback.Ratings;

/// <summary>
/// Runs steps in parallel, but steps with a common name one after another. After a step fails, no further step begins.
/// One caller adds the steps.
/// </summary>
/// <param name="most">Maximum number of parallel steps.</param>
internal sealed class Lanes(int most) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most);
    private readonly Dictionary<string, Task> _last = [];
    private volatile bool _failed;

    /// <summary>Runs the step after all earlier steps with one of these names.</summary>
    internal Task<T> Add<T>(IReadOnlyList<string> names, Func<Task<T>> step)
    {
        var run = RunAsync([.. names.Select(name => _last.GetValueOrDefault(name)).OfType<Task>()], step);
        foreach (var name in names) _last[name] = run;
        return run;
    }

    public void Dispose() => _free.Dispose();

    private async Task<T> RunAsync<T>(IReadOnlyList<Task> before, Func<Task<T>> step)
    {
        await Task.WhenAll(before);
        await _free.WaitAsync();
        try
        {
            if (_failed) throw new OperationCanceledException("a step before this one has failed");
            // the store's reads are synchronous: without this, one thread would process line after line
            return await Task.Run(step);
        }
        catch
        {
            _failed = true;
            throw;
        }
        finally
        {
            _free.Release();
        }
    }
}
