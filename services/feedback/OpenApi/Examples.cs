using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Feedback.Access;
using PathAlign.Feedback.Access.Oidc;
using PathAlign.Feedback.Agreement;
using PathAlign.Feedback.Operations;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Exchange;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Study;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Statistics;

namespace PathAlign.Feedback.OpenApi;

/// <summary>Requests and answers as the document shows them: values of the types that are really sent.</summary>
internal static class Examples
{
    internal const string ImageId = "5b0c9d3e2f1a4b6c8d7e9f0a1b2c3d4e", SetId = "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        RatingId = "9a8b7c6d5e4f30211203f4e5d6c7b8a9", RoundId = "round-7";
    internal const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private const string Rater = "anna";

    internal static SignInRequest SignIn => new() { Name = Rater, Password = "correct horse battery" };

    internal static SignInWays SignInWays =>
        new(new SignInProvider("Sign in with your organisation", "/api/v1/sign-in/oidc"));

    internal static SessionInfo Session => new(Rater, "rater", "nJ8vYw");

    internal static AccountRequest Account => new() { Role = "reviewer", Password = "correct horse battery" };

    internal static QueuePage Queue =>
        new(
            SetId,
            ["nuclear-size", "architecture"],
            [
                new QueueItem(
                    ImageId, "TUM", "colorectal adenocarcinoma epithelium", $"/api/v1/images/{ImageId}/content")
            ]);

    internal static RatingRequest Request =>
        new()
        {
            ImageId = ImageId,
            Verdict = "rather-implausible",
            Faults = ["nuclear-size"],
            Remark = "nuclei too large",
            LookedMs = 5500,
        };

    internal static Rating Rating =>
        new(RatingId, ImageId, Verdict.RatherImplausible, ["nuclear-size"], "nuclei too large", RatedAt);

    internal static StudyPage Study =>
        new(
            SetId,
            false,
            [new StudyLevel("implausible", "Implausible"), new StudyLevel("plausible", "Plausible")],
            ["nuclear-size"],
            2000,

        [new StudyClass("TUM", "colorectal adenocarcinoma epithelium", [$"/api/v1/study/{SetId}/examples/0"])]);

    internal static StudyProgress Progress => new(12, 88);

    internal static RoundProgress Round =>
        new(RoundId, [new SetProgress(SetId, "training", "open", 100, 100, 12, 1, null, 12, 0)]);

    internal static AgreementReport Agreement =>
        new(
            RoundId,
            "human",
            "images",
            100,
            200,
            Between(0.5),
            Between(0.7),
            [new PairAgreement(Rater, "bert", 100, Between(0.5), Between(0.7))],

        [
            new ClassAgreement("TUM", "colorectal adenocarcinoma epithelium", 22, Between(0.6), Between(0.7))
        ], [new CriterionAgreement("nuclear-size", Between(0.2), Between(0.4))],
        [
            new RaterWorth(
                Rater,
                100,
                Between(0.1),
                5.5,
                new RepeatWorth(8, Between(0.8), Between(0.7), 0.05),
                new ControlWorth(Between(0.9), Between(0.1), Between(0.1)),
                Between(-0.02))
        ],
        [new RaterWeight(Rater, false, 0.97, 0.81, 116)]);

    internal static RatingLine Line =>
        new(
            RatingId,
            "training",
            ImageId,
            "study",
            Rater,
            false,
            0,
            "rather-implausible",
            0.25,
            ["nuclear-size"],
            "nuclei too large",
            5500,
            RatedAt,
            false);

    internal static string Lines => RatingLines.Write(Line) + "\n";

    internal static string Table => $"{RatingTable.Head}\r\n{RatingTable.Write(Line)}\r\n";

    internal static JsonArray LabelTasks => [JsonNode.Parse(LabelStudio.Write(1, [Line]))];

    internal static string BulkLines =>
        JsonSerializer.Serialize(new BulkLine { IdempotencyKey = "b1946ac9", Rating = Request }, BulkLine.Json) + "\n";

    internal static BulkResult Bulk => BulkResult.Of([new BulkLineResult(1, 201, Rating, null)]);

    internal static NewRater NewRater => new() { Name = "desk-app", Role = RaterRole.Rater, Kind = RaterKind.Human };

    internal static IssuedKey Key => new("desk-app", "desk-app.c2VjcmV0");

    internal static RoundRequest RoundRequest => new() { RoundId = RoundId, PlanKey = $"plans/01/{Hash}.json" };

    internal static RoundOverviewPage Rounds =>
        new(
            [new RoundOverview(RoundId, "open", RatedAt, [new RoundStep("draw", "done", 540, 540, 0, null, RatingId, null), new RoundStep("rate", "running", 12, 540, 0, null, null, null)],
        [], null, null, $"plans/01/{Hash}.json")], null);

    internal static ImageOverviewPage Images =>
        new(
            [
                new ImageOverview(
                    ImageId,
                    "TUM",
                    $"images/01/{Hash}.png",
                    7,
                    null,
                    [
                        new ImageRating(
                            Rater,
                            false,
                            Verdict.RatherImplausible,
                            ["nuclear-size"],
                            "nuclei too large",
                            RatedAt,
                            false)
                    ])
            ],
            null);

    internal static StoredObject Stored => new($"plans/01/{Hash}.json");

    internal static Champion Champion =>
        new(
            $"weights/01/{Hash}.safetensors",
            $"weights/01/{Hash}.safetensors",
            RoundId,
            $"reports/01/{Hash}.json")
        { By = Rater, Reason = "stain of round 8 is off", At = RatedAt };

    internal static ChampionChange ChampionChange => new() { RoundId = RoundId, Reason = "stain of round 8 is off" };

    internal static JobDocument Job => new()
    {
        Id = RatingId,
        Stage = "reward",
        Kind = "train",
        RoundId = RoundId,
        PlanKey = $"plans/01/{Hash}.json",
        Input = new StoredEvent("FeedbackQuorumReached", new JsonObject { ["roundId"] = RoundId }),
        State = JobState.Done,
        Attempts = 1,
        CreatedAt = RatedAt.ToUnixTimeMilliseconds(),
        UpdatedAt = RatedAt.ToUnixTimeMilliseconds(),
    };

    private static DateTimeOffset RatedAt => new(2026, 11, 3, 9, 30, 0, TimeSpan.Zero);

    private static Interval Between(double value) => new(value, value - 0.1, value + 0.1, 100);
}
