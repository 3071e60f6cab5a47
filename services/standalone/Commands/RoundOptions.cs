using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary>The options that commands running rounds share.</summary>
internal sealed class RoundOptions
{
    private static readonly string[] _controls = ["none", "flipped", "shuffled", "no-real-data"];

    private readonly Option<string?> _data = new("--data")
    {
        Description = "A MedMNIST .npz or a folder of PNG tiles per class; the built-in phantom by default",
    };
    private readonly Option<string?> _classes = DataOption.ClassesOption();
    private readonly Option<string?> _model = new("--model")
    {
        Description = "The base generator's weights; the shipped ones by default",
    };
    private readonly Option<string?> _filter = new("--filter")
    {
        Description = "The classifier that turns images away; the shipped one by default",
    };
    private readonly Option<string?> _judge = new("--judge")
    {
        Description = "The classifier that judges the result, another than the filter; the shipped one by default",
    };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Where all randomness comes from" };
    private readonly Option<int?> _images = new("--images") { Description = "Images of each class to rate in a round" };
    private readonly Option<int?> _evaluation = new("--evaluation-images")
    {
        Description = "Images of each class on each side of the comparison",
    };
    private readonly Option<int?> _sampling = new("--sampling-steps")
    {
        Description = "How often the network is asked for one image",
    };
    private readonly Option<int?> _steps = new("--finetune-steps") { Description = "Steps of finetuning at most" };
    private readonly Option<double?> _auroc = new("--required-auroc")
    {
        Description = "What the whole interval of the reward model's AUROC on held-out ratings has to lie above, or " +
            "the round ends there; 0 takes any",
    };
    private readonly Option<double?> _beta = new("--beta") { Description = "Weight of the real tiles in finetuning" };
    private readonly Option<double?> _synthetic = new("--synthetic-weight")
    {
        Description = "Weight of the rated images' own loss; 1 in Sun et al. 2023",
    };
    private readonly Option<double?> _reward = new("--reward-weight")
    {
        Description = "Weight of the reward's own gradient; 0 and --synthetic-weight 1 are the objective of Sun et " +
            "al. 2023 alone",
    };
    private readonly Option<int?> _depth = new("--reward-depth")
    {
        Description = "Sampling steps, counted from the last, that the reward's gradient passes through",
    };
    private readonly Option<int?> _attempts = new("--filter-attempts")
    {
        Description = "How often an image is drawn anew that the classifier takes for another class, or is not sure of",
    };
    private readonly Option<double?> _confidence = new("--filter-confidence")
    {
        Description = "The least probability of its class with which the filter keeps an image",
    };
    private readonly Option<int?> _ratings = new("--ratings")
    {
        Description = "Images to rate in a round of those that are drawn; all by default",
    };
    private readonly Option<RatingOrder> _order = new("--order")
    {
        Description = "What decides which images are rated when not all are: random, or active: those that the " +
            "reward model of the round before disagrees about",
    };
    private readonly Option<double?> _randomShare = new("--random-share")
    {
        Description = "With --order active, the share of the ratings that chance chooses all the same",
    };
    private readonly Option<bool> _sideBySide = new("--side-by-side")
    {
        Description = "Raters see the images to learn from two at a time and say which one is the more plausible; " +
            "--ratings then counts pairs",
    };
    private readonly Option<string> _control = new("--control")
    {
        Description = $"A control experiment, which must fail: {string.Join(", ", _controls)}",
        DefaultValueFactory = _ => "none",
    };
    private readonly Option<string> _precision = PrecisionOption.Create();
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Show the services' own log" };

    internal void AddTo(Command command, bool simulated = true)
    {
        Services.AddTo(command);
        foreach (
            var option in (Option[])
            [
                _data, _classes, _model, _filter, _judge, _seed, _images, _evaluation, _sampling, _auroc, _steps, _beta,
                _synthetic, _reward, _depth, _attempts, _confidence, _ratings, _order, _randomShare, _sideBySide,
                _precision, _verbose,
            ])
            command.Add(option);
        if (simulated) command.Add(_control);   // nobody's time is spent on ratings that are turned around
    }

    internal ServicesOptions Services { get; } = new();

