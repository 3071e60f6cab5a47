using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Study;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>What the app says of criteria and pixels.</summary>
public sealed class CriterionDefinitionsTests
{
    [Fact]
    public void Criteria_of_known_data_sets_have_a_sentence_and_others_their_name()
    {
        var known = RatingCriteria.Histology.Concat(KnownDatasets.ByFileName("bloodmnist.npz")!.Criteria)
            .Concat(KnownDatasets.ByFileName("dermamnist.npz")!.Criteria);

        Assert.All(known, name => Assert.Contains(' ', CriterionDefinitions.Of(name)));
        Assert.All(known, name => Assert.EndsWith(".", CriterionDefinitions.Of(name)));
        Assert.Equal("Wall of vessels.", CriterionDefinitions.Of("wall-of-vessels"));
    }

    [Fact]
    public async Task A_study_says_what_its_criteria_mean_and_how_large_a_pixel_is()
    {
        var stores = new FeedbackStores
        {
            Dataset = DatasetDescription.Colorectal with { Criteria = ["granules", "odd"], MicrometresPerPixel = 0.25 },
        };
        await stores.QueueRoundAsync("r1", 2, new RatingPlan());
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");
        var page = await (await host.GetAsync("/api/v1/queue/next", key)).Content.ReadFromJsonAsync<QueuePage>();

        var study = JsonNode.Parse(
            await (await host.GetAsync($"/api/v1/study/{page!.SetId}", key)).Content.ReadAsStringAsync())!;

        Assert.Equal(0.25, (double)study["micrometresPerPixel"]!);
        Assert.Equal("H&E", (string)study["stain"]!);
        Assert.Equal(CriterionDefinitions.Of("granules"), (string)study["definitions"]!["granules"]!);
        Assert.Equal("Odd.", (string)study["definitions"]!["odd"]!);
    }
}
