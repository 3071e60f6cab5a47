using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace PathAlign.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019, algorithm 2) with β₁ 0.9, β₂ 0.999 and ε 10⁻⁸. On the CPU, a step passes over
/// memory once, in blocks that fit the cache; TorchSharp's optimiser passes over memory once for each of a dozen
/// operators.
/// </summary>
public sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private const int Chunk = 1 << 16, Block = 1 << 11;   // elements per parallel task, and per block in the cache

    private readonly Slot[] _slots;
    private readonly (int slot, int from, int to)[] _chunks;
    private readonly double _decay;

    /// <param name="parameters">The parameters to train, float32. <see cref="State"/> has the same order.</param>
    /// <param name="weightDecay">The share of a parameter, times the learning rate, that a step subtracts.</param>
    public AdamW(IEnumerable<Parameter> parameters, double weightDecay)
    {
        using var mode = no_grad();
        _slots = [.. parameters.Select(p => new Slot(p, Zeros(p), Zeros(p)))];
        _chunks = [.. _slots.SelectMany((slot, i) => Chunks(i, checked((int)slot.Value.numel())))];
        _decay = weightDecay;
    }

    /// <summary>Number of steps so far.</summary>
    public long Steps { get; set; }

    /// <summary>Both moments of each parameter, for a checkpoint.</summary>
    public IEnumerable<(string name, Tensor tensor)> State => _slots.SelectMany((slot, i) =>
        new[] { ($"optimizer.{i}.exp_avg", slot.Average), ($"optimizer.{i}.exp_avg_sq", slot.Square) });

    /// <summary>Clears the gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in _slots) slot.Value.grad = null;
    }

    /// <summary>Applies the current gradients with a learning rate of <paramref name="rate"/>.</summary>
    /// <remarks>Parameters without a gradient do not change.</remarks>
    public void Step(double rate)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var gradients = Array.ConvertAll(_slots, slot => slot.Value.grad?.contiguous());
        var step = StepFactors.At(++Steps, rate, _decay);
        if (_slots.All(s => s.Value.device_type == DeviceType.CPU)) OnCpu(gradients, step);
        else OnDevice(gradients, step);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Average.Dispose();
            slot.Square.Dispose();
        }
    }

    private static Tensor Zeros(Parameter parameter) => zeros_like(parameter).DetachFromDisposeScope();

    private static IEnumerable<(int slot, int from, int to)> Chunks(int slot, int count)
    {
        for (var from = 0; from < count; from += Chunk) yield return (slot, from, Math.Min(count, from + Chunk));
    }

    private void OnCpu(Tensor?[] gradients, StepFactors step)
    {
        var threads = new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() };
        Parallel.ForEach(_chunks, threads, chunk =>
        {
            if (gradients[chunk.slot] is not { } whole) return;
            var (slot, range) = (_slots[chunk.slot], chunk.from..chunk.to);
            var value = Floats(slot.Value)[range];
            var gradient = Floats(whole)[range];
            var average = Floats(slot.Average)[range];
            var square = Floats(slot.Square)[range];
            for (var at = 0; at < value.Length; at += Block)
            {
                var block = at..Math.Min(value.Length, at + Block);
                Follow(value[block], gradient[block], average[block], square[block], step);
            }
        });
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private static void Follow(
        Span<float> value, ReadOnlySpan<float> gradient, Span<float> average, Span<float> square, StepFactors step)
    {
        Span<float> change = stackalloc float[value.Length];
        TensorPrimitives.Multiply(average, (float)Beta1, average);
        TensorPrimitives.MultiplyAdd(gradient, (float)(1 - Beta1), average, average);
        TensorPrimitives.Multiply(gradient, gradient, change);
        TensorPrimitives.Multiply(square, (float)Beta2, square);
        TensorPrimitives.MultiplyAdd(change, (float)(1 - Beta2), square, square);
        TensorPrimitives.Sqrt(square, change);
        TensorPrimitives.Multiply(change, (float)step.InverseRoot, change);
        TensorPrimitives.Add(change, (float)Epsilon, change);
        TensorPrimitives.Divide(average, change, change);
        TensorPrimitives.Multiply(value, (float)step.Keep, value);
        TensorPrimitives.MultiplyAdd(change, (float)-step.Rate, value, value);
    }

    /// <summary>The same with LibTorch's operators; factors are scalar tensors, which may stay on the CPU.</summary>
    private void OnDevice(Tensor?[] gradients, StepFactors step)
    {
        static Tensor Factor(double value) => tensor(value, device: CPU);
        var (beta1, rest1, beta2, rest2) = (Factor(Beta1), Factor(1 - Beta1), Factor(Beta2), Factor(1 - Beta2));
        var (root, epsilon, keep, rate) = (
            Factor(step.InverseRoot), Factor(Epsilon), Factor(step.Keep), Factor(step.Rate));
        foreach (var (slot, gradient) in _slots.Zip(gradients))
        {
            if (gradient is null) continue;
            using var scope = NewDisposeScope();
            slot.Average.mul_(beta1).add_(gradient * rest1);
            slot.Square.mul_(beta2).add_(gradient.square() * rest2);
            var change = slot.Average / ((slot.Square.sqrt() * root) + epsilon);
            slot.Value.mul_(keep).sub_(change * rate);
        }
    }

    /// <summary>A parameter and the running means of its gradient and of the squared gradient.</summary>
    private sealed record Slot(Parameter Value, Tensor Average, Tensor Square);

    /// <summary>
    /// value ← Keep·value − Rate·average / (InverseRoot·√square + ε), with both means corrected for their start at 0.
    /// </summary>
    private readonly record struct StepFactors(double Rate, double InverseRoot, double Keep)
    {
        internal static StepFactors At(long step, double rate, double decay) =>
            new(rate / (1 - Math.Pow(Beta1, step)), 1 / Math.Sqrt(1 - Math.Pow(Beta2, step)), 1 - (rate * decay));
    }
}
