namespace PathAlign.Training;

/// <summary>What a training run depends on; a checkpoint belongs to one identity only.</summary>
/// <param name="OptionsJson">The options as JSON.</param>
/// <param name="DataName">The data's name, for errors; null if the job behind the options names it.</param>
/// <param name="DataHash">Hash of the data's content, with classes and sizes.</param>
public sealed record RunIdentity(string OptionsJson, string? DataName = null, string? DataHash = null);
