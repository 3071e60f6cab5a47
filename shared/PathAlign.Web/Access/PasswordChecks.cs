namespace PathAlign.Web.Access;

/// <summary>
/// Checks passwords, a few at once: a check takes a processor for a noticeable time. Few may wait, and each address may
/// have two checks, so that a flood of attempts neither delays ratings nor the sign-ins of others.
/// </summary>
internal sealed class PasswordChecks
{
    private const int MostPerSender = 2, WaitingPerProcessor = 6;
    private static readonly int _atOnce = Math.Max(1, Environment.ProcessorCount / 2);
    private readonly SemaphoreSlim _running = new(_atOnce, _atOnce);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _senders = [];
    private int _admitted;

    /// <summary>
    /// Whether the password is right; null if too many checks wait already. If no password is stored, the check takes
    /// the same time.
    /// </summary>
    /// <param name="stored">The stored hash; null if there is none.</param>
    /// <param name="password">The password that was given.</param>
    /// <param name="sender">Who sent it; see <see cref="Http.Transport.Sender"/>.</param>
    /// <param name="cancel">Stops waiting.</param>
    internal async Task<bool?> MatchesAsync(string? stored, string password, string sender, CancellationToken cancel)
    {
        if (!Admits(sender)) return null;
        try
        {
            await _running.WaitAsync(cancel);
            try
            {
                return Passwords.Matches(stored, password);
            }
            finally
            {
                _running.Release();
            }
        }
        finally
        {
            Leave(sender);
        }
    }

    private bool Admits(string sender)
    {
        lock (_gate)
        {
            var own = _senders.GetValueOrDefault(sender);
            if (own >= MostPerSender || _admitted >= _atOnce * (1 + WaitingPerProcessor)) return false;
            (_senders[sender], _admitted) = (own + 1, _admitted + 1);
            return true;
        }
    }

    private void Leave(string sender)
    {
        lock (_gate)
        {
            _admitted--;
            if (--_senders[sender] == 0) _senders.Remove(sender);
        }
    }
}
