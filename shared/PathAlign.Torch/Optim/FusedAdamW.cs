using System.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// AdamW's update of one contiguous float32 CPU tensor in a single pass: parameter, gradient and both moments are read
/// and written once, where separate operators would go over memory a dozen times.
/// </summary>
internal static unsafe class FusedAdamW
{
    private const int Chunk = 1 << 16;   // elements for one core at a time; a multiple of every vector width

    internal static bool Handles(Tensor parameter, Tensor grad)
    {
        var (p, g) = (parameter.Info, grad.Info);
        return p is { Dtype: (int)ScalarType.Float32, DeviceType: (int)DeviceType.CPU, IsContiguous: not 0 } && g.Dtype == p.Dtype && g.IsContiguous != 0;
    }

    internal static void Update(Tensor parameter, Tensor grad, AdamW.State state, AdamW.Options options)
    {
        var (beta1, beta2, lr) = (options.beta1!.Value, options.beta2!.Value, options.LearningRate!.Value);
        var step = new Step
        {
            Parameter = (float*)parameter.Info.Data,
            Grad = (float*)grad.Info.Data,
            Average = (float*)state.exp_avg.Info.Data,
            Square = (float*)state.exp_avg_sq.Info.Data,
            Decay = (float)(1 - (lr * options.weight_decay!.Value)),
            Beta1 = (float)beta1,
            Beta2 = (float)beta2,
            Rate = (float)(lr / (1 - Math.Pow(beta1, state.step))),
            InverseRoot = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, state.step))),
            Epsilon = (float)options.eps!.Value,
        };
        var count = parameter.NumberOfElements;
        var chunks = (int)((count + Chunk - 1) / Chunk);
        if (chunks == 1) step.Run(0, count);
        else Parallel.For(0, chunks, i => step.Run((long)i * Chunk, Math.Min(count, ((long)i + 1) * Chunk)));
    }

    private struct Step
    {
        public float* Parameter, Grad, Average, Square;
        public float Decay, Beta1, Beta2, Rate, InverseRoot, Epsilon;

        internal readonly void Run(long from, long to)
        {
            var i = from;
            var (beta1, beta2, decay) = (new Vector<float>(Beta1), new Vector<float>(Beta2), new Vector<float>(Decay));
            var (keep1, keep2) = (new Vector<float>(1 - Beta1), new Vector<float>(1 - Beta2));
            var (rate, root, epsilon) = (new Vector<float>(Rate), new Vector<float>(InverseRoot), new Vector<float>(Epsilon));
            for (; i + Vector<float>.Count <= to; i += Vector<float>.Count)
            {
                var g = Vector.Load(Grad + i);
                var m = (Vector.Load(Average + i) * beta1) + (g * keep1);
                var v = (Vector.Load(Square + i) * beta2) + (g * g * keep2);
                m.Store(Average + i);
                v.Store(Square + i);
                var p = (Vector.Load(Parameter + i) * decay) - (rate * m / ((Vector.SquareRoot(v) * root) + epsilon));
                p.Store(Parameter + i);
            }
            for (; i < to; i++)
            {
                var g = Grad[i];
                Average[i] = (Average[i] * Beta1) + (g * (1 - Beta1));
                Square[i] = (Square[i] * Beta2) + (g * g * (1 - Beta2));
                Parameter[i] = (Parameter[i] * Decay) - (Rate * Average[i] / ((MathF.Sqrt(Square[i]) * InverseRoot) + Epsilon));
            }
        }
    }
}
