using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Gradient descent with momentum, as PyTorch defines it: v ← μv + g, p ← p − lr·v.</summary>
        public class SGD : optim.Optimizer
        {
            private readonly List<State> _states = [];
            private readonly double _momentum, _weightDecay;
            private readonly bool _nesterov;

            internal SGD(IEnumerable<Parameter> parameters, double lr, double momentum, double weightDecay, bool nesterov)
            {
                (_momentum, _weightDecay, _nesterov) = (momentum, weightDecay, nesterov);
                var group = new ParamGroup(parameters, new OptimizerOptions { LearningRate = lr });
                _parameter_groups.Add(group);
                foreach (var parameter in group.Parameters) _states.Add(new State { momentum_buffer = zeros_like(parameter).DetachFromDisposeScope() });
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
                foreach (var (parameter, state) in group.Parameters.Zip(_states))
                {
                    if (parameter.grad is not { } grad) continue;
                    var change = _weightDecay == 0 ? grad : grad.add(parameter, _weightDecay);
                    if (_momentum != 0)
                    {
                        state.momentum_buffer.mul_(_momentum).add_(change);
                        change = _nesterov ? change.add(state.momentum_buffer, _momentum) : state.momentum_buffer;
                    }
                    parameter.add_(change, -group.LearningRate);
                }
                return loss;
            }

            public override StateDictionary state_dict() => new([_parameter_groups[0].Options], [.. _states]);

            protected override void Dispose(bool disposing)
            {
                foreach (var state in _states) state.momentum_buffer.Dispose();
            }

            public sealed class State : OptimizerState
            {
                public Tensor momentum_buffer = null!;
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                dampening != 0 || maximize ? throw new NotSupportedException("SGD: dampening and maximize are not provided") : new(parameters, learningRate, momentum, weight_decay, nesterov);
        }
    }
}
