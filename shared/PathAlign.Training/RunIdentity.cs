namespace PathAlign.Training;

/// <summary>What a training run depends on: its checkpoint is of no other.</summary>
/// <param name="OptionsJson">The recipe.</param>
/// <param name="DataName">The data, for messages; null where the recipe's job names it.</param>
/// <param name="DataHash">The content of the data, classes and sizes included.</param>
public sealed record RunIdentity(string OptionsJson, string? DataName = null, string? DataHash = null);
