using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Tests.Models;

/// <summary>What weight files, checkpoints and training runs take for granted of TorchSharp.</summary>
[Collection(nameof(Alone))]
public sealed class TorchContractTests
{
    private sealed class Small : Module<Tensor, Tensor>
    {
        private readonly Linear first = Linear(2, 3);
        private readonly Sequential rest = Sequential(Linear(3, 3), Linear(3, 1));
        private readonly BatchNorm2d norm = BatchNorm2d(4);

        internal Small() : base(nameof(Small))
        {
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => rest.call(first.call(input).relu());
    }

    [Fact]
    public void Names_in_the_state_dict_are_the_fields()
    {
        using var module = new Small();

        Assert.Equal(
            ["first.bias", "first.weight", "norm.bias", "norm.num_batches_tracked", "norm.running_mean", "norm.running_var", "norm.weight",
                "rest.0.bias", "rest.0.weight", "rest.1.bias", "rest.1.weight"],
            module.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void AdamW_matches_the_published_algorithm(double decay)
    {
        using var scope = NewDisposeScope();
        var start = randn(1000);
        var parameter = new Parameter(start.clone());
        using var optimizer = optim.AdamW([parameter], lr: 0.01, weight_decay: decay);
        var (p, m, v) = (start.data<float>().ToArray().Select(x => (double)x).ToArray(), new double[1000], new double[1000]);

        for (var t = 1; t <= 3; t++)
        {
            parameter.grad = parameter.detach() * t;
            var g = parameter.grad!.data<float>().ToArray();
            optimizer.step();
            for (var i = 0; i < 1000; i++)
            {
                m[i] = (0.9 * m[i]) + (0.1 * g[i]);
                v[i] = (0.999 * v[i]) + (0.001 * g[i] * g[i]);
                p[i] = (p[i] * (1 - (0.01 * decay))) - (0.01 * m[i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8));
            }
        }

        Assert.True(parameter.detach().to(ScalarType.Float64).allclose(tensor(p), 1e-5, 1e-6));
    }

    [Fact]
    public void Clipping_scales_the_joint_norm_and_returns_the_old_one()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (new Parameter(zeros(1)), new Parameter(zeros(1)));
        (a.grad, b.grad) = (tensor([3f]), tensor([4f]));

        var norm = nn.utils.clip_grad_norm_([a, b], 1);

        Assert.Equal(5, norm, 1e-5);
        Assert.Equal(0.6f, a.grad!.item<float>(), 1e-4);
    }

    [Fact]
    public void Fifty_training_steps_leave_the_live_tensors_as_they_were()
    {
        using var module = Sequential(Linear(8, 8), Linear(8, 1));
        using var optimizer = optim.AdamW(module.parameters(), 0.01);
        void Step()
        {
            using var scope = NewDisposeScope();
            module.zero_grad();
            module.call(randn(4, 8)).square().mean().backward();
            nn.utils.clip_grad_norm_(module.parameters(), 1);
            optimizer.step();
        }
        Step();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;

        for (var i = 0; i < 50; i++) Step();

        Assert.Equal(before, Tensor.TotalCount);
    }
}
