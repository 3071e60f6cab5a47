using PathAlign.Models.Diffusion;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models;

/// <summary>
/// Samplers on data of which everything is known: N(μ, s²), whose best denoiser and whose ODE have closed forms.
/// </summary>
public sealed class SamplerTests
{
    private const double Mean = 0.3;
    private const double Deviation = 0.5;

    /// <summary>E[x₀ | x_t] for Gaussian data.</summary>
    private static Tensor Denoise(Tensor noisy, int step)
    {
        var (alpha, sigma) = (NoiseSchedule.Cosine.Alpha(step), NoiseSchedule.Cosine.Sigma(step));
        var gain = alpha * Deviation * Deviation / ((alpha * alpha * Deviation * Deviation) + (sigma * sigma));
        return ((noisy - (alpha * Mean)) * gain) + Mean;
    }

    /// <summary>The probability-flow ODE keeps each point at its own number of standard deviations.</summary>
    private static double Exact(double start)
    {
        var (alpha, sigma) = (NoiseSchedule.Cosine.Alpha(999), NoiseSchedule.Cosine.Sigma(999));
        return Mean + (
            Deviation * (start - (alpha * Mean)) / Math.Sqrt(
                (alpha * alpha * Deviation * Deviation) + (sigma * sigma)));
    }

    private static double Error(ISampler sampler, int steps)
    {
        using var scope = NewDisposeScope();
        double[] starts = [-1.7, -0.4, 0.9, 2.1];
        var result = sampler.Sample(
            NoiseSchedule.Cosine,
            Denoise,
            tensor(starts).reshape(4, 1, 1, 1),
            steps,
            _ => throw new InvalidOperationException("a deterministic sampler asked for noise"));
        return starts.Zip(result.data<double>().ToArray(), (s, x) => Math.Abs(Exact(s) - x)).Max();
    }

    [Theory]
    [InlineData("ddim")]
    [InlineData("dpm++2m")]
    public void Deterministic_samplers_converge_to_the_flow_of_the_closed_form(string name)
    {
        var sampler = Samplers.Parse(name);

        var (coarse, fine) = (Error(sampler, 25), Error(sampler, 200));

        Assert.True(fine < 0.01, $"error {fine} at 200 steps");
        Assert.True(fine < coarse / 4, $"error {coarse} at 25 steps, {fine} at 200");
    }

    [Fact]
    public void The_second_order_sampler_is_nearer_with_the_same_steps()
    {
        Assert.True(Error(new DpmSolverPlusPlus2M(), 20) < Error(new Ddim(0), 20) / 2);
    }

    [Fact]
    public void Ancestral_sampling_ends_in_the_distribution_of_the_data()
    {
        using var scope = NewDisposeScope();
        const int Count = 20_000;
        Tensor Noise(int draw)
        {
            var values = new float[Count];
            ImageNoise.Fill(11, 0, draw, values);
            return tensor(values, [Count, 1, 1, 1]);
        }

        var result = new Ddim(1).Sample(NoiseSchedule.Cosine, Denoise, Noise(0), 100, Noise);

        // Discretisation and chance: five standard errors of the mean are 0.018.
        Assert.Equal(Mean, result.mean().item<float>(), 0.018);
        Assert.Equal(Deviation, result.std().item<float>(), 0.03);
    }

    [Fact]
    public void Image_noise_is_standard_normal_and_a_function_of_seed_image_and_draw()
    {
        var (a, b, c) = (new float[40_000], new float[40_000], new float[40_000]);

        ImageNoise.Fill(1, 2, 3, a);
        ImageNoise.Fill(1, 2, 3, b);
        ImageNoise.Fill(1, 3, 3, c);

        Assert.Equal(a, b);
        Assert.NotEqual(a[0], c[0]);
        Assert.Equal(0, a.Average(), 0.025);
        Assert.Equal(1, a.Average(x => x * x), 0.04);
        Assert.Equal(3, a.Average(x => Math.Pow(x, 4)), 0.2);
        Assert.Equal(0, a.Zip(c, (x, y) => x * y).Average(), 0.025);
    }
}
