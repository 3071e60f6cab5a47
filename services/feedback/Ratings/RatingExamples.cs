using System.Text.Json;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>Examples of ratings for the OpenAPI document, of the types that are really sent.</summary>
internal static class RatingExamples
{
    internal static RatingRequest Request =>
        new()
        {
            ImageId = ExampleValues.ImageId,
            Verdict = "rather-implausible",
            Faults = ["nuclear-size"],
            Remark = "nuclei too large",
            LookedMs = 5500,
        };

    internal static Rating Rating =>
        new(
            ExampleValues.RatingId,
            ExampleValues.ImageId,
            Verdict.RatherImplausible,
            ["nuclear-size"],
            "nuclei too large",
            ExampleValues.RatedAt);

    internal static RoundProgress Round =>
        new(
            ExampleValues.RoundId,
            [
                new SetProgress(
                    ExampleValues.SetId,
                    SetProgress.Training,
                    "open",
                    100,
                    100,
                    12,
                    1,
                    null,
                    12,
                    0,
                    "88 of 100 images wait for ratings")
            ]);

    internal static string BulkLines =>
        JsonSerializer.Serialize(new BulkLine { IdempotencyKey = "b1946ac9", Rating = Request }, BulkLine.Json) + "\n";

    internal static BulkResult Bulk => BulkResult.Of([new BulkLineResult(1, 201, Rating, null)]);
}
