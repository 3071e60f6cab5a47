using static TorchSharp.torch;

namespace PathAlign.Finetuner.Objectives;

/// <summary>One term of the finetuning loss.</summary>
internal interface IFinetuneObjective
{
    /// <summary>The factor of the loss; 0 turns the objective off.</summary>
    double Weight { get; }

    /// <summary>
    /// The loss at a step, a scalar before <see cref="Weight"/>: a pure function of the step and of the network with
    /// the merged adapter.
    /// </summary>
    Tensor Loss(FinetuneStep step);
}
