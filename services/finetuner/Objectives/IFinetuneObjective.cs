using static TorchSharp.torch;

namespace PathAlign.Finetuner.Objectives;

/// <summary>One term of what a finetuning minimises.</summary>
internal interface IFinetuneObjective
{
    /// <summary>What the loss is multiplied by; 0 leaves the objective out.</summary>
    double Weight { get; }

    /// <summary>
    /// Its loss at a step, a scalar before <see cref="Weight"/>: a pure function of the step and of the network, into
    /// which the adapter is merged.
    /// </summary>
    Tensor Loss(FinetuneStep step);
}
