using PathAlign.Finetuner.Training;
using PathAlign.Models.Adapters;
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
        _log = new ProbeLog(_adapter, driftBudget: 0.5);
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
        _log.Add(10, 0.3, 0.5);
        _log.Add(20, 0.4, 0.45);
        Assert.False(_log.ShouldStop);

        _log.Add(30, 0.5, 0.44);

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
        for (var i = 0; i < rewards.Length; i++) _log.Add(i + 1, rewards[i], heldOut[i]);

        Assert.False(_log.ShouldStop, why);
    }

    [Fact]
    public void A_look_beyond_the_drift_budget_stops_the_run_and_is_never_the_best()
    {
        Move(0.01);
        _log.Add(1, 0.5, 0.5);
        var within = Bits();
        Move(5);

        var probe = _log.Add(2, 0.9, 0.9);
        Assert.True(_log.ShouldStop);
        _log.RestoreBest();

        Assert.True(probe.Drift > 0.5, $"drift {probe.Drift}");
        Assert.Equal(within, Bits());
    }

    [Fact]
    public void The_best_is_the_look_with_the_highest_held_out_reward_and_the_first_of_equals()
    {
        var seen = new List<string>();
        foreach (var (step, heldOut) in new[] { (1, 0.4), (2, 0.6), (3, 0.6), (4, 0.5) })
        {
            Move(0.01 * step);
            seen.Add(Bits());
            _log.Add(step, 0.5 + step, heldOut);
        }

        _log.RestoreBest();

        Assert.Equal(seen[1], Bits());
        Assert.Equal([1L, 2, 3, 4], _log.All.Select(p => p.Step));
        Assert.Equal((0.6, 2.5), (_log.All[1].HeldOutReward, _log.All[1].Reward));
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
        Assert.NotEqual(0, _log.Add(1, 0, 0).Drift);
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
    public void After_a_reset_the_present_matrices_are_average_and_best()
    {
        foreach (var parameter in _adapter.Parameters) nn.init.constant_(parameter, 0.2);
        var start = Bits();

        _log.Reset();
        foreach (var parameter in _adapter.Parameters) nn.init.constant_(parameter, 7);
        _log.RestoreBest();

        Assert.Equal(start, Bits());
    }

    /// <summary>Sets live matrices and their average to one value.</summary>
    private void Move(double value)
    {
        foreach (var parameter in _adapter.Parameters) nn.init.constant_(parameter, value);
        foreach (var (_, average) in _log.State.Where(e => e.name.StartsWith("average", StringComparison.Ordinal))) nn.init.constant_(average, value);
    }

    private string Bits() => string.Join(' ', _adapter.State.Select(e => WeightBits.Of(e.tensor)));

    private sealed class Holder : nn.Module<Tensor, Tensor>
    {
        private readonly Linear projection;

        internal Holder(Linear linear) : base(nameof(Holder))
        {
            projection = linear;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => projection.call(input);
    }
}
