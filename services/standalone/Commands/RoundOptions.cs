using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Import;
using PathAlign.Standalone.Embedded;
using PathAlign.Standalone.Simulation;
using PathAlign.Standalone.Studies;

namespace PathAlign.Standalone.Commands;

/// <summary>The options that all commands that run rounds share.</summary>
internal sealed class RoundOptions
{
    private static readonly string[] _controls = ["none", "flipped", "shuffled", "no-real-data"];

    private readonly Option<string?> _data = new("--data")
    {
        Description = "A MedMNIST .npz file or a folder of PNG tiles (train, val and test, with a folder per class); " +
            "default: the built-in phantom",
    };
    private readonly Option<string?> _classes = DataOption.ClassesOption();
    private readonly Option<string?> _model = new("--model")
    {
        Description = $"Weights of the base generator, or {ShippedModels.BloodCellsName} for the shipped one of " +
            "blood cells with its classifiers; default: the shipped generator",
    };
    private readonly Option<string?> _filter = new("--filter")
    {
        Description = "Weights of the classifier that rejects images; default: the shipped classifier",
    };
    private readonly Option<string?> _judge = new("--judge")
    {
        Description = "Weights of the classifier that measures the result, not the filter; default: the shipped judge",
    };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of all random numbers" };
    private readonly Option<int?> _ratings = new("--ratings")
    {
        Description = "Number of drawn images to rate in a round (of pairs with --side-by-side); default: all",
    };
    private readonly Option<RatingOrder> _order = new("--order")
    {
        Description = "How images are chosen if --ratings leaves some out: random, or active (those on which the " +
            "ensemble of the previous round's reward model disagrees most)",
    };
    private readonly Option<string> _control = new("--control")
    {
        Description = $"Control experiment, which is expected to fail: {string.Join(", ", _controls)}",
        DefaultValueFactory = _ => "none",
    };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Show the log of the services" };
    private readonly SettingOptions<RoundPlan> _settings;
    private readonly ImagesOption? _images;
    private readonly bool _simulated;

    /// <param name="shown">The plan whose values the help states as defaults.</param>
    /// <param name="images">Replaces the option --images, for people who rate; null if the simulated pathologist
    /// rates.</param>
    internal RoundOptions(RoundPlan shown, ImagesOption? images = null)
    {
        (_images, _simulated) = (images, images is null);
        _settings = new SettingOptions<RoundPlan>(shown, people: !_simulated, except: images?.Name);
    }

    internal void AddTo(Command command)
    {
        Services.AddTo(command);
        foreach (
            var option in (Option[])[_data, _classes, _model, _filter, _judge, _seed, _ratings, _order, _verbose])
            command.Add(option);
        _settings.AddTo(command);
        if (_images is not null) command.Add(_images);
        if (_simulated) command.Add(_control);   // a control experiment must not cost people's time
    }

    internal ServicesOptions Services { get; } = new();

    /// <summary>What a study of images from elsewhere takes from these options.</summary>
    internal StudySettings ReadStudy(ParseResult parsed, RoundPlan defaults, LabelledImagesOptions images, string? name)
    {
        var plan = _settings.Read(parsed, defaults);
        OptionCheck.Validate(plan);
        var described = parsed.GetValue(_classes) is { } file ? DescriptionFile.Read(file) : null;
        var data = parsed.GetValue(_data);
        return new StudySettings
        {
            Images = images,
            Name = name,
            Data = data,
            Real = data is null ? null : DataReading.Read(data, described),
            Dataset = described,
            Classifier = parsed.GetValue(_filter),
            Seed = parsed.GetValue(_seed),
            Ratings = parsed.GetValue(_ratings),
            Rating = plan.Rating,
            Reward = plan.Reward,
            Verbose = parsed.GetValue(_verbose),
        };
    }

