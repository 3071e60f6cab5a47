using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Generator.Rounds;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds.Networks;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using Xunit;

namespace PathAlign.Tests.Generator.Rounds;

/// <summary>How often the images of a comparison are drawn.</summary>
public sealed class ComparisonImagesTests(TinyRound round) : IAsyncLifetime
{
    private const int PerArm = TinyRound.Classes * TinyRound.EvaluationPerClass;
    private readonly TemporaryFolder _folder = new();
    private FileObjectStore _objects = null!;
    private RoundPlan _plan = null!;
    private string _adapter = null!;

    public async ValueTask InitializeAsync()
    {
        var home = await round.CopyHomeAsync(_folder);
        _objects = new FileObjectStore(Path.Combine(home, "objects"));
        var decided = (await HomeState.ReadAsync(home)).Of("jobs")
            .SelectMany(job => job["outgoing"]!.AsArray())
            .Single(e => (string)e!["type"]! == nameof(AdapterEvaluated))!["body"]!;
        _adapter = (string)decided["adapterKey"]!;
        _plan = await _objects.GetJsonAsync<RoundPlan>((string)decided["planKey"]!);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(ImageArms.Before)]
    [InlineData(ImageArms.After)]
    public async Task An_adapter_is_drawn_several_times_whichever_arm_it_is(string arm)
    {
        var drawn = await DrawAsync(_adapter, arm, attempts: 2);

        Assert.Equal(3 * PerArm, drawn.Yield.Sum(y => y.Drawn));
        Assert.Equal(PerArm, drawn.Yield.Sum(y => y.Kept));
        Assert.Contains(drawn.Images, image => (image.Index & uint.MaxValue) >= 1 << 24);
    }

    [Fact]
    public async Task The_bare_base_is_drawn_once_and_an_adapter_too_without_further_attempts()
    {
        foreach (var (adapter, arm, attempts) in new[] { (null, ImageArms.Before, 2), (_adapter, ImageArms.After, 0) })
        {
            var drawn = await DrawAsync(adapter, arm, attempts);
            Assert.Equal(PerArm, drawn.Yield.Sum(y => y.Drawn));
            Assert.All(drawn.Images, image => Assert.True((image.Index & uint.MaxValue) < 1 << 24));
        }
    }

    [Fact]
    public async Task The_images_do_not_depend_on_the_shards()
    {
        var whole = await DrawAsync(_adapter, ImageArms.After, 2);

        var parts = new List<ImageEntry>();
        for (var first = 0; first < PerArm; first += 10)
            parts.AddRange((await DrawAsync(_adapter, ImageArms.After, 2, first, Math.Min(10, PerArm - first))).Images);

        Assert.Equal(whole.Images, parts);
    }

    private async Task<ImageManifest> DrawAsync(
        string? adapter, string arm, int attempts, int first = 0, int count = PerArm)
    {
        var plan = _plan with { Evaluation = _plan.Evaluation with { RewardAttempts = attempts } };
        var start = arm == ImageArms.Before ? first : PerArm + first;
        var images = new RoundDrawing(plan, ImagePurpose.Evaluation).Slice(start, count);
        var work = Directory.CreateDirectory(_folder.At($"work-{Guid.NewGuid():n}")).FullName;
        return await new ComparisonImages(_objects, new RoundNetworks(_objects)).DrawAsync(
            plan, adapter, images, new JobContext("job", work, (_, _, _) => { }), CancellationToken.None);
    }
}
