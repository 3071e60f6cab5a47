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
            [
                "first.bias", "first.weight", "norm.bias", "norm.num_batches_tracked", "norm.running_mean",
                "norm.running_var", "norm.weight", "rest.0.bias", "rest.0.weight", "rest.1.bias", "rest.1.weight",
            ],
            module.state_dict().Keys.Order(StringComparer.Ordinal));
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
}
