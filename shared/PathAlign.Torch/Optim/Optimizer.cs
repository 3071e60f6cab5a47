using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Changes parameters by their gradients.</summary>
            public abstract class Optimizer : IDisposable
            {
                protected readonly List<ParamGroup> _parameter_groups = [];

                /// <summary>The groups, each with a learning rate that may be set between steps.</summary>
                public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

                public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

                /// <summary>Sets gradients to zero, in place.</summary>
                public virtual void zero_grad()
                {
                    foreach (var parameter in parameters())
                    {
                        using var grad = parameter.grad;
                        using var zeroed = grad?.zero_();
                    }
                }

                public abstract Tensor? step(Func<Tensor>? closure = null);

                /// <summary>The options of each group and the state of each parameter, in order; the tensors themselves.</summary>
                public abstract StateDictionary state_dict();

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected abstract void Dispose(bool disposing);

                public sealed class StateDictionary
                {
                    internal StateDictionary(List<OptimizerOptions> options, List<OptimizerState> state)
                    {
                        (Options, State) = (options, state);
                    }

                    public List<OptimizerOptions> Options { get; }

                    public List<OptimizerState> State { get; }
                }
            }

            public interface ILearningRateController
            {
                double LearningRate { get; set; }
                double InitialLearningRate { get; set; }
            }
        }
    }

    namespace Modules
    {
        public class OptimizerOptions
        {
            public double? LearningRate { get; set; }
            public double InitialLearningRate { get; set; }
        }

        public abstract class OptimizerState;

        public class ParamGroup : torch.optim.ILearningRateController
        {
            internal ParamGroup(IEnumerable<Parameter> parameters, OptimizerOptions options)
            {
                (Parameters, Options) = ([.. parameters], options);
                options.InitialLearningRate = options.LearningRate ?? 0;
            }

            public IEnumerable<Parameter> Parameters { get; set; }
            public OptimizerOptions Options { get; set; }
            public double LearningRate { get => Options.LearningRate ?? 0; set => Options.LearningRate = value; }
            public double InitialLearningRate { get => Options.InitialLearningRate; set => Options.InitialLearningRate = value; }
        }
    }
}
