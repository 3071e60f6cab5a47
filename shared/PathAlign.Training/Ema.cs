using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training;

/// <summary>
/// Exponential moving average of a module's parameters and floating-point buffers: e ← d·e + (1 − d)·p, where d grows
/// from 0 as (1 + n)/(10 + n) up to the given decay, so that a short run is not held back by its first weights.
/// </summary>
public sealed class Ema : IDisposable
{
    private readonly List<(string name, Tensor live, Tensor average)> _entries;
    private readonly double _decay;

    /// <param name="module">The module to average.</param>
    /// <param name="decay">The final decay, in [0, 1).</param>
    public Ema(nn.Module module, double decay) : this(module.state_dict().Select(e => (e.Key, e.Value)), decay)
    {
    }

    /// <param name="live">The tensors to average, by name.</param>
    /// <param name="decay">The final decay, in [0, 1).</param>
    public Ema(IEnumerable<(string name, Tensor tensor)> live, double decay)
    {
        _decay = decay;
        using var mode = no_grad();
        _entries = [.. live.Select(e => (e.name, e.tensor, e.tensor.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>The averages under the module's own names.</summary>
    public IEnumerable<(string name, Tensor tensor)> Averages => _entries.Select(e => (e.name, e.average));

    /// <summary>Adds the module's current values to the averages.</summary>
    /// <param name="step">Number of updates before this one.</param>
    public void Update(long step)
    {
        var decay = Math.Min(_decay, (1.0 + step) / (10.0 + step));
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        using Scalar keep = decay, take = 1 - decay;
        foreach (var (_, live, average) in _entries)
        {
            if (average.is_floating_point()) average.mul_(keep).add_(live, take);
            else average.copy_(live);
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/> with the averages in the module, then restores the module's own values.
    /// </summary>
    public void Applied(Action body)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var kept = _entries.Select(e => e.live.detach().clone()).ToList();
        foreach (var (_, live, average) in _entries) live.copy_(average);
        try
        {
            body();
        }
        finally
        {
            foreach (var (entry, value) in _entries.Zip(kept)) entry.live.copy_(value);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, _, average) in _entries) average.Dispose();
    }
}
