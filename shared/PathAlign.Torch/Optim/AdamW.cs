using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>
        /// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2). On the CPU one pass over memory does the
        /// whole update; elsewhere foreach operators do it for all parameters at once.
        /// </summary>
        public class AdamW : optim.Optimizer
        {
            private readonly List<State> _states = [];

            internal AdamW(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weightDecay)
            {
                var group = new ParamGroup(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weightDecay });
                _parameter_groups.Add(group);
                foreach (var parameter in group.Parameters)
                    _states.Add(new State { exp_avg = zeros_like(parameter).DetachFromDisposeScope(), exp_avg_sq = zeros_like(parameter).DetachFromDisposeScope() });
            }

            public override Tensor? step(Func<Tensor>? closure = null)
            {
                Tensor? loss = null;
                if (closure is not null)
                    using (enable_grad())
                        loss = closure();
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                var group = _parameter_groups[0];
                var due = group.Parameters.Zip(_states, (parameter, state) => (parameter, grad: parameter.grad, state)).Where(entry => entry.grad is not null).ToList();
                foreach (var (_, _, state) in due) state.step++;
                var options = (Options)group.Options;
                var fused = due.Where(entry => FusedAdamW.Handles(entry.parameter, entry.grad!)).ToList();
                foreach (var (parameter, grad, state) in fused) FusedAdamW.Update(parameter, grad!, state, options);
                foreach (var sameStep in due.Except(fused).GroupBy(entry => entry.state.step))
                    Foreach([.. sameStep.Select(e => (Tensor)e.parameter)], [.. sameStep.Select(e => e.grad!)], [.. sameStep.Select(e => e.state)], sameStep.Key, options);
                return loss;
            }

            public override StateDictionary state_dict() => new([_parameter_groups[0].Options], [.. _states]);

            private static void Foreach(Tensor[] parameters, Tensor[] grads, State[] states, long step, Options options)
            {
                var (averages, squares) = (states.Select(s => s.exp_avg).ToArray(), states.Select(s => s.exp_avg_sq).ToArray());
                var (beta1, beta2, lr) = (options.beta1!.Value, options.beta2!.Value, options.LearningRate!.Value);
                Aten.foreach_mul_.Do(parameters, 1 - (lr * options.weight_decay!.Value));
                Aten.foreach_mul_.Do(averages, beta1);
                Aten.foreach_add_List.Do(averages, grads, 1 - beta1);
                Aten.foreach_mul_.Do(squares, beta2);
                Aten.foreach_addcmul_.Do(squares, grads, grads, 1 - beta2);
                var denominators = Aten.foreach_sqrt.CallList((Arg)squares);
                Aten.foreach_div_.Do(denominators, Math.Sqrt(1 - Math.Pow(beta2, step)));
                Aten.foreach_add_Scalar.Do(denominators, options.eps!.Value);
                Aten.foreach_addcdiv_.Do(parameters, averages, denominators, -lr / (1 - Math.Pow(beta1, step)));
            }

            protected override void Dispose(bool disposing)
            {
                foreach (var state in _states) state.Dispose();
            }

            /// <summary>One parameter's moments, of its own shape, and how many steps it took.</summary>
            public sealed class State : OptimizerState, IDisposable
            {
                public long step;
                public Tensor exp_avg = null!;
                public Tensor exp_avg_sq = null!;

                public void Dispose()
                {
                    exp_avg.Dispose();
                    exp_avg_sq.Dispose();
                }
            }

            public class Options : OptimizerOptions
            {
                public double? beta1;
                public double? beta2;
                public double? weight_decay;
                public double? eps;
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                amsgrad || maximize ? throw new NotSupportedException("AdamW: amsgrad and maximize are not provided") : new(parameters, lr, beta1, beta2, eps, weight_decay);
        }
    }
}
