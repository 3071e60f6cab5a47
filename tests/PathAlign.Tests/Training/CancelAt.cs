using PathAlign.Training;

namespace PathAlign.Tests.Training;

/// <summary>Stops a run after a step.</summary>
internal sealed class CancelAt(CancellationTokenSource source, long step) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Step == step) source.Cancel();
    }
}
