namespace PathAlign.Contracts.Stages;

/// <summary>
/// Every queue of jobs. The names are part of stored jobs, of their ids and of the broker's topology: a changed name
/// orphans the jobs and messages under the old name.
/// </summary>
public static class JobQueues
{
    /// <summary>A requested round: its drawing is split into shards.</summary>
    public static readonly JobQueue DrawRound = new(StageNames.Generator, "draw-round");

    /// <summary>A shard of a drawing: its images are drawn.</summary>
    public static readonly JobQueue DrawShard = new(StageNames.Generator, "draw-shard");

    /// <summary>A completed drawing: the manifests of its shards become one.</summary>
    public static readonly JobQueue AssembleShards = new(StageNames.Generator, "assemble-shards");

    /// <summary>A promoted adapter: it becomes the champion.</summary>
    public static readonly JobQueue PromoteAdapter = new(StageNames.Generator, "promote-adapter");

    /// <summary>A rejected adapter of a loop: the next round is requested.</summary>
    public static readonly JobQueue ContinueAfterAdapter = new(StageNames.Generator, "continue-after-adapter");

    /// <summary>A rejected reward model of a loop: the next round is requested.</summary>
    public static readonly JobQueue ContinueAfterReward = new(StageNames.Generator, "continue-after-reward");

    /// <summary>Drawn images: raters see them.</summary>
    public static readonly JobQueue QueueImages = new(StageNames.Feedback, "queue-images");

    /// <summary>Ordered images: raters see the first ones.</summary>
    public static readonly JobQueue QueueOrderedImages = new(StageNames.Feedback, "queue-ordered-images");

    /// <summary>
    /// Drawn images that are not all rated: their scoring is split into shards. The queue keeps the name from when one
    /// job ordered all images, so that waiting messages are not lost.
    /// </summary>
    public static readonly JobQueue OrderImages = new(StageNames.Reward, "order-images");

    /// <summary>A shard of a scoring: the reward model of an earlier round scores its images.</summary>
    public static readonly JobQueue ScoreShard = new(StageNames.Reward, "score-shard");

    /// <summary>A completed scoring: the images to rate are chosen.</summary>
    public static readonly JobQueue ChooseImages = new(StageNames.Reward, "choose-images");

    /// <summary>Frozen ratings to learn from: the reward model is trained.</summary>
    public static readonly JobQueue TrainReward = new(StageNames.Reward, "train-reward");

    /// <summary>A reward model: the generator is finetuned.</summary>
    public static readonly JobQueue FinetuneAdapter = new(StageNames.Finetuner, "finetune-adapter");

    /// <summary>
    /// An adapter: the drawing of its comparison is split into shards. The queue keeps the name of the stage that drew
    /// them earlier, so that waiting messages are not lost.
    /// </summary>
    public static readonly JobQueue DrawComparison = new(StageNames.Evaluator, "draw-comparison");

    /// <summary>Frozen ratings of a comparison: the adapter is promoted or rejected.</summary>
    public static readonly JobQueue DecideAdapter = new(StageNames.Evaluator, "decide-adapter");
}