    internal RoundSettings Read(ParseResult parsed, int rounds, RoundPlan defaults)
    {
        var control = parsed.GetResult(_control) is null ? "none" : parsed.GetValue(_control)!;
        if (!_controls.Contains(control))
            throw new ArgumentException($"--control: expected {string.Join(", ", _controls)}, got '{control}'");
        var settings = new RoundSettings
        {
            Name = control == "none" ? "round" : control,
            Data = parsed.GetValue(_data),
            Dataset = parsed.GetValue(_classes) is { } file ? DescriptionFile.Read(file) : null,
            Generator = parsed.GetValue(_model),
            Filter = parsed.GetValue(_filter),
            Judge = parsed.GetValue(_judge),
            Rounds = rounds,
            Seed = parsed.GetValue(_seed),
            Verbose = parsed.GetValue(_verbose),
            Order = parsed.GetValue(_order),
            Configure = plan => plan with
            {
                Precision = parsed.GetValue(_precision)!,
                Generation = defaults.Generation with
                {
                    ImagesPerClass = parsed.GetValue(_images) ?? defaults.Generation.ImagesPerClass,
                    Steps = parsed.GetValue(_sampling) ?? defaults.Generation.Steps,
                    FilterAttempts = parsed.GetValue(_attempts) ?? defaults.Generation.FilterAttempts,
                    FilterConfidence = parsed.GetValue(_confidence) ?? defaults.Generation.FilterConfidence,
                },
                Rating = Rating(parsed, defaults, plan.Dataset.Classes.Count),
                Reward = defaults.Reward with
                {
                    RequiredAuroc = parsed.GetValue(_auroc) ?? defaults.Reward.RequiredAuroc,
                    Control = control switch
                    {
                        "flipped" => RatingControl.Flipped,
                        "shuffled" => RatingControl.Shuffled,
                        _ => RatingControl.None,
                    },
                },
                Finetune = defaults.Finetune with
                {
                    Steps = parsed.GetValue(_steps) ?? defaults.Finetune.Steps,
                    RealWeight = control == "no-real-data" ? 0 : parsed.GetValue(_beta) ?? defaults.Finetune.RealWeight,
                    SyntheticWeight = parsed.GetValue(_synthetic) ?? defaults.Finetune.SyntheticWeight,
                    RewardWeight = parsed.GetValue(_reward) ?? defaults.Finetune.RewardWeight,
                    RewardDepth = parsed.GetValue(_depth) ?? defaults.Finetune.RewardDepth,
                },
                Evaluation = defaults.Evaluation with
                {
                    ImagesPerClass = parsed.GetValue(_evaluation) ?? defaults.Evaluation.ImagesPerClass,
                    Steps = parsed.GetValue(_sampling) ?? defaults.Evaluation.Steps,
                },
            },
        };
        OptionCheck.Validate(settings.Configure(defaults with { Dataset = settings.Tiles.Description }));
        return settings;
    }

    private RatingPlan Rating(ParseResult parsed, RoundPlan defaults, int classes)
    {
        var sideBySide = parsed.GetValue(_sideBySide);
        if (sideBySide && parsed.GetValue(_order) == RatingOrder.Active)
            throw new ArgumentException("--side-by-side: expected --order random, since pairs are chosen by chance");
        var rating = defaults.Rating with
        {
            RandomShare = parsed.GetValue(_randomShare) ?? defaults.Rating.RandomShare,
            SideBySide = sideBySide,
        };
        var ofClass = parsed.GetValue(_images) ?? defaults.Generation.ImagesPerClass;
        if (sideBySide && ofClass < 2)
            throw new ArgumentException(
                $"--images: expected 2 or more of each class to put side by side, got {ofClass}");
        if (parsed.GetValue(_ratings) is not { } wanted) return rating;
        var drawn = classes * (sideBySide ? ofClass / 2 : ofClass);
        if (wanted < 1 || wanted > drawn)
            throw new ArgumentException(
                $"--ratings: expected 1 to {drawn}, as many as {(sideBySide ? "there are pairs of what is" : "are")} " +
                    $"drawn, got {wanted}");
        return rating with { Share = (double)wanted / drawn };
    }
}
