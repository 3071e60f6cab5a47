using PathAlign.Torch;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace PathAlign.Training;

/// <summary>
/// One step of AdamW along the gradient of a loss, its norm limited. In float16, whose least number is 6·10⁻⁸, the loss is scaled up for the
/// backward pass and the gradients down again (Micikevicius et al. 2018, section 3.2); a step whose gradients overflow is left out and halves
/// the scale, and many in a row that do not double it.
/// </summary>
/// <param name="network">What is trained.</param>
/// <param name="optimizer">AdamW over the network's parameters.</param>
/// <param name="maxNorm">The longest gradient that is followed as it is.</param>
/// <param name="precision">One of <see cref="Autocast.Names"/>: what the forward passes are computed in.</param>
public sealed class GradientStep(nn.Module network, AdamW optimizer, double maxNorm, string precision)
{
    private const float FirstScale = 65536;
    private const int GrowAfter = 2000;

    /// <summary>float32 (2): the scale, and the steps since it changed; null where nothing is scaled.</summary>
    private readonly Tensor? _scale = precision == Autocast.Float16 ? tensor(new[] { FirstScale, 0 }, device: CPU) : null;

    /// <summary>The optimiser.</summary>
    public AdamW Optimizer => optimizer;

    /// <summary>What a checkpoint needs beside the network and the optimiser.</summary>
    public IEnumerable<(string name, Tensor tensor)> State => _scale is null ? [] : [("loss_scale", _scale)];

    /// <summary>Follows the gradient of <paramref name="loss"/> at a learning rate of <paramref name="rate"/>.</summary>
    public void Follow(Tensor loss, double rate)
    {
        using var scope = NewDisposeScope();
        network.zero_grad();
        if (_scale is null) loss.backward();
        else ScaledBackward(loss, _scale.data<float>()[0]);
        var norm = nn.utils.clip_grad_norm_(network.parameters(), maxNorm);
        if (_scale is not null && !Adapt(_scale.data<float>(), double.IsFinite(norm))) return;
        foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
        optimizer.step();
    }

    private void ScaledBackward(Tensor loss, float scale)
    {
        (loss * scale).backward();
        foreach (var parameter in network.parameters()) parameter.grad?.mul_(1 / scale);
    }

    /// <summary>The scale for the next step; returns whether this one's gradients are of use.</summary>
    private static bool Adapt(TensorAccessor<float> state, bool finite)
    {
        if (!finite) (state[0], state[1]) = (state[0] / 2, 0);
        else if (++state[1] == GrowAfter) (state[0], state[1]) = (state[0] * 2, 0);
        return finite;
    }
}
