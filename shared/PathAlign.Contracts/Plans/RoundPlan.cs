using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using PathAlign.Contracts.Datasets;

namespace PathAlign.Contracts.Plans;

/// <summary>
/// Everything that a round depends on. Two rounds with the same plan and the same ratings give the same bytes.
/// </summary>
public sealed record RoundPlan : IValidatableObject
{
    /// <summary>The value of <see cref="Data"/> if the built-in phantom replaces real tiles.</summary>
    public const string Phantom = "phantom";

    /// <summary>The value of <see cref="Data"/> if a study has no real tiles.</summary>
    public const string NoData = "none";

    /// <summary>
    /// So many images a comparison needs: its intervals come from halves, and a half needs more images than the five
    /// neighbours that are counted. Stored plans with fewer can be read.
    /// </summary>
    public const int LeastCompared = 12;

    /// <summary>The round's id: lower-case letters, digits and hyphens.</summary>
    [RegularExpression(NameRule.Pattern)]
    public required string RoundId { get; init; }

    /// <summary>Its place in the loop, from 1.</summary>
    [Range(1, LoopPlan.MostRounds)]
    public int Number { get; init; } = 1;

    /// <summary>Seed of all random numbers of the round.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Number format of the networks while images are drawn and the generator is finetuned: float32, bfloat16, float16
    /// (GPUs only) or auto (bfloat16 if the processor or GPU supports it in hardware, else float32). The reward model's
    /// training and every measurement compute in float32.
    /// </summary>
    [Setting, RegularExpression("auto|float32|bfloat16|float16")]
    public string Precision { get; init; } = "auto";

    /// <summary>
    /// The real tiles: the key of a MedMNIST archive in the object store, <see cref="Phantom"/>, or, in a study,
    /// <see cref="NoData"/>.
    /// </summary>
    public required string Data { get; init; }

    /// <summary>The name of the data in reports.</summary>
    public string DataName { get; init; } = Phantom;

    /// <summary>Classes, criteria and stain of the data. Plans of earlier versions lack it.</summary>
    public DatasetDescription Dataset { get; init; } = DatasetDescription.Colorectal;

    /// <summary>
    /// The images of a study, which come from elsewhere: their manifest. Raters rate them, nothing is drawn, and the
    /// round ends with the reward model. Null if the generator draws the images.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ImagesKey { get; init; }

    /// <summary>The base generator's weights; empty in a study.</summary>
    public required string GeneratorKey { get; init; }

    /// <summary>The champion's adapter, from which this round starts; null for the base without adapter.</summary>
    public string? AdapterKey { get; init; }

    /// <summary>
    /// The classifier that filters drawn images, and whose trunk the reward model starts from. Empty in a study that
    /// only collects ratings.
    /// </summary>
    public required string FilterKey { get; init; }

    /// <summary>The classifier that only judges; empty in a study.</summary>
    public required string JudgeKey { get; init; }

    /// <summary>How the images to rate are drawn.</summary>
    public GenerationPlan Generation { get; init; } = new();

    /// <summary>Which images are rated, and when a set is complete.</summary>
    public RatingPlan Rating { get; init; } = new();

    /// <summary>How the reward model is trained.</summary>
    public RewardPlan Reward { get; init; } = new();

    /// <summary>How the generator is finetuned.</summary>
    public FinetunePlan Finetune { get; init; } = new();

    /// <summary>How before and after are compared.</summary>
    public EvaluationPlan Evaluation { get; init; } = new();

    /// <summary>The loop that the round belongs to; null for a single round.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoopPlan? Loop { get; init; }

    /// <summary>Whether the loop has a round after this one.</summary>
    [JsonIgnore]
    public bool Continues => Loop is not null && Number < Loop.LastRound;

    /// <summary>Whether the images come from elsewhere.</summary>
    [JsonIgnore]
    public bool IsStudy => ImagesKey is not null;

    /// <summary>Whether the object store holds the real tiles.</summary>
    [JsonIgnore]
    public bool StoresData => Data is not (Phantom or NoData);

    /// <summary>The same with the defaults for a generator of latents.</summary>
    public RoundPlan ForLatents() =>
        this with { Finetune = Finetune.ForLatents(), Evaluation = Evaluation.ForLatents() };

    /// <summary>
    /// The plan of the loop's next round: the same, except for its number, its id (which ends with the number), its
    /// seed, and the results of earlier rounds.
    /// </summary>
    /// <param name="adapterKey">The champion's adapter; null for the base without adapter.</param>
    /// <param name="rewardKey">The reward model that orders its images, see <see cref="RatingPlan.RewardKey"/>.</param>
    public RoundPlan Next(string? adapterKey, string? rewardKey)
    {
        var stem = RoundId.EndsWith($"-{Number}", StringComparison.Ordinal) ? RoundId[..^$"-{Number}".Length] : RoundId;
        return this with
        {
            RoundId = $"{stem}-{Number + 1}",
            Number = Number + 1,
            Seed = Seed + 1,
            AdapterKey = adapterKey,
            Rating = Rating with { RewardKey = rewardKey },
        };
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (
            var (name, part) in new (string, object)[]
            {
                (nameof(Dataset), Dataset),
                (nameof(Generation), Generation),
                (nameof(Rating), Rating),
                (nameof(Reward), Reward),
                (nameof(Finetune), Finetune),
                (nameof(Evaluation), Evaluation),
                (nameof(Loop), Loop ?? new LoopPlan()),
            })
            foreach (var fault in PartRules.Faults(name, part)) yield return fault;
        if (IsStudy && Loop is not null)
            yield return new ValidationResult("A study draws nothing: expected no loop.", [nameof(Loop)]);
        if (!IsStudy && Data == NoData)
            yield return new ValidationResult("Only a study needs no real tiles: expected data.", [nameof(Data)]);
    }
}
