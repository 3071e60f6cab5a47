using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Standalone.Embedded;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Training;
using Xunit;

namespace PathAlign.Tests.StableDiffusion;

/// <summary>A round whose generator is a text-to-image model in diffusers' layout.</summary>
public sealed class TextRoundTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Slow]
    public async Task A_round_takes_a_models_folder_from_its_images_to_its_report()
    {
        var model = TinyTextModel.Write(_folder);
        var data = _folder.At("pathmnist_64.npz");
        MedMnist.Write(data, TileMaker.Dataset(27, TinyTextModel.Size));   // three of each class
        var suits = new ConcurrentBag<FinetunePlan>();
        var settings = new RoundSettings
        {
            Data = data,
            Generator = model,
            Filter = TinyModels.WriteClassifier(_folder.At("filter.safetensors"), 2, TinyTextModel.Size),
            Judge = TinyModels.WriteClassifier(_folder.At("judge.safetensors"), 3, TinyTextModel.Size),
            Seed = 5,
            Rounds = 1,
            Configure = plan =>
            {
                suits.Add(plan.Finetune);
                return TinyRound.Configure(plan);
            },
        };

        var report = Assert.Single(await TinyRound.RunAsync(_folder.At("home"), settings));

        Assert.NotNull(report.AdapterKey);
        Assert.Equal(new FinetunePlan().ForLatents(), Assert.Single(suits.Distinct()));
        var drawn = Directory.EnumerateFiles(_folder.At("home"), "*.png", SearchOption.AllDirectories)
            .Select(path => Png.ReadText(File.ReadAllBytes(path), path))
            .Where(text => text.ContainsKey("pathalign:guidance"))
            .ToList();
        var images = TinyRound.Classes * (TinyRound.ImagesPerClass + (2 * TinyRound.EvaluationPerClass));
        Assert.InRange(drawn.Count, images, 10 * images);   // images of the same bytes are one file
        Assert.All(
            drawn,
            text => Assert.Equal(("5", "0-1"), (text["pathalign:guidance"], text["pathalign:guidance-range"])));
        Assert.Equal(report.AdapterKey, await AdapterAsync(_folder.At("again"), settings));
    }

    /// <summary>The adapter of a further run, which ends there: the comparison has been looked at.</summary>
    private static async Task<string> AdapterAsync(string home, RoundSettings settings)
    {
        using var stop = new CancellationTokenSource();
        JobStore? jobs = null;
        var running = TinyRound.RunAsync(
            home, settings, prepare: app => jobs = app.Services.GetRequiredService<JobStore>(), cancel: stop.Token);
        string? adapter = null;
        while (adapter is null && await Task.WhenAny(running, Task.Delay(200)) != running)
        {
            var events = jobs is null ? [] : (await jobs.ListAsync()).Jobs.SelectMany(job => job.Outgoing);
            adapter = events.Select(e => e.Read()).OfType<AdapterReady>().SingleOrDefault()?.AdapterKey;
        }
        await stop.CancelAsync();
        var ended = await Record.ExceptionAsync(() => running);
        Assert.True(ended is null or OperationCanceledException, $"{ended}");
        return Assert.IsType<string>(adapter);
    }
}
