using Microsoft.AspNetCore.Builder;
using PathAlign.Contracts.Plans;
using PathAlign.Evaluator.Reports;
using PathAlign.Standalone.Embedded;
using PathAlign.Tests.Files;

namespace PathAlign.Tests.Rounds;

/// <summary>Everything a tiny round needs, and one that nothing disturbed, made once for all tests.</summary>
public sealed class TinyRound : IDisposable
{
    internal const ulong Seed = 5;
    // 45 images: more than are drawn at once
    internal const int ImagesPerClass = 5, EvaluationPerClass = 3, Classes = 9, FinetuneSteps = 3;
    internal const double OrderedShare = 0.4;

    /// <summary>Ends a round that hangs. On a busy machine, one over servers takes minutes.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _data, _generator, _filter, _judge;
    private readonly Lazy<Task<string>> _home, _ordered;

    public TinyRound()
    {
        _data = new(() => TinyModels.WriteData(_folder.At("pathmnist_tiny.npz")));
        _generator = new(() => TinyModels.WriteGenerator(_folder.At("generator.safetensors")));
        _filter = new(() => TinyModels.WriteClassifier(_folder.At("filter.safetensors"), 2));
        _judge = new(() => TinyModels.WriteClassifier(_folder.At("judge.safetensors"), 3));
        _home = new(UndisturbedAsync);
        _ordered = new(OrderedAsync);
    }

    internal string Data => _data.Value;

    internal string Generator => _generator.Value;

    internal string Filter => _filter.Value;

    internal string Judge => _judge.Value;

    /// <summary>The same round as options of the command line.</summary>
    internal string[] Options(string home) =>
    [
        "--home", home, "--data", Data, "--model", Generator, "--filter", Filter, "--judge", Judge, "--seed",
            $"{Seed}", "--sampling-steps", "2",
        "--images", $"{ImagesPerClass}", "--evaluation-images", $"{EvaluationPerClass}", "--finetune-steps",
            $"{FinetuneSteps}",
        "--required-auroc", "0", "--reward-model-members", "1", "--reward-model-epochs", "1", "--finetune-batch", "4",
            "--rank", "2", "--reward-attempts", "2",
    ];

    internal RoundSettings Settings(ulong seed = Seed, int rounds = 1) => new()
    {
        Data = Data,
        Generator = Generator,
        Filter = Filter,
        Judge = Judge,
        Seed = seed,
        Rounds = rounds,
        Configure = Configure,
    };

    internal static RoundPlan Configure(RoundPlan plan) => plan with
    {
        Generation = plan.Generation with { ImagesPerClass = ImagesPerClass, Steps = 2 },
        // networks of a few thousand numbers foretell nothing
        Reward = new RewardPlan { Members = 1, Epochs = 1, RequiredAuroc = 0 },
        Finetune = new FinetunePlan { Steps = FinetuneSteps, Batch = 4, Rank = 2 },
        Evaluation = plan.Evaluation with { ImagesPerClass = EvaluationPerClass, Steps = 2, RewardAttempts = 2 },
    };

    /// <summary>
    /// The home of a round that nothing disturbed. Not to be changed: <see cref="CopyHomeAsync"/> for that.
    /// </summary>
    internal Task<string> HomeAsync() => _home.Value;

    /// <summary>
    /// The home of two rounds, of whose images two in five were rated: in the first those that chance chose, in the
    /// second those that the first one's reward model did. Not to be changed either.
    /// </summary>
    internal Task<string> OrderedHomeAsync() => _ordered.Value;

    internal Task<string> CopyHomeAsync(TemporaryFolder folder) => CopyAsync(HomeAsync(), folder);

    internal Task<string> CopyOrderedHomeAsync(TemporaryFolder folder) => CopyAsync(OrderedHomeAsync(), folder);

    private async Task<string> UndisturbedAsync()
    {
        var home = _folder.At("undisturbed");
        await RunAsync(home, Settings());
        return home;
    }

    private async Task<string> OrderedAsync()
    {
        var home = _folder.At("ordered");
        await RunAsync(home, Settings(rounds: 2) with
        {
            Order = RatingOrder.Active,
            Configure = plan =>
                Configure(plan) with
                {
                    Rating = new RatingPlan { Share = OrderedShare },
                    Reward = new RewardPlan { Members = 2, Epochs = 1, RequiredAuroc = 0 },
                },
        });
        return home;
    }

    private static async Task<string> CopyAsync(Task<string> home, TemporaryFolder folder)
    {
        var (from, to) = (await home, folder.At("home"));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return to;
    }

    /// <summary>Runs rounds to their end and returns their reports.</summary>
    internal static async Task<IReadOnlyList<RoundReport>> RunAsync(
        string home,
        RoundSettings settings,
        TextWriter? lines = null,
        Action<WebApplication>? prepare = null,
        CancellationToken cancel = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        var reports = new List<RoundReport>();
        using var locked = new Home(home);
        var app = EmbeddedHost.Build(locked);
        await using var services = new EmbeddedServices(app);
        prepare?.Invoke(app);
        await new RoundLoop(
            locked, services, settings, new RoundLines(lines ?? TextWriter.Null, TimeProvider.System)).RunAsync(
            report =>
        {
            reports.Add(report);
            return Task.CompletedTask;
        }, limit.Token);
        return reports;
    }

    public void Dispose() => _folder.Dispose();
}