    /// <summary>Whether an option means something to a study of images from elsewhere.</summary>
    internal bool IsOfStudy(string option) =>
        ((Option[])[_data, _classes, _filter, _seed, _ratings, _verbose]).Any(known => known.Name == option)
        || Services.Has(option)
        || SettingProperty.In(SettingsOfStudies).Any(setting => setting.Option == option);

    private static object SettingsOfStudies => new { Rating = new RatingPlan(), Reward = new RewardPlan() };

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
            Configure = plan => Configured(parsed, control, Default(plan, defaults)),
        };
        if (_simulated) StainMeasurements.KindOf(settings.Description.Stain);
        // Which range of guidance the user did not give is known once the generator is loaded; here any end will do.
        var round = settings.Configure(defaults with
        {
            Dataset = settings.Description,
            Generation = defaults.Generation with { GuidanceLow = 0, GuidanceHigh = 1 },
            Evaluation = defaults.Evaluation with { GuidanceLow = 0, GuidanceHigh = 1 },
        });
        OptionCheck.Validate(round);
        if (round.Dataset.Classes.Count * round.Evaluation.ImagesPerClass is < RoundPlan.LeastCompared and var compared)
            throw new ArgumentException(
                $"--evaluation-images: expected {RoundPlan.LeastCompared} or more images of all classes together, " +
                    $"got {compared}");
        return settings;
    }

    /// <summary>The defaults of the command, and those that the generator decides: guidance, and latents.</summary>
    private static RoundPlan Default(RoundPlan plan, RoundPlan defaults)
    {
        if (plan.Finetune == new FinetunePlan().ForLatents()) defaults = defaults.ForLatents();
        return plan with
        {
            Generation = defaults.Generation with
            {
                Guidance = plan.Generation.Guidance,
                GuidanceLow = plan.Generation.GuidanceLow,
                GuidanceHigh = plan.Generation.GuidanceHigh,
            },
            Rating = defaults.Rating,
            Reward = defaults.Reward,
            Finetune = defaults.Finetune,
            Evaluation = defaults.Evaluation with
            {
                Guidance = plan.Evaluation.Guidance,
                GuidanceLow = plan.Evaluation.GuidanceLow,
                GuidanceHigh = plan.Evaluation.GuidanceHigh,
            },
        };
    }

    private RoundPlan Configured(ParseResult parsed, string control, RoundPlan defaults)
    {
        var plan = _settings.Read(parsed, defaults);
        if (_images?.PerClass(parsed) is { } count)
            plan = plan with { Generation = plan.Generation with { ImagesPerClass = count } };
        return plan with
        {
            Rating = Rating(parsed, plan),
            Reward = plan.Reward with
            {
                Control = control switch
                {
                    "flipped" => RatingControl.Flipped,
                    "shuffled" => RatingControl.Shuffled,
                    _ => RatingControl.None,
                },
            },
            Finetune = control == "no-real-data" ? plan.Finetune with { RealWeight = 0 } : plan.Finetune,
        };
    }

    private RatingPlan Rating(ParseResult parsed, RoundPlan plan)
    {
        var (sideBySide, ofClass) = (plan.Rating.SideBySide, plan.Generation.ImagesPerClass);
        if (sideBySide && parsed.GetValue(_order) == RatingOrder.Active)
            throw new ArgumentException("--side-by-side: expected --order random, since pairs are chosen at random");
        if (sideBySide && ofClass < 2)
            throw new ArgumentException(
                $"--images: expected 2 or more of each class for --side-by-side, got {ofClass}");
        if (parsed.GetValue(_ratings) is not { } wanted) return plan.Rating;
        var drawn = plan.Dataset.Classes.Count * (sideBySide ? ofClass / 2 : ofClass);
        if (wanted < 1 || wanted > drawn)
            throw new ArgumentException(
                $"--ratings: expected 1 to {drawn}, the number of drawn {(sideBySide ? "pairs" : "images")}, " +
                    $"got {wanted}");
        return plan.Rating with { Share = (double)wanted / drawn };
    }
}
