using PathAlign.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Classifier;

/// <summary>
/// Two 3×3 convolutions with a residual connection: the block of ResNet-18 (He et al. 2016, figure 5 left).
/// </summary>
internal sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly MixedConv2d conv1, conv2;
    private readonly BatchNorm2d bn1, bn2;
    private readonly Sequential? downsample;

    internal BasicBlock(long inputs, long outputs, long stride) : base(nameof(BasicBlock))
    {
        conv1 = new MixedConv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(outputs);
        conv2 = new MixedConv2d(outputs, outputs, 3, padding: 1, bias: false);
        bn2 = BatchNorm2d(outputs);
        if (stride != 1 || inputs != outputs)
            downsample = Sequential(
                new MixedConv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();   // frees what autograd does not keep before the step ends
        var x = functional.relu(Norm.Batch(bn1, conv1.call(input)), inplace: true);
        x = Norm.Batch(bn2, conv2.call(x)).add_(Shortcut(input));   // in place: no gradient needs the norm's result
        return scope.MoveToOuter(functional.relu(x, inplace: true));
    }

    private Tensor Shortcut(Tensor input) =>
        downsample is null ? input : Norm.Batch((BatchNorm2d)downsample[1], ((MixedConv2d)downsample[0]).call(input));
}
