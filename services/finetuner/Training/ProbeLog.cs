using PathAlign.Models.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Finetuner.Training;

/// <summary>
/// Remembers looks at the generator, the adapter's average and the best adapter so far, all as tensors, so that a checkpoint
/// holds them. Stops the run when the held-out reward falls while the training reward rises, or the drift budget is spent.
/// </summary>
internal sealed class ProbeLog : IDisposable
{
    private const int Columns = 4, Capacity = 1024, Patience = 2;
    private readonly double _driftBudget;
    private readonly LoraAdapter _adapter;
    private readonly List<(Tensor live, Tensor average, Tensor best)> _matrices;
    private readonly Tensor _table = zeros([Capacity, Columns], ScalarType.Float64).DetachFromDisposeScope();   // step, reward, held-out, drift; step 0 is empty

    internal ProbeLog(LoraAdapter adapter, double driftBudget)
    {
        using var mode = no_grad();
        (_adapter, _driftBudget) = (adapter, driftBudget);
        _matrices = [.. adapter.Parameters.Select(p => ((Tensor)p, p.detach().clone().DetachFromDisposeScope(), p.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>What a checkpoint has to hold.</summary>
    internal IEnumerable<(string name, Tensor tensor)> State => _matrices
        .SelectMany((m, i) => new[] { ($"average.{i}", m.average), ($"best.{i}", m.best) }).Append(("probes", _table));

    internal IReadOnlyList<Probe> All => [.. Rows().Select(r => new Probe((long)r[0], r[1], r[2], r[3]))];

    /// <summary>Whether to go on is pointless or harmful.</summary>
    internal bool ShouldStop
    {
        get
        {
            var probes = All;
            if (probes.Count > 0 && probes[^1].Drift > _driftBudget) return true;
            if (probes.Count <= Patience) return false;
            var best = probes.Take(probes.Count - Patience).Max(p => p.HeldOutReward);
            return probes.TakeLast(Patience).All(p => p.HeldOutReward < best) && probes[^1].Reward > probes[^(Patience + 1)].Reward;
        }
    }

    /// <summary>Takes the adapter's present matrices as average and best.</summary>
    internal void Reset()
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (live, average, best) in _matrices)
        {
            average.copy_(live.detach());
            best.copy_(live.detach());
        }
    }

    /// <summary>Takes the adapter's present matrices into their average.</summary>
    internal void Average(double decay, long step)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var kept = Math.Min(decay, (1.0 + step) / (10.0 + step));
        foreach (var (live, average, _) in _matrices) average.mul_(kept).add_(live.detach(), 1 - kept);
    }

    /// <summary>Merges the averaged adapter into the network, leaving the adapter itself as it is.</summary>
    internal void MergeAverage() => With(m => m.average, () => _adapter.Merge());

    /// <summary>Notes a look at the averaged adapter, and keeps that adapter if no earlier one within the budget had a higher held-out reward.</summary>
    internal Probe Add(long step, double reward, double heldOut)
    {
        var before = All;
        double drift = 0;
        With(m => m.average, () => drift = _adapter.RelativeChange());
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        _table[before.Count % Capacity].copy_(tensor((double[])[step, reward, heldOut, drift]));
        if (drift <= _driftBudget && before.All(p => p.HeldOutReward < heldOut))
            foreach (var (_, average, best) in _matrices) best.copy_(average);
        return new Probe(step, reward, heldOut, drift);
    }

    /// <summary>Gives the adapter the best matrices.</summary>
    internal void RestoreBest()
    {
        using var mode = no_grad();
        foreach (var (live, _, best) in _matrices) live.copy_(best).Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        foreach (var (_, average, best) in _matrices)
        {
            average.Dispose();
            best.Dispose();
        }
    }

    private void With(Func<(Tensor live, Tensor average, Tensor best), Tensor> chosen, Action body)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var kept = _matrices.Select(m => m.live.detach().clone()).ToList();
        foreach (var m in _matrices) m.live.copy_(chosen(m));
        body();
        foreach (var (m, value) in _matrices.Zip(kept)) m.live.copy_(value);
    }

    private IEnumerable<double[]> Rows() => _table.data<double>().ToArray().Chunk(Columns).TakeWhile(row => row[0] > 0);
}
