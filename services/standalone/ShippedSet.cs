namespace PathAlign.Standalone;

/// <summary>
/// Shipped weights that belong together, by their names in <c>models/</c>: a generator and two classifiers of its data.
/// A file is looked for when its path is asked for, so that users of their own weights need none of the shipped ones.
/// </summary>
internal sealed record ShippedSet(string GeneratorFile, string? AdapterFile, string ClassifierFile, string JudgeFile)
{
    /// <summary>The user's generator, which replaces the set's; null for none.</summary>
    internal string? OwnGenerator { get; init; }

    /// <summary>Draws the images.</summary>
    internal string Generator => OwnGenerator ?? ShippedModels.Find(GeneratorFile);

    /// <summary>The generator's adapter from one alignment round, or null. Rounds start without it.</summary>
    internal string? Adapter => AdapterFile is null ? null : ShippedModels.Find(AdapterFile);

    /// <summary>Filters images and lends its trunk to the reward model.</summary>
    internal string Classifier => ShippedModels.Find(ClassifierFile);

    /// <summary>Only measures; it takes no part in training or filtering.</summary>
    internal string Judge => ShippedModels.Find(JudgeFile);
}
