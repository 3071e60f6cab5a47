using PathAlign.Feedback.Api;

namespace PathAlign.Feedback.Queueing;

/// <summary>Examples of the queue for the OpenAPI document, of the types that are really sent.</summary>
internal static class QueueExamples
{
    internal static QueuePage Queue =>
        new(
            ExampleValues.SetId,
            ["nuclear-size", "architecture"],
            [
                new QueueItem(
                    ExampleValues.ImageId,
                    "TUM",
                    "colorectal adenocarcinoma epithelium",
                    $"/api/v1/images/{ExampleValues.ImageId}/content")
            ]);
}
