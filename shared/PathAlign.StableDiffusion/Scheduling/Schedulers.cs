using PathAlign.Files;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>The schedulers by name.</summary>
public static class Schedulers
{
    private static readonly Dictionary<string, (string Class, Func<SchedulerConfig, IScheduler> Create)> _all = new()
    {
        ["ddpm"] = ("DDPMScheduler", config => new Ddpm(config)),
        ["ddim"] = ("DDIMScheduler", config => new Ddim(config)),
        ["pndm"] = ("PNDMScheduler", config => new Pndm(config)),
        ["dpm++2m"] = ("DPMSolverMultistepScheduler", config => new DpmSolverMultistep(config)),
        ["euler"] = ("EulerDiscreteScheduler", config => new Euler(config)),
    };

    /// <summary>The names of all schedulers.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _all.Keys];

    /// <summary>The scheduler of a name.</summary>
    /// <exception cref="ArgumentException">No scheduler has this name, or it does not support the configuration's
    /// values.</exception>
    /// <exception cref="InvalidInputException">The configuration has a value that this scheduler does not support.
    /// Values that only others read do not count.</exception>
    public static IScheduler Of(string name, SchedulerConfig config)
    {
        RequireName(name);
        SchedulerConfigRules.CheckFor(name, config, "scheduler_config.json");
        return _all[name].Create(config);
    }

    /// <summary>Refuses a name that no scheduler has.</summary>
    /// <exception cref="ArgumentException">No scheduler has this name.</exception>
    public static void RequireName(string name)
    {
        if (!_all.ContainsKey(name))
            throw new ArgumentException($"scheduler: expected {string.Join(", ", Names)}, got '{name}'");
    }

    /// <summary>The name of the scheduler that a configuration was written for.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="source">Where it came from, for errors.</param>
    /// <exception cref="InvalidInputException">It names none of these schedulers.</exception>
    public static string NameOf(SchedulerConfig config, string source) =>
        _all.FirstOrDefault(entry => entry.Value.Class == config.ClassName).Key
            ?? throw new InvalidInputException(
                source,
                "_class_name",
                $"expected {string.Join(" or ", _all.Values.Select(v => v.Class))}, found " +
                    $"{config.ClassName ?? "none"}; choose a scheduler by name");
}
