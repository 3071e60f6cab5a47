using System.Text.Json.Nodes;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Records;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Rounds;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Operations;

/// <summary>Examples of operators' requests for the OpenAPI document, of the types that are really sent.</summary>
internal static class OperationsExamples
{
    internal static NewRater NewRater => new() { Name = "desk-app", Role = RaterRole.Rater, Kind = RaterKind.Human };

    internal static IssuedKey Key => new("desk-app", "desk-app.c2VjcmV0");

    internal static RoundRequest RoundRequest => new()
    {
        RoundId = ExampleValues.RoundId,
        PlanKey = $"plans/01/{ExampleValues.Hash}.json",
    };

    internal static StudyPlan Study => new()
    {
        StudyId = "vendor-1",
        ManifestKey = $"manifests/01/{ExampleValues.Hash}.json",
        Dataset = DatasetDescription.Of(["TUM", "STR"]) with { Stain = "H&E" },
        ClassifierKey = $"weights/01/{ExampleValues.Hash}.safetensors",
        Rating = new RatingPlan { RatersPerImage = 2, RepeatShare = 0.08 },
    };

    internal static RoundOverviewPage Rounds =>
        new(
            [
                new RoundOverview(
                    ExampleValues.RoundId,
                    "open",
                    ExampleValues.RatedAt,
                    [
                        new RoundStep("draw", "done", 540, 540, 0, null, ExampleValues.RatingId, null),
                        new RoundStep("rate", "running", 12, 540, 0, null, null, null),
                    ],
                    [],
                    null,
                    null,
                    $"plans/01/{ExampleValues.Hash}.json")
            ],
            null);

    internal static ImageOverviewPage Images =>
        new(
            [
                new ImageOverview(
                    ExampleValues.ImageId,
                    "TUM",
                    $"images/01/{ExampleValues.Hash}.png",
                    7,
                    null,
                    [
                        new ImageRating(
                            ExampleValues.Rater,
                            false,
                            Verdict.RatherImplausible,
                            ["nuclear-size"],
                            "nuclei too large",
                            ExampleValues.RatedAt,
                            false)
                    ])
            ],
            null,
            ["NORM", "TUM"]);

    internal static RatingChangePage Changes =>
        new(
            [
                new RatingChange(
                    ExampleValues.Rater,
                    false,
                    ExampleValues.ImageId,
                    "study",
                    1,
                    new GivenRating(Verdict.Plausible, [], null, ExampleValues.RatedAt, 1900),
                    new GivenRating(
                        Verdict.RatherImplausible,
                        ["nuclear-size"],
                        "nuclei too large",
                        ExampleValues.RatedAt.AddSeconds(9),
                        5500))
            ],
            null);

    internal static StoredObject Stored => new($"plans/01/{ExampleValues.Hash}.json");

    internal static Champion Champion =>
        new(
            $"weights/01/{ExampleValues.Hash}.safetensors",
            $"weights/01/{ExampleValues.Hash}.safetensors",
            ExampleValues.RoundId,
            $"reports/01/{ExampleValues.Hash}.json")
        { By = ExampleValues.Rater, Reason = "stain of round 8 is off", At = ExampleValues.RatedAt };

    internal static ChampionChange ChampionChange => new()
    {
        RoundId = ExampleValues.RoundId,
        Reason = "stain of round 8 is off",
    };

    internal static JobDocument Job => new()
    {
        Id = ExampleValues.RatingId,
        Stage = "reward",
        Kind = "train",
        RoundId = ExampleValues.RoundId,
        PlanKey = $"plans/01/{ExampleValues.Hash}.json",
        Input = new StoredEvent("FeedbackQuorumReached", new JsonObject { ["roundId"] = ExampleValues.RoundId }),
        State = JobState.Done,
        Attempts = 1,
        CreatedAt = ExampleValues.RatedAt.ToUnixTimeMilliseconds(),
        UpdatedAt = ExampleValues.RatedAt.ToUnixTimeMilliseconds(),
    };
}
