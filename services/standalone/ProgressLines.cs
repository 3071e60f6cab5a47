namespace PathAlign.Standalone;

/// <summary>Prints a line of progress at most every five seconds, the first after five; safe for threads.</summary>
internal sealed class ProgressLines(Action<string> print)
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private DateTime _next = DateTime.UtcNow + _every;

    /// <summary>Prints <c>stage done/total</c> if a line is due.</summary>
    internal void Report(string stage, int done, int total)
    {
        lock (_gate)
        {
            if (DateTime.UtcNow < _next) return;
            _next = DateTime.UtcNow + _every;
            print($"{stage} {done}/{total}");
        }
    }
}
