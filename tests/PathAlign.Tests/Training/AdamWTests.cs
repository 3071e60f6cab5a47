using PathAlign.Training;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using AdamW = PathAlign.Training.AdamW;

namespace PathAlign.Tests.Training;

/// <summary>The optimiser against its formula and against TorchSharp's.</summary>
[Collection(nameof(Alone))]
public sealed class AdamWTests
{
    private const int Count = 70_001;   // more than one chunk, and a remainder that fills no vector

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void A_step_follows_the_published_algorithm(double decay)
    {
        using var scope = NewDisposeScope();
        var start = randn(Count);
        var parameter = new Parameter(start.clone());
        using var optimizer = new AdamW([parameter], decay);
        var (p, m, v) = (
            start.data<float>().ToArray().Select(x => (double)x).ToArray(), new double[Count], new double[Count]);

        for (var t = 1; t <= 3; t++)
        {
            parameter.grad = parameter.detach() * t;
            var g = parameter.grad!.data<float>().ToArray();
            optimizer.Step(0.01);
            for (var i = 0; i < Count; i++)
            {
                m[i] = (0.9 * m[i]) + (0.1 * g[i]);
                v[i] = (0.999 * v[i]) + (0.001 * g[i] * g[i]);
                p[i] = (p[i] * (1 - (0.01 * decay))) - (
                    0.01 * m[i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8));
            }
        }

        Assert.True(parameter.detach().to(ScalarType.Float64).allclose(tensor(p), 1e-5, 1e-6));
    }

    [Fact]
    public void Many_parameters_go_where_TorchSharp_takes_them()
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Parameters(), Parameters());
        using var optimizer = new AdamW(ours, weightDecay: 0.05);
        var peer = optim.AdamW(theirs, 0.02, weight_decay: 0.05);
        for (var step = 0; step < 5; step++)
        {
            foreach (var parameter in ours.Concat(theirs)) parameter.grad = parameter.detach().sin();
            optimizer.Step(0.02);
            peer.step();
        }

        Assert.All(ours.Zip(theirs), pair => Assert.True(pair.First.allclose(pair.Second, 1e-5, 1e-6)));
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_as_it_is()
    {
        using var scope = NewDisposeScope();
        var (parameters, before) = (Parameters(), Parameters());
        using var optimizer = new AdamW(parameters, weightDecay: 0.1);
        parameters[1].grad = ones(7);
        optimizer.Step(0.1);

        Assert.Equal([true, false, true], parameters.Zip(before, (a, b) => a.equal(b).all().item<bool>()));
    }

    [Fact]
    public void Fifty_training_steps_leave_the_live_tensors_as_they_were()
    {
        using var module = Sequential(Linear(8, 8), Linear(8, 1));
        using var optimizer = new AdamW(module.parameters(), weightDecay: 0.01);
        void Step()
        {
            using var scope = NewDisposeScope();
            optimizer.ZeroGrad();
            module.call(randn(4, 8)).square().mean().backward();
            nn.utils.clip_grad_norm_(module.parameters(), 1);
            optimizer.Step(0.01);
        }
        Step();
        var before = LiveTensors.Settled();

        for (var i = 0; i < 50; i++) Step();

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static Parameter[] Parameters()
    {
        manual_seed(3);
        return [new Parameter(randn(300, 400)), new Parameter(randn(7)), new Parameter(randn(3, 5, 2, 2))];
    }
}
