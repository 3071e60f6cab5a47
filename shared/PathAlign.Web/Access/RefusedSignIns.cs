using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PathAlign.Web.Audit;

namespace PathAlign.Web.Access;

/// <summary>
/// Writes refused sign-ins into the audit log. The first of a minute has an entry of its own; the others of that minute
/// share one, so that guessing cannot fill the log.
/// </summary>
internal sealed class RefusedSignIns(
    AuditLog audit, TimeProvider time, ILogger<RefusedSignIns> log) : BackgroundService
{
    private const string What = "sign-in-refused", Others = "others";
    private const int MostNames = 20;
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private Dictionary<string, int> _counts = [];
    private bool _wroteOne;

    /// <summary>Records one refusal.</summary>
    /// <param name="name">The name that was given.</param>
    /// <param name="way">How the person wanted to sign in; null for password or code.</param>
    /// <param name="cancel">Stops.</param>
    internal Task AddAsync(string name, string? way, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_wroteOne)
            {
                var counted = _counts.Count < MostNames || _counts.ContainsKey(name) ? name : Others;
                _counts[counted] = _counts.GetValueOrDefault(counted) + 1;
                return Task.CompletedTask;
            }
            _wroteOne = true;
        }
        return audit.AppendAsync(name, What, way, cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_window, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await TryWriteAsync(stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(cancellationToken);
    }

    private async Task TryWriteAsync(CancellationToken cancel)
    {
        try
        {
            await WriteAsync(cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.RefusalsUnwritten(error.Message);   // the counts are kept for the next minute
        }
    }

    private async Task WriteAsync(CancellationToken cancel)
    {
        Dictionary<string, int> counts;
        lock (_gate) (counts, _counts, _wroteOne) = (_counts, [], false);
        if (counts.Count == 0) return;
        try
        {
            var names = counts.OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}");
            await audit.AppendAsync("nobody", What, $"{counts.Values.Sum()} more: {string.Join(", ", names)}", cancel);
        }
        catch
        {
            lock (_gate)
                foreach (var (name, count) in counts) _counts[name] = _counts.GetValueOrDefault(name) + count;
            throw;
        }
    }
}
