using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;
using PathAlign.Sampling;
using PathAlign.Standalone.Simulation;
using PathAlign.Storage.Objects;
using PathAlign.Training;
using PathAlign.Training.Reward;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.Best;

/// <summary>New images of the round of a home with one round: of the base, and of the adapter.</summary>
internal sealed class DrawnHome
{
    private const int PerClass = 30;
    private const ulong Seed = 7;   // no round draws with it
    private readonly string _root;
    private readonly RoundNetworks _networks;
    private readonly RoundInputs _inputs;

    internal DrawnHome(string home)
    {
        _root = Path.Combine(home, "objects");
        var objects = new FileObjectStore(_root);
        (_networks, _inputs) = (new RoundNetworks(objects), new RoundInputs(objects));
    }

    /// <summary>The images of both arms, from the same noise, judged.</summary>
    internal async Task<IReadOnlyList<(string Arm, IReadOnlyList<JudgedImage> Images)>> DrawAsync()
    {
        var adapters = Keys("weights").Where(IsAdapter).ToList();
        if (adapters is not [var adapter])
            throw new ArgumentException($"{_root}: expected the adapter of one round, found {adapters.Count} adapters");
        var plan = await _inputs.PlanAsync(Metadata(adapter)["plan"], default);
        var data = await _inputs.DataAsync(plan, default);
        var pathologist = new SimulatedPathologist(
            data.Train,
            plan.Dataset with { Criteria = RatingCriteria.For(plan.Dataset.Stain) },
            new SimulationOptions { ErrorRate = 0 });
        using var reward = await _networks.RewardBehindAsync(adapter, default);
        var arms = new List<(string, IReadOnlyList<JudgedImage>)>();
        foreach (var (arm, key) in new[] { ("base", plan.AdapterKey), ("adapter", adapter) })
        {
            using var generator = await _networks.GeneratorAsync(plan, key, default);
            arms.Add((arm, Judge(Draw(plan, generator), reward!, pathologist)));
        }
        return arms;
    }

    private static TileSet Draw(RoundPlan plan, GeneratorModel generator)
    {
        var places = plan.Dataset.Labels
            .SelectMany(label => Enumerable.Range(0, PerClass).Select(i => (label, index: ((long)label << 32) + i)))
            .ToList();
        using var precision = ComputePrecision.Use(plan.Precision);
        var images = TileSampler.Sample(
            generator.Diffusion,
            new TileDraws([.. places.Select(p => (long)p.label)], [.. places.Select(p => p.index)], Seed),
            new SamplerSettings(
                new DpmSolverPlusPlus2M(),
                plan.Evaluation.Steps,
                new GuidanceSettings(
                    plan.Evaluation.Guidance, plan.Evaluation.GuidanceLow, plan.Evaluation.GuidanceHigh)));
        return TileSet.Of(generator.Size, [.. places.Zip(images, (place, image) => (place.label, image))]);
    }

    private static IReadOnlyList<JudgedImage> Judge(TileSet images, RewardModel reward, SimulatedPathologist rater) =>
    [
        .. Enumerable.Range(0, images.Count).Select(
            i => new JudgedImage(
                images.Labels[i], Score(images, i, reward), rater.IsNormal(images.Image(i), images.Labels[i]))),
    ];

    private static double Score(TileSet images, int row, RewardModel reward)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        return reward.Network.call(TileTensors.Signed(images, [row]), TileTensors.Labels(images, [row])).item<float>();
    }

    private IEnumerable<string> Keys(string kind) =>
        Directory.GetFiles(Path.Combine(_root, kind), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'));

    private bool IsAdapter(string key) => Metadata(key).GetValueOrDefault("kind") == "adapter";

    private IReadOnlyDictionary<string, string> Metadata(string key)
    {
        using var file = SafetensorsFile.Open(Path.Combine(_root, key));
        return file.Metadata;
    }
}
