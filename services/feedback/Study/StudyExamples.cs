using PathAlign.Feedback.Api;

namespace PathAlign.Feedback.Study;

/// <summary>Examples of a study for the OpenAPI document, of the types that are really sent.</summary>
internal static class StudyExamples
{
    internal static StudyPage Study =>
        new(
            ExampleValues.SetId,
            false,
            [new StudyLevel("implausible", "Implausible"), new StudyLevel("plausible", "Plausible")],
            ["nuclear-size"],
            new Dictionary<string, string> { ["nuclear-size"] = CriterionDefinitions.Of("nuclear-size") },
            2000,
            [
                new StudyClass(
                    "TUM",
                    "colorectal adenocarcinoma epithelium",
                    [$"/api/v1/study/{ExampleValues.SetId}/examples/0"])
            ],
            "H&E",
            0.5,
            250,
            1440);

    internal static StudyProgress Progress =>
        new(ExampleValues.SetId, 12, 88, 24, 1, ExampleValues.RatedAt.AddMinutes(30));
}
