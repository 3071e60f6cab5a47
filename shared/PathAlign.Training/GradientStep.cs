using PathAlign.Models.Compute;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace PathAlign.Training;

/// <summary>
/// One step of AdamW along the gradient of a loss, its norm limited. In float16, whose least number is 6·10⁻⁸, the loss
/// is scaled up for the backward pass and the gradients down again (Micikevicius et al. 2018, section 3.2); a step
/// whose gradients overflow is left out and halves the scale, and many in a row that do not double it.
/// </summary>
/// <param name="parameters">What is trained.</param>
/// <param name="weightDecay">AdamW's weight decay.</param>
/// <param name="maxNorm">The longest gradient that is followed as it is.</param>
/// <param name="precision">One of <see cref="ComputePrecision.Names"/>: what the forward passes are computed
/// in.</param>
public sealed class GradientStep(
    IEnumerable<Parameter> parameters, double weightDecay, double maxNorm, string precision)
    : IDisposable
{
    private const float FirstScale = 65536;
    private const int GrowAfter = 2000;

    private readonly Parameter[] _parameters = [.. parameters];
    private readonly AdamW _optimizer = new(parameters, weightDecay);

    /// <summary>float32 (2): the scale, and the steps since it changed; null where nothing is scaled.</summary>
    private readonly Tensor? _scale = precision == ComputePrecision.Float16
        ? tensor(new[] { FirstScale, 0 }, device: CPU)
        : null;

    /// <summary>The steps that counted: those in float16 whose gradients overflowed did not.</summary>
    public long Steps
    {
        get => _optimizer.Steps;
        set => _optimizer.Steps = value;
    }

    /// <summary>What a checkpoint needs beside the network and the steps.</summary>
    public IEnumerable<(string name, Tensor tensor)> State =>
        _scale is null ? _optimizer.State : _optimizer.State.Append(("loss_scale", _scale));

    /// <summary>
    /// Follows the gradient of <paramref name="loss"/> at a learning rate of <paramref name="rate"/>.
    /// </summary>
    public void Follow(Tensor loss, double rate)
    {
        _optimizer.ZeroGrad();
        Backward(loss);
        Step(rate);
    }

    /// <summary>Adds the gradient of a loss, scaled where the precision needs it, to what is there.</summary>
    public void Backward(Tensor loss)
    {
        using var scope = NewDisposeScope();
        (_scale is null ? loss : loss * _scale.data<float>()[0]).backward();
    }

    /// <summary>Follows the gradients that are there at a learning rate of <paramref name="rate"/>.</summary>
    public void Step(double rate)
    {
        using var scope = NewDisposeScope();
        if (_scale is not null) Unscale(_scale.data<float>()[0]);
        var norm = nn.utils.clip_grad_norm_(_parameters, maxNorm);
        if (_scale is not null && !Adapt(_scale.data<float>(), double.IsFinite(norm))) return;
        _optimizer.Step(rate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _scale?.Dispose();
    }

    private void Unscale(float scale)
    {
        using Scalar factor = 1 / scale;
        foreach (var parameter in _parameters) parameter.grad?.mul_(factor);
    }

    /// <summary>The scale for the next step; returns whether this one's gradients are of use.</summary>
    private static bool Adapt(TensorAccessor<float> state, bool finite)
    {
        if (!finite) (state[0], state[1]) = (state[0] / 2, 0);
        else if (++state[1] == GrowAfter) (state[0], state[1]) = (state[0] * 2, 0);
        return finite;
    }
}
