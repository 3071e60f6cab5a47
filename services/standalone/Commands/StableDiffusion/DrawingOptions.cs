using System.CommandLine;
using PathAlign.Models.Compute;
using PathAlign.Models.Generator;
using PathAlign.StableDiffusion;
using PathAlign.StableDiffusion.Scheduling;

namespace PathAlign.Standalone.Commands.StableDiffusion;

/// <summary>The options of drawing from text.</summary>
internal sealed class DrawingOptions
{
    private static readonly PromptSettings _defaults = new();

    private readonly Option<string> _negative = new("--negative")
    {
        Description = "What the images must not show",
        DefaultValueFactory = _ => "",
    };
    private readonly Option<int> _count = new("--count")
    {
        Description = "Images of each prompt",
        DefaultValueFactory = _ => 4,
    };
    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Seed of all noise; the same seed draws the same images",
    };
    private readonly Option<int> _steps = new("--steps")
    {
        Description = "Sampling steps per image",
        DefaultValueFactory = _ => _defaults.Steps,
    };
    private readonly Option<double> _guidance = new("--guidance")
    {
        Description = "Strength of classifier-free guidance; 1 turns it off, higher values stress the prompt",
        DefaultValueFactory = _ => GuidanceSettings.OfText.Strength,
    };
    private readonly Option<double> _from = new("--guidance-from")
    {
        Description = "Part of the steps from which guidance acts, 0 to 1",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<double> _to = new("--guidance-to")
    {
        Description = "Part of the steps up to which guidance acts, 0 to 1",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> _scheduler = new("--scheduler")
    {
        Description = $"Sampling method: {string.Join(", ", Schedulers.Names)}; default: the model's own",
    };
    private readonly Option<int?> _size = new("--size")
    {
        Description = "Height and width in pixels; default: the size that the model was trained at",
    };
    private readonly Option<string> _precision = PrecisionOption.Create();
    private readonly Option<string> _out;

    /// <param name="folder">The default folder.</param>
    internal DrawingOptions(string folder) => _out = new Option<string>("--out")
    {
        Description = "Folder for the images and a grid picture of them; a stopped run resumes from it",
        DefaultValueFactory = _ => folder,
    };

    internal void AddTo(Command command)
    {
        foreach (
            var option in (Option[])
                [_negative, _count, _seed, _steps, _guidance, _from, _to, _scheduler, _size, _precision, _out])
            command.Add(option);
    }

    internal string Folder(ParseResult parsed) => parsed.GetValue(_out)!;

    internal string Precision(ParseResult parsed)
    {
        var name = parsed.GetValue(_precision)!;
        _ = ComputePrecision.Of(name);   // throws for a name that is none
        return name;
    }

    internal int Count(ParseResult parsed)
    {
        var count = parsed.GetValue(_count);
        return count is >= 1 and <= 100_000
            ? count
            : throw new ArgumentException($"--count: expected 1 to 100000, got {count}");
    }

    internal PromptSettings Settings(ParseResult parsed)
    {
        var settings = new PromptSettings
        {
            Negative = parsed.GetValue(_negative)!,
            Scheduler = parsed.GetValue(_scheduler),
            Steps = parsed.GetValue(_steps),
            Guidance = parsed.GetValue(_guidance),
            GuidanceFrom = parsed.GetValue(_from),
            GuidanceTo = parsed.GetValue(_to),
            Seed = parsed.GetValue(_seed),
            Size = parsed.GetValue(_size),
        };
        OptionCheck.Validate(settings);
        if (settings.Scheduler is { } scheduler) Schedulers.RequireName(scheduler);
        return settings;
    }
}
