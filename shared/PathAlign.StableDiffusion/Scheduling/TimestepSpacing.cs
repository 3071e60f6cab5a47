namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>Which of N timesteps a sampler of n steps visits (Lin et al. 2024, table 2), in falling order.</summary>
internal static class TimestepSpacing
{
    /// <summary>n equal steps from N − 1 to 0, not rounded; the same numbers as numpy.linspace.</summary>
    internal static IEnumerable<double> Linspace(int steps, int of)
    {
        if (steps == 1) return [0];
        var length = (of - 1.0) / (steps - 1);
        return Enumerable.Range(1, steps - 1).Select(i => (steps - 1 - i) * length).Prepend(of - 1);
    }

    /// <summary>Multiples of ⌊N/n⌋ plus an offset: the last is the offset.</summary>
    internal static IEnumerable<double> Leading(int steps, int of, int offset) =>
        Enumerable.Range(0, steps).Select(i => (double)(((steps - 1 - i) * (of / steps)) + offset));

    /// <summary>Steps of N/n down from N, rounded, minus 1: the first is N − 1.</summary>
    internal static IEnumerable<double> Trailing(int steps, int of) =>
        Enumerable.Range(0, steps).Select(i => Math.Round(of - (i * ((double)of / steps))) - 1);

    /// <summary>Whole timesteps as DDPM, DDIM and PNDM space them.</summary>
    internal static int[] Whole(SchedulerConfig config, int steps)
    {
        var of = Checked(config, steps);
        var times = (config.TimestepSpacing ?? "leading") switch
        {
            "linspace" => Linspace(steps, of).Select(t => Math.Round(t)),
            "trailing" => Trailing(steps, of),
            _ => Leading(steps, of, config.StepsOffset),
        };
        return InRange([.. times.Select(t => (int)t)], of);
    }

    /// <summary>N, if it allows this many steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is below 1 or above N.</exception>
    internal static int Checked(SchedulerConfig config, int steps) =>
        steps >= 1 && steps <= config.NumTrainTimesteps
            ? config.NumTrainTimesteps
            : throw new ArgumentOutOfRangeException(
                nameof(steps), $"steps: expected 1 to {config.NumTrainTimesteps}, got {steps}");

    /// <exception cref="ArgumentOutOfRangeException">The offset moves the first timestep beyond N − 1.</exception>
    internal static int[] InRange(int[] times, int of) =>
        times[0] < of
            ? times
            : throw new ArgumentOutOfRangeException(
                nameof(times),
                $"steps: expected fewer, since steps_offset moves the first timestep to {times[0]} of {of}");
}
