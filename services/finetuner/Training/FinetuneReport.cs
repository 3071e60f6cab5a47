namespace PathAlign.Finetuner.Training;

/// <summary>The course of a finetuning.</summary>
/// <param name="Probes">Measurements of the generator during training.</param>
/// <param name="PlannedSteps">Number of planned steps; the run stopped early if the last probe has a lower
/// step.</param>
public sealed record FinetuneReport(IReadOnlyList<Probe> Probes, int PlannedSteps);
