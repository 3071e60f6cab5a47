using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.StableDiffusion.Scheduling;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.Fixtures;

/// <summary>Whole trajectories of each scheduler on a toy network, next to those of diffusers.</summary>
internal static class SchedulerCases
{
    private const double Limit = 1e-6;

    // 0.21 rounds Karras's noise levels to those of timesteps. 0.31 does not, and the product follows it.
    private static readonly (string Name, string Version) _otherwise = ("dpmpp_2m_karras", "v0.21");

    internal static bool Run(string path, string version)
    {
        var file = JsonNode.Parse(File.ReadAllText(path))!;
        var initial = Floats(file["init_sample"]!);
        var noises = file["ddpm_noise"]!.AsArray().Select(row => Floats(row!)).ToArray();
        var agrees = true;
        foreach (var testCase in file["cases"]!.AsArray())
        {
            var name = (string)testCase!["name"]!;
            if ((name, version) == _otherwise) continue;
            agrees &= FixturesBench.Row($"{name} {version}", Difference(testCase, version, initial, noises), Limit);
        }
        agrees &= Timesteps(file, version);
        return agrees & AddNoise(file, version, initial, noises);
    }

    private static double Difference(JsonNode testCase, string version, float[] initial, float[][] noises)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var run = Scheduler(testCase, version).Start((int)testCase["num_inference_steps"]!);
        var steps = testCase["steps"]!.AsArray();
        var expectedTimes = testCase["timesteps"]!.Deserialize<double[]>()!;
        if (!expectedTimes.SequenceEqual(run.Timesteps)) return double.PositiveInfinity;
        var worst = Math.Abs(((double)testCase["init_noise_sigma"]! - run.InitialNoiseScale) / run.InitialNoiseScale);
        var x = tensor(initial, [1, initial.Length]) * run.InitialNoiseScale;
        for (var i = 0; i < steps.Count; i++)
        {
            var input = run.ScaleInput(x, i);
            worst = Math.Max(worst, Compare(steps[i]!["model_input"]!, input));
            var output = (input * 0.1) + (0.01 * run.Timesteps[i] / 1000);
            x = run.Step(output, i, x, run.NeedsNoise(i) ? tensor(noises[i], x.shape) : null);
            worst = Math.Max(worst, Compare(steps[i]!["prev_sample"]!, x));
        }
        return worst;
    }

    /// <summary>The timesteps for other numbers of steps, which are equal or not.</summary>
    private static bool Timesteps(JsonNode file, string version)
    {
        var wrong = 0;
        foreach (var (scheduler, counts) in file["timesteps_other_counts"]!.AsObject())
        {
            var testCase = file["cases"]!.AsArray().Single(c => (string)c!["name"]! == $"{scheduler}_eps");
            foreach (var (steps, expected) in counts!.AsObject())
            {
                using var run = Scheduler(testCase!, version).Start(int.Parse(steps));
                if (!expected.Deserialize<double[]>()!.SequenceEqual(run.Timesteps)) wrong++;
            }
        }
        return FixturesBench.Row($"timesteps of other counts that differ {version}", wrong, 0);
    }

    private static IScheduler Scheduler(JsonNode testCase, string version)
    {
        var json = testCase["config"]!.AsObject();
        json["_class_name"] = (string)testCase["scheduler"]!;
        json.Remove("lambda_min_clipped");   // minus infinity, in words
        if (version == "v0.21") json["final_sigmas_type"] ??= json["solver_type"] is null ? "zero" : "sigma_min";
        var config = SchedulerConfigFile.Parse(json.ToJsonString(), (string)testCase["name"]!);
        return Schedulers.Of(Schedulers.NameOf(config, "fixtures"), config);
    }

    private static bool AddNoise(JsonNode file, string version, float[] initial, float[][] noises)
    {
        using var scope = NewDisposeScope();
        var schedule = DiffusionSchedule.Of(
            new SchedulerConfig { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = "scaled_linear" });
        var agrees = FixturesBench.Row(
            $"alphas_cumprod {version}",
            FixturesBench.Difference(Floats(file["alphas_cumprod"]!), [.. schedule.AlphaBars]),
            Limit);
        var times = file["add_noise"]!["timesteps"]!.Deserialize<int[]>()!;
        var rows = times.Length;
        var noisy = schedule.AddNoise(
            tensor(initial, [1, initial.Length]).expand(rows, initial.Length),
            stack(noises.Take(rows).Select(row => tensor(row))),
            times);
        var expected = file["add_noise"]!["out"]!.AsArray().SelectMany(row => Floats(row!)).ToArray();
        return agrees & FixturesBench.Row(
            $"add_noise {version}", FixturesBench.Difference(expected, noisy.data<float>().ToArray()), Limit);
    }

    private static double Compare(JsonNode expected, Tensor found) =>
        FixturesBench.Difference(Floats(expected), found.data<float>().ToArray());

    private static float[] Floats(JsonNode node) => node.Deserialize<float[]>()!;
}
