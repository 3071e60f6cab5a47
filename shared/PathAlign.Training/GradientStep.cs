using PathAlign.Models.Compute;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace PathAlign.Training;

/// <summary>
/// Steps of AdamW with a limit on the gradient norm. In float16, whose smallest positive number is 6·10⁻⁸, the loss is
/// scaled up for the backward pass and the gradients are scaled down again (Micikevicius et al. 2018, section 3.2). A
/// step with overflowing gradients is skipped and halves the scale; 2000 steps in a row without overflow double it.
/// </summary>
/// <param name="parameters">The parameters to train.</param>
/// <param name="weightDecay">AdamW's weight decay.</param>
/// <param name="maxNorm">Maximum gradient norm; larger gradients are scaled down to it.</param>
/// <param name="precision">Precision of the forward passes, one of <see cref="ComputePrecision.Names"/>.</param>
public sealed class GradientStep(
    IEnumerable<Parameter> parameters, double weightDecay, double maxNorm, string precision)
    : IDisposable
{
    private const float FirstScale = 65536;
    private const int GrowAfter = 2000;

    private readonly Parameter[] _parameters = [.. parameters];
    private readonly AdamW _optimizer = new(parameters, weightDecay);

    /// <summary>float32 (2): the scale, and the number of steps since its last change; null without scaling.</summary>
    private readonly Tensor? _scale = precision == ComputePrecision.Float16
        ? tensor(new[] { FirstScale, 0 }, device: CPU)
        : null;

    /// <summary>Number of applied steps; float16 steps with overflowing gradients do not count.</summary>
    public long Steps
    {
        get => _optimizer.Steps;
        set => _optimizer.Steps = value;
    }

    /// <summary>The tensors of a checkpoint: both moments and, in float16, the scale.</summary>
    public IEnumerable<(string name, Tensor tensor)> State =>
        _scale is null ? _optimizer.State : _optimizer.State.Append(("loss_scale", _scale));

    /// <summary>
    /// Computes the gradient of <paramref name="loss"/> and applies it with a learning rate of <paramref name="rate"/>.
    /// </summary>
    public void Follow(Tensor loss, double rate)
    {
        _optimizer.ZeroGrad();
        Backward(loss);
        Step(rate);
    }

    /// <summary>Adds the gradient of a loss to the current gradients; in float16, the loss is scaled.</summary>
    public void Backward(Tensor loss)
    {
        using var scope = NewDisposeScope();
        (_scale is null ? loss : loss * _scale.data<float>()[0]).backward();
    }

    /// <summary>Applies the current gradients with a learning rate of <paramref name="rate"/>.</summary>
    /// <exception cref="NotFiniteNumberException">A gradient is not finite. In float16 such a step is skipped
    /// instead.</exception>
    public void Step(double rate)
    {
        using var scope = NewDisposeScope();
        if (_scale is not null) Unscale(_scale.data<float>()[0]);
        var norm = nn.utils.clip_grad_norm_(_parameters, maxNorm);
        if (_scale is not null && !Adapt(_scale.data<float>(), double.IsFinite(norm))) return;
        if (!double.IsFinite(norm))
            throw new NotFiniteNumberException($"expected a finite gradient, got {norm}", norm);
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

    /// <summary>Updates the scale for the next step; returns whether the gradients of this step are finite.</summary>
    private static bool Adapt(TensorAccessor<float> state, bool finite)
    {
        if (!finite) (state[0], state[1]) = (state[0] / 2, 0);
        else if (++state[1] == GrowAfter) (state[0], state[1]) = (state[0] * 2, 0);
        return finite;
    }
}
