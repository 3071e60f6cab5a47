using PathAlign.Models.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Finetuner.Training;

/// <summary>
/// Stores the probes of the generator, the adapter's average and the adapter to keep, all as tensors for the
/// checkpoint. It keeps the last adapter with a held-out reward that is not clearly below the best: within one standard
/// error of the paired difference, since all probes draw the same images (the one-standard-error rule of Breiman et al.
/// 1984; the highest mean of a few dozen images is mostly luck). It stops the run if the held-out reward is clearly
/// below the best while the training reward rises, or if the drift exceeds its budget.
/// </summary>
internal sealed class ProbeLog : IDisposable
{
    private const int Columns = 5, Capacity = 1024, Patience = 2;
    private readonly double _driftBudget;
    private readonly LoraAdapter _adapter;
    private readonly List<(Tensor live, Tensor average, Tensor kept)> _matrices;
    // step, reward, held-out, drift, whether clearly below the best; step 0 marks an empty row
    private readonly Tensor _table = zeros([Capacity, Columns], ScalarType.Float64, CPU).DetachFromDisposeScope();
    // held-out rewards of the probe with the highest mean; 0, the lowest reward, before the first probe
    private readonly Tensor _best;

    internal ProbeLog(LoraAdapter adapter, double driftBudget, int images)
    {
        using var mode = no_grad();
        (_adapter, _driftBudget) = (adapter, driftBudget);
        _best = zeros([images], ScalarType.Float64, CPU).DetachFromDisposeScope();
        _matrices =
        [
            .. adapter.Parameters.Select(
                p =>
                    (
                        (Tensor)p,
                        p.detach().clone().DetachFromDisposeScope(),
                        p.detach().clone().DetachFromDisposeScope()))
        ];
    }

    /// <summary>The tensors of a checkpoint.</summary>
    internal IEnumerable<(string name, Tensor tensor)> State => _matrices
        .SelectMany((m, i) => new[] { ($"average.{i}", m.average), ($"kept.{i}", m.kept) })
            .Append(("probes", _table))
            .Append(("best", _best));

    internal IReadOnlyList<Probe> All => [.. Rows().Select(r => new Probe((long)r[0], r[1], r[2], r[3]))];

    /// <summary>Whether further training is pointless or harmful.</summary>
    internal bool ShouldStop
    {
        get
        {
            var looks = Rows().ToList();
            if (looks.Count > 0 && looks[^1][3] > _driftBudget) return true;
            return looks.Count > Patience
                && looks.TakeLast(Patience).All(r => r[4] > 0)
                && looks[^1][1] > looks[^(Patience + 1)][1];
        }
    }

    /// <summary>Sets the average and the kept adapter to the adapter's current matrices.</summary>
    internal void Reset()
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (live, average, kept) in _matrices)
        {
            average.copy_(live.detach());
            kept.copy_(live.detach());
        }
    }

    /// <summary>Adds the adapter's current matrices to their average.</summary>
    internal void Average(double decay, long step)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var kept = Math.Min(decay, (1.0 + step) / (10.0 + step));
        foreach (var (live, average, _) in _matrices) average.mul_(kept).add_(live.detach(), 1 - kept);
    }

    /// <summary>Merges the averaged adapter into the network; the adapter itself does not change.</summary>
    internal void MergeAverage() => With(m => m.average, () => _adapter.Merge());

    /// <summary>
    /// Records a probe of the averaged adapter, and keeps that adapter if its drift is within the budget and its
    /// held-out reward is not clearly below the best.
    /// </summary>
    /// <param name="step">Steps done.</param>
    /// <param name="reward">Mean reward by the ensemble.</param>
    /// <param name="heldOut">Held-out reward of each image, in the same order in every probe.</param>
    internal Probe Add(long step, double reward, double[] heldOut)
    {
        double drift = 0;
        With(m => m.average, () => drift = _adapter.RelativeChange());
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var below = ClearlyBelow(heldOut, _best.data<double>().ToArray());
        _table[Rows().Count() % Capacity].copy_(
            tensor((double[])[step, reward, heldOut.Average(), drift, below ? 1 : 0]));
        if (drift <= _driftBudget)
        {
            if (heldOut.Average() > _best.mean().item<double>()) _best.copy_(tensor(heldOut));
            if (!below) foreach (var (_, average, kept) in _matrices) kept.copy_(average);
        }
        return new Probe(step, reward, heldOut.Average(), drift);
    }

    /// <summary>
    /// Whether paired values are lower on average by more than one standard error of their differences.
    /// </summary>
    private static bool ClearlyBelow(double[] values, double[] best)
    {
        var differences = values.Zip(best, (value, other) => value - other).ToList();
        var mean = differences.Average();
        var error = Math.Sqrt(
            differences.Sum(d => (d - mean) * (d - mean)) / differences.Count / Math.Max(1, differences.Count - 1));
        return mean < -error;
    }

    /// <summary>Sets the adapter to the kept matrices.</summary>
    internal void RestoreKept()
    {
        using var mode = no_grad();
        foreach (var (live, _, kept) in _matrices) live.copy_(kept);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _best.Dispose();
        foreach (var (_, average, kept) in _matrices)
        {
            average.Dispose();
            kept.Dispose();
        }
    }

    private void With(Func<(Tensor live, Tensor average, Tensor kept), Tensor> chosen, Action body)
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
