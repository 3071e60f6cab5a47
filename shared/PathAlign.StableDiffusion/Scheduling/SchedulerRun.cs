using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>
/// One pass from noise to an image. The caller starts with x = noise · <see cref="InitialNoiseScale"/>, then for each
/// i calls the network with <see cref="ScaleInput"/> and <see cref="Timesteps"/>[i], and <see cref="Step"/> with its
/// output. Coefficients are float32 as in diffusers; tensors may be on any device.
/// </summary>
public abstract class SchedulerRun : IDisposable
{
    private int _next;

    /// <param name="timesteps">The timesteps in calling order.</param>
    private protected SchedulerRun(IReadOnlyList<double> timesteps)
    {
        Timesteps = timesteps;
    }

    /// <summary>The network's timesteps in calling order; Euler's may be fractional.</summary>
    public IReadOnlyList<double> Timesteps { get; }

    /// <summary>The standard deviation of the noise that the run starts with.</summary>
    public virtual double InitialNoiseScale => 1;

    /// <summary>Whether step i adds noise.</summary>
    public virtual bool NeedsNoise(int i) => false;

    /// <summary>The network's input for x at step i, of the same shape.</summary>
    public virtual Tensor ScaleInput(Tensor x, int i) => x.alias();

    /// <summary>The next x, of the same shape. No argument is changed or disposed of.</summary>
    /// <param name="modelOutput">The network's output for <see cref="ScaleInput"/>.</param>
    /// <param name="i">The number of the step: 0, 1, … in order, once each.</param>
    /// <param name="x">The current x.</param>
    /// <param name="noise">Standard normal noise of the shape of x, where <see cref="NeedsNoise"/> is true.</param>
    /// <exception cref="ArgumentException">Steps are out of order, shapes differ, or noise is missing.</exception>
    public Tensor Step(Tensor modelOutput, int i, Tensor x, Tensor? noise = null)
    {
        if (i != _next || i >= Timesteps.Count)
            throw new ArgumentException($"step: expected {_next} of {Timesteps.Count}, got {i}", nameof(i));
        RequireShape(modelOutput, x, nameof(modelOutput));
        if (NeedsNoise(i))
            RequireShape(
                noise ?? throw new ArgumentNullException(nameof(noise), $"step {i} adds noise"), x, nameof(noise));
        using var scope = NewDisposeScope();
        var result = Next(modelOutput, i, x, noise);
        _next++;
        return scope.MoveToOuter(result);
    }

    /// <summary>Releases what the run keeps of earlier steps.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>The next x; tensors made in between are released by the caller.</summary>
    private protected abstract Tensor Next(Tensor output, int i, Tensor x, Tensor? noise);

    /// <summary>Keeps a tensor beyond the current step.</summary>
    private protected static Tensor Keep(Tensor tensor) => tensor.alias().DetachFromDisposeScope();

    private static void RequireShape(Tensor tensor, Tensor x, string name)
    {
        if (!tensor.shape.SequenceEqual(x.shape))
            throw new ArgumentException(
                $"{name}: expected shape [{string.Join(',', x.shape)}], got [{string.Join(',', tensor.shape)}]", name);
    }
}
