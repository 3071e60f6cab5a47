namespace PathAlign.Standalone.Backups;

/// <summary>What a backup holds.</summary>
/// <param name="At">The time of its end.</param>
/// <param name="Objects">Number of objects.</param>
/// <param name="Bytes">Their size.</param>
internal sealed record BackupLabel(DateTimeOffset At, int Objects, long Bytes);
