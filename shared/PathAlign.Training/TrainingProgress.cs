namespace PathAlign.Training;

/// <summary>How far a run is.</summary>
/// <param name="Stage">What is trained.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Total">Steps in all.</param>
/// <param name="Loss">Loss, smoothed over about fifty steps.</param>
/// <param name="LearningRate">The rate of the last step.</param>
/// <param name="ImagesPerSecond">Since the run (re)started.</param>
/// <param name="Left">Time left at that pace.</param>
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
