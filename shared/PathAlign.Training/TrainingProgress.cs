namespace PathAlign.Training;

/// <summary>The progress of a run.</summary>
/// <param name="Stage">The model that is trained.</param>
/// <param name="Step">Number of steps done.</param>
/// <param name="Total">Number of all steps.</param>
/// <param name="Loss">Loss, smoothed over about fifty steps.</param>
/// <param name="LearningRate">Learning rate of the last step.</param>
/// <param name="ImagesPerSecond">Images per second since the run was started or resumed.</param>
/// <param name="Left">Time left at that speed.</param>
/// <param name="Note">A figure worth showing, such as validation accuracy.</param>
public sealed record TrainingProgress(
    string Stage,
    long Step,
    long Total,
    double Loss,
    double LearningRate,
    double ImagesPerSecond,
    TimeSpan Left,
    string? Note = null);
