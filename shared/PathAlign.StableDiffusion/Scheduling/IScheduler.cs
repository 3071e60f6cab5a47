namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>A way to turn noise into an image step by step. It has no state: each image or batch gets a run.</summary>
public interface IScheduler
{
    /// <summary>The name on the command line and in provenance.</summary>
    string Name { get; }

    /// <summary>Starts a run.</summary>
    /// <param name="steps">The number of steps, 1 to N. PNDM calls the network once more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is out of range.</exception>
    SchedulerRun Start(int steps);
}
