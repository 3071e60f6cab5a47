using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>
/// The noise of each step. While a GPU computes a step, the CPU draws the noise of the next step; otherwise, drawing
/// would take a third of a step. The noise is the same either way.
/// </summary>
/// <param name="draw">Draws the noise of a step on the CPU; a pure function of the step.</param>
internal sealed class NoiseAhead(Func<long, Tensor> draw) : IDisposable
{
    private readonly bool _ahead = get_default_device().type != DeviceType.CPU;
    private (long step, Task<Tensor> noise)? _next;

    /// <summary>The noise of a step, on the default device.</summary>
    internal Tensor At(long step)
    {
        if (!_ahead) return draw(step);
        using var drawn = _next?.step == step ? _next.Value.noise.GetAwaiter().GetResult() : Drawn(step);
        if (_next is { } other && other.step != step) other.noise.GetAwaiter().GetResult().Dispose();
        var noise = drawn.to(get_default_device());
        _next = (step + 1, Task.Run(() => Drawn(step + 1)));
        return noise;
    }

    public void Dispose() => _next?.noise.GetAwaiter().GetResult().Dispose();

    /// <summary>Draws noise that belongs to no scope, since tensors of another thread have none.</summary>
    private Tensor Drawn(long step) => draw(step).DetachFromDisposeScope();
}
