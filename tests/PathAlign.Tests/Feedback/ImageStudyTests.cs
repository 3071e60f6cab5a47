using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Records;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Studies of images from elsewhere: asked for over the API, checked, and put before raters.</summary>
public sealed class ImageStudyTests
{
    private const string Study = "vendor-1";
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task An_operators_study_is_a_round_whose_plan_names_its_images()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var manifestKey = await ListAsync(3);

        using var answer = await PostAsync(host, Body(manifestKey));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"/api/v1/jobs?round={Study}", answer.Headers.Location!.OriginalString);
        var plan = await PlanAsync(host);
        Assert.Equal(
            (Study, RoundPlan.NoData, "", true), (plan.RoundId, plan.Data, plan.FilterKey, plan.IsStudy));
        var images = (await _stores.Objects.GetJsonAsync<ImageManifest>(plan.ImagesKey!)).Images;
        Assert.Equal([0, 1, 0], images.Select(image => image.Label));
        Assert.Equal(["0.png", "1.png", "2.png"], images.Select(image => image.Name));
        Assert.DoesNotContain(images, image => image.Id.Contains(Study) || image.Id.Contains("png"));
    }

    [Fact]
    public async Task The_same_request_again_asks_for_the_same_round_and_another_under_its_id_is_refused()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (few, more) = (await ListAsync(3), await ListAsync(4));

        using var first = await PostAsync(host, Body(few));
        using var again = await PostAsync(host, Body(few));
        using var another = await PostAsync(host, Body(more));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, again.StatusCode));
        Assert.Single((await host.Services.GetRequiredService<JobStore>().ListAsync(Study)).Jobs);
        await AssertRefusedAsync(another, "expected a new id, found 'vendor-1' in use");
    }

    [Theory]
    [InlineData("studyId", "\"Vendor 1\"", "StudyId")]
    [InlineData("manifestKey", "\"manifests/none\"", "expected an object key")]
    [InlineData("manifestKey", "\"manifests/00/{hash}.json\"", "manifests/00")]
    [InlineData("dataKey", "\"data/00/{hash}.npz\"", "data/00")]
    [InlineData("classifierKey", "\"weights/00/{hash}.safetensors\"", "weights/00")]
    [InlineData("rating", "{\"repeatShare\":0.9}", "Rating.RepeatShare")]
    [
        InlineData(
            "dataset",
            "{\"classes\":[{\"code\":\"STR\",\"name\":\"stroma\"}]}",
            "images[0].class: expected one of STR")
    ]
    public async Task A_study_that_breaks_a_rule_is_refused_in_one_sentence(string field, string value, string words)
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var body = Body(await ListAsync(2));
        body[field] = JsonNode.Parse(value.Replace("{hash}", new string('0', 64), StringComparison.Ordinal));

        using var answer = await PostAsync(host, body);

        await AssertRefusedAsync(answer, words);
        Assert.Empty((await host.Services.GetRequiredService<JobStore>().ListAsync(Study)).Jobs);
    }

    [Fact]
    public async Task Its_images_are_queued_once_and_raters_get_no_name_of_a_file()
    {
        var input = await GeneratedAsync(4);

        await _stores.QueueAsync(input);
        await _stores.QueueAsync(input);   // a repeat

        Assert.Equal(4, (await _stores.AllAsync("images")).Count);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var page = await (await host.GetAsync("/api/v1/queue/next?count=4", await host.RegisterAsync("anna")))
            .Content.ReadAsStringAsync();
        Assert.Equal(4, JsonNode.Parse(page)!["images"]!.AsArray().Count);
        Assert.DoesNotContain(".png\"", page.Replace("/content", "", StringComparison.Ordinal));
        Assert.DoesNotContain(Study, page);
    }

    [Theory]
    [InlineData(6, 6, "expected square images of one size from 8 to 1024 px, found 6×6 px")]
    [InlineData(12, 12, "found 12×12 px after 8×8 px")]
    [InlineData(8, 12, "found 8×12 px after 8×8 px")]
    public async Task An_image_of_another_size_parks_the_study_before_a_rater_sees_it(
        int width, int height, string words)
    {
        var odd = Png.Encode(RgbImage.Filled(width, height, 1, 2, 3));
        var input = await GeneratedAsync(3, odd, first: width < 8);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _stores.QueueAsync(input));

        Assert.Contains(words, error.Message);
        await new FeedbackCollections(_stores.Served).EnsureAsync(CancellationToken.None);
        Assert.Empty(await _stores.AllAsync("images"));
    }

    [Fact]
    public async Task What_is_no_image_parks_the_study()
    {
        var input = await GeneratedAsync(3, "no image at all"u8.ToArray());

        await Assert.ThrowsAsync<InvalidInputException>(() => _stores.QueueAsync(input));
    }

    [Fact]
    public async Task Real_tiles_of_another_size_park_the_study()
    {
        var input = await GeneratedAsync(3, data: RoundPlan.Phantom);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _stores.QueueAsync(input));

        Assert.Contains("expected images of 28 px as the real tiles have, found 8 px", error.Message);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, string words)
    {
        await ExpectProblem.Async(400, "invalid-study", Task.FromResult(answer));
        Assert.Contains(words, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!);
    }

    private static JsonObject Body(string manifestKey) => new()
    {
        ["studyId"] = Study,
        ["manifestKey"] = manifestKey,
        ["dataset"] = JsonNode.Parse(
            """{"classes":[{"code":"TUM","name":"tumour"},{"code":"STR","name":"stroma"}],"criteria":["artefact"]}"""),
    };

    /// <summary>Stores images and their list.</summary>
    private async Task<string> ListAsync(int count, byte[]? odd = null, bool first = false)
    {
        var images = new List<StudyImage>();
        for (var i = 0; i < count; i++)
        {
            var isOdd = odd is not null && i == (first ? 0 : count - 1);
            var png = isOdd ? odd! : Png.Encode(RgbImage.Filled(8, 8, (byte)i, 80, 120));
            images.Add(
                new StudyImage
                {
                    Key = await _stores.Objects.PutAsync("images", "png", png),
                    Class = i % 2 == 0 ? "TUM" : "STR",
                    Name = $"{i}.png",
                });
        }
        return await _stores.Objects.PutJsonAsync("manifests", new StudyManifest { Images = images });
    }

    /// <summary>What the generator announces for a study.</summary>
    private async Task<ImagesGenerated> GeneratedAsync(
        int count, byte[]? odd = null, bool first = false, string? data = null)
    {
        var inputs = new RoundInputs(_stores.Objects);
        var plan = await new StudyRounds(_stores.Objects, inputs).PlanAsync(
            new StudyPlan
            {
                StudyId = Study,
                ManifestKey = await ListAsync(count, odd, first),
                Dataset = DatasetDescription.Colorectal,
            },
            CancellationToken.None);
        if (data is not null) plan = plan with { Data = data };
        return new ImagesGenerated
        {
            RoundId = Study,
            PlanKey = await inputs.StoreAsync(plan, CancellationToken.None),
            Purpose = ImagePurpose.Training,
            ImagesKey = plan.ImagesKey!,
            Count = count,
            Study = true,
        };
    }

    private static async Task<HttpResponseMessage> PostAsync(FeedbackHost host, JsonObject body)
    {
        var key = await host.Services.GetRequiredService<RaterRegistry>()
            .RegisterAsync("operations", RaterRole.Operator, RaterKind.Human);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/studies")
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await host.Client.SendAsync(request);
    }

    private async Task<RoundPlan> PlanAsync(FeedbackHost host)
    {
        var job = Assert.Single((await host.Services.GetRequiredService<JobStore>().ListAsync(Study)).Jobs);
        return await _stores.Objects.GetJsonAsync<RoundPlan>(job.PlanKey);
    }
}
