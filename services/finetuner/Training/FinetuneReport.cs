namespace PathAlign.Finetuner.Training;

/// <summary>How a finetuning went.</summary>
/// <param name="Probes">Looks at the generator on the way.</param>
/// <param name="PlannedSteps">Steps it had; fewer were done where the last probe is earlier.</param>
public sealed record FinetuneReport(IReadOnlyList<Probe> Probes, int PlannedSteps);
