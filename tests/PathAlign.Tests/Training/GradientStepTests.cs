using PathAlign.Training;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Training;

/// <summary>
/// The scale of the loss in float16, by its arithmetic alone: LibTorch computes in float16 on GPUs only.
/// </summary>
[Collection(nameof(Alone))]
public sealed class GradientStepTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n"));

    [Fact]
    public void A_scaled_loss_leads_to_the_same_weights_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        var (whole, scaled) = (Run.Of("float32"), Run.Of("float16"));
        for (var i = 0; i < 20; i++)
        {
            whole.Follow(1);
            scaled.Follow(1);
        }

        Assert.Equal(whole.Weights, scaled.Weights);
        Assert.Equal([65536, 20], scaled.Scale);
        Assert.DoesNotContain(whole.Gradient.State, e => e.name == "loss_scale");
    }

    [Fact]
    public void Gradients_that_vanish_in_float16_arrive_scaled()
    {
        using var scope = NewDisposeScope();
        var (plain, scaled) = (Run.Of("float32"), Run.Of("float16"));
        var before = plain.Weights;
        plain.FollowThroughHalf(1e-9f);
        scaled.FollowThroughHalf(1e-9f);

        Assert.Equal(before, plain.Weights);
        Assert.NotEqual(before, scaled.Weights);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_ends_the_run_before_it_changes_a_weight()
    {
        using var scope = NewDisposeScope();
        var run = Run.Of("float32");
        run.Follow(1);
        var before = run.Weights;

        Assert.Throws<NotFiniteNumberException>(() => run.Follow(float.PositiveInfinity));

        Assert.Equal(before, run.Weights);
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("float16")]
    public void A_gradient_above_the_limit_is_scaled_to_it_and_one_below_is_kept(string precision)
    {
        using var scope = NewDisposeScope();
        var (above, below) = (Run.Of(precision), Run.Of(precision));

        above.Follow(1);
        below.Follow(0.1f);

        // the gradient of four weights and a bias over two rows is 2 each; the limit is 1
        Assert.Equal(1, above.GradientNorm, 1e-5);
        Assert.Equal(0.2 * Math.Sqrt(5), below.GradientNorm, 1e-5);
    }

    [Fact]
    public void A_step_that_overflows_changes_nothing_but_the_scale()
    {
        using var scope = NewDisposeScope();
        var run = Run.Of("float16");
        run.Follow(1);
        var before = run.Weights;
        run.Follow(1e37f);   // times the scale no float32

        Assert.Equal(before, run.Weights);
        Assert.Equal([32768, 0], run.Scale);
        Assert.Equal(1, run.Steps);
        run.Follow(1);
        Assert.NotEqual(before, run.Weights);
    }

    [Fact]
    public void Many_steps_without_overflow_double_the_scale()
    {
        using var scope = NewDisposeScope();
        var run = Run.Of("float16");
        for (var i = 0; i < 2000; i++) run.Follow(1);

        Assert.Equal([131072, 0], run.Scale);
    }

    [Fact]
    public void A_checkpoint_keeps_the_scale_and_the_steps_that_counted()
    {
        using var scope = NewDisposeScope();
        var run = Run.Of("float16");
        foreach (var loss in new[] { 1, 1e37f, 1 }) run.Follow(loss);
        run.Checkpoint.Save(_path, 3);
        var resumed = Run.Of("float16");
        Assert.Equal(3, resumed.Checkpoint.Load(_path));
        foreach (var each in new[] { run, resumed }) each.Follow(1);

        Assert.Equal([32768, 2], resumed.Scale);
        Assert.Equal(3, resumed.Steps);
        Assert.Equal(run.Weights, resumed.Weights);
    }

    public void Dispose() => File.Delete(_path);

    private sealed record Run(Linear Network, GradientStep Gradient, Ema Ema)
    {
        internal static Run Of(string precision)
        {
            manual_seed(1);
            var network = nn.Linear(4, 1);
            return new Run(
                network, new GradientStep(network.parameters(), weightDecay: 0, 1, precision), new Ema(network, 0.9));
        }

        internal Checkpoint Checkpoint => new(Network, Ema, Gradient, new RunIdentity("{}"));
        internal float[] Weights => Network.weight!.data<float>().ToArray();
        internal float[] Scale => Gradient.State.Single(e => e.name == "loss_scale").tensor.data<float>().ToArray();
        internal long Steps => Gradient.Steps;

        /// <summary>After one step: the optimiser's first moment is a tenth of the gradient.</summary>
        internal double GradientNorm => 10 * Math.Sqrt(
            Gradient.State.Where(e => e.name.EndsWith(".exp_avg", StringComparison.Ordinal))
                .Sum(e => e.tensor.square().sum().item<float>()));

        internal void Follow(float times) => Gradient.Follow(Network.call(ones(2, 4)).sum() * times, 0.1);

        internal void FollowThroughHalf(float times) =>
            Gradient.Follow(
                (Network.call(ones(2, 4)).to(ScalarType.Float16) * 1).to(ScalarType.Float32).sum() * times, 0.1);
    }
}
