namespace PathAlign.Contracts.Stages;

/// <summary>The five stages of a round, one service each.</summary>
public static class StageNames
{
    /// <summary>Draws images and keeps the champion.</summary>
    public const string Generator = "generator";

    /// <summary>Queues images and takes ratings.</summary>
    public const string Feedback = "feedback";

    /// <summary>Learns from ratings.</summary>
    public const string Reward = "reward";

    /// <summary>Trains adapters.</summary>
    public const string Finetuner = "finetuner";

    /// <summary>Measures adapters.</summary>
    public const string Evaluator = "evaluator";
}
