using System.Text;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Files;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Feedback;
using Xunit;

namespace PathAlign.Tests.Storage;

public sealed class ObjectJsonTests
{
    private readonly InMemoryObjectStore _store = new();

    [Fact]
    public async Task A_plan_comes_back_as_it_went()
    {
        var plan = new RoundPlan
        {
            RoundId = "r1",
            Seed = ulong.MaxValue,
            Data = "phantom",
            GeneratorKey = "g",
            FilterKey = "f",
            JudgeKey = "j",
            Finetune = new FinetunePlan { LearningRate = 1e-5 },
        };

        Assert.Equal(plan, await _store.GetJsonAsync<RoundPlan>(await _store.PutJsonAsync("plans", plan)));
    }

    [Fact]
    public async Task The_bytes_are_these()
    {
        var manifest = new RatingManifest
        {
            RoundId = "r1",
            Ratings =
            [
                new RatingEntry
                {
                    Id = "b",
                    ImageId = "a",
                    Rater = "änna",
                    Simulated = true,
                    Plausibility = 0.5,
                    Faults = ["artefact"],
                }
            ],
        };

        var key = await _store.PutJsonAsync("ratings", manifest);

        Assert.Equal(
            """{"ratings":[{"faults":["artefact"],"id":"b","imageId":"a","plausibility":""" +
            """0.5,"rater":"\u00E4nna","simulated":true}],"roundId":"r1"}""",
            Encoding.UTF8.GetString(await _store.GetAsync(key)));
        Assert.Matches("^ratings/[0-9a-f]{2}/[0-9a-f]{64}\\.json$", key);
    }

    [Fact]
    public async Task A_field_of_a_later_version_is_left_alone()
    {
        var key = await PutAsync("""{"ratings":[],"roundId":"r1","later":{"x":1}}""");

        Assert.Equal("r1", (await _store.GetJsonAsync<RatingManifest>(key)).RoundId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"roundId\":\"r1\"}")]
    [InlineData("{\"roundId\":null,\"ratings\":[]}")]
    [InlineData("{\"roundId\":\"r1\",\"ratings\":[],\"ratings\":[]}")]
    [InlineData("{\"roundId\":\"r1\",\"ratings\":[]")]
    [InlineData("{\"roundId\":{\"$ne\":1},\"ratings\":[]}")]
    public async Task What_is_broken_is_refused_with_a_sentence(string json)
    {
        var key = await PutAsync(json);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _store.GetJsonAsync<RatingManifest>(key));

        Assert.StartsWith(key, error.Message);
    }

    [Fact]
    public async Task What_is_too_deep_is_refused()
    {
        var key = await PutAsync(
            $$"""{"roundId":"r1","ratings":[],"later":{{new string('[', 100)}}{{new string(']', 100)}}}""");

        await Assert.ThrowsAsync<InvalidInputException>(() => _store.GetJsonAsync<RatingManifest>(key));
    }

    private Task<string> PutAsync(string json) => _store.PutAsync("manifests", "json", Encoding.UTF8.GetBytes(json));
}
