using PathAlign.Finetuner.Training;
using PathAlign.Models.Adapters;
using PathAlign.Models.Generator;
using PathAlign.Tests.Models;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Finetuner.Training;

public sealed class ProbeLogTests : IDisposable
{
    private readonly Linear _network = nn.Linear(4, 3);
    private readonly Holder _holder;
    private readonly LoraAdapter _adapter;
    private readonly ProbeLog _log;

    public ProbeLogTests()
    {
        _holder = new Holder(_network);
        _adapter = new LoraAdapter(_holder, new LoraConfig(2, 2));
        _log = new ProbeLog(_adapter, driftBudget: 0.5, images: 2);
    }

    public void Dispose()
    {
        _log.Dispose();
        _adapter.Dispose();
        _holder.Dispose();
    }

    [Fact]
    public void Two_looks_below_the_best_held_out_while_the_reward_rises_stop_the_run()
    {
        _log.Add(10, 0.3, [0.5, 0.6]);
        _log.Add(20, 0.4, [0.45, 0.55]);
        Assert.False(_log.ShouldStop);

        _log.Add(30, 0.5, [0.44, 0.54]);

        Assert.True(_log.ShouldStop);
    }

    public static TheoryData<string, double[], double[]> Harmless => new()
    {
        { "the held-out reward rises too", [0.3, 0.4, 0.5], [0.5, 0.6, 0.7] },
        { "one dip", [0.3, 0.4, 0.5], [0.5, 0.4, 0.6] },
        { "both fall", [0.5, 0.4, 0.3], [0.5, 0.4, 0.3] },
        { "two looks are too few", [0.3, 0.9], [0.5, 0.1] },
        { "no looks", [], [] },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Otherwise_the_run_goes_on(string why, double[] rewards, double[] heldOut)
    {
        for (var i = 0; i < rewards.Length; i++) _log.Add(i + 1, rewards[i], [heldOut[i], heldOut[i]]);

        Assert.False(_log.ShouldStop, why);
    }

    [Fact]
    public void A_look_beyond_the_drift_budget_stops_the_run_and_is_never_kept()
    {
        Move(0.01);
        _log.Add(1, 0.5, [0.5, 0.5]);
        var within = Bits();
        Move(5);

        var probe = _log.Add(2, 0.9, [0.9, 0.9]);
        Assert.True(_log.ShouldStop);
        _log.RestoreKept();

        Assert.True(probe.Drift > 0.5, $"drift {probe.Drift}");
        Assert.Equal(within, Bits());
    }

    public static TheoryData<string, double[][], int> Kept => new()
    {
        { "the last of rising ones", [[0.4, 0.4], [0.6, 0.6], [0.7, 0.7]], 2 },
        { "the best before clearly worse ones", [[0.4, 0.4], [0.6, 0.6], [0.59, 0.59]], 1 },
        { "the last where the difference may be chance", [[0.4, 0.4], [0.6, 0.6], [0.5, 0.69]], 2 },
        { "the last of equals", [[0.6, 0.6], [0.6, 0.6]], 1 },
        { "measured against the best, not against the last one kept", [[0.6, 0.6], [0.59, 0.605], [0.595, 0.599]], 1 },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public void Kept_is_the_last_look_that_is_not_clearly_below_the_best(string why, double[][] heldOut, int kept)
    {
        var seen = new List<string>();
        foreach (var (look, values) in heldOut.Index())
        {
            Move(0.01 * (look + 1));
            seen.Add(Bits());
            _log.Add(look + 1, look + 2.5, values);
        }

        _log.RestoreKept();

        Assert.True(seen[kept] == Bits(), why);
        Assert.Equal(
            heldOut.Select((values, look) => (look + 1L, look + 2.5, values.Average())),
            _log.All.Select(p => (p.Step, p.Reward, p.HeldOutReward)));
    }

    [Fact]
    public void Looks_are_at_the_average_and_leave_the_live_matrices_alone()
    {
        foreach (var parameter in _adapter.Parameters) nn.init.constant_(parameter, 1);
        var live = Bits();
        _log.Average(0.95, step: 0);   // early on the average keeps (1 + 0) / (10 + 0) of what it was

        _log.MergeAverage();

        using var scope = NewDisposeScope();
        Assert.Equal(live, Bits());
        var b = _log.State.Single(e => e.name == "average.1").tensor;   // B started at 0
        Assert.True(b.allclose(full_like(b, 0.9)));
        Assert.NotEqual(0, _log.Add(1, 0, [0, 0]).Drift);
        Assert.Equal(live, Bits());
    }

    [Fact]
    public void An_average_over_many_steps_follows_the_decay()
    {
        foreach (var parameter in _adapter.Parameters) nn.init.constant_(parameter, 1);

        _log.Average(0.5, 1000);
        _log.Average(0.5, 1001);

        using var scope = NewDisposeScope();
        Assert.Equal(0.75f, _log.State.Single(e => e.name == "average.1").tensor.mean().item<float>(), 1e-6);
    }

    [Fact]
    public void After_a_reset_the_present_matrices_are_average_and_kept()
    {
        foreach (var parameter in _adapter.Parameters) nn.init.constant_(parameter, 0.2);
        var start = Bits();

        _log.Reset();
        foreach (var parameter in _adapter.Parameters) nn.init.constant_(parameter, 7);
        _log.RestoreKept();

        Assert.Equal(start, Bits());
    }

    /// <summary>Sets live matrices and their average to one value.</summary>
    private void Move(double value)
    {
        foreach (var parameter in _adapter.Parameters) nn.init.constant_(parameter, value);
        foreach (var (_, average) in _log.State.Where(e => e.name.StartsWith("average", StringComparison.Ordinal)))
            nn.init.constant_(average, value);
    }

    private string Bits() => string.Join(' ', _adapter.State.Select(e => WeightBits.Of(e.tensor)));

    private sealed class Holder : DenoisingNetwork
    {
        private readonly Linear projection;

        internal Holder(Linear linear) : base(nameof(Holder))
        {
            projection = linear;
            RegisterComponents();
        }

        public override int Size => 1;

        public override int InputChannels => 4;

        public override int Classes => 1;

        public override double CleanBound => 1;

        public override string ToJson() => "{}";

        public override bool IsAdapted(string parameter) => true;

        public override Tensor forward(Tensor noisy, Tensor time, Tensor classLabel) => projection.call(noisy);
    }
}
