namespace PathAlign.Standalone;

/// <summary>Shipped weights that belong together: paths of a generator and of two classifiers of its data.</summary>
/// <param name="Generator">Draws the images.</param>
/// <param name="Adapter">The generator's adapter from one alignment round, or null. Rounds start without it.</param>
/// <param name="Classifier">Filters images and lends its trunk to the reward model.</param>
/// <param name="Judge">Only measures; it takes no part in training or filtering.</param>
internal sealed record ShippedSet(string Generator, string? Adapter, string Classifier, string Judge);
