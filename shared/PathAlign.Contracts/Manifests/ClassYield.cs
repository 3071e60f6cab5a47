namespace PathAlign.Contracts.Manifests;

/// <summary>How many drawn images of a class passed the filter.</summary>
/// <param name="Label">The class.</param>
/// <param name="Drawn">Images drawn in all attempts.</param>
/// <param name="Kept">Images that the classifier took for their class.</param>
/// <param name="GivenUp">Places that no attempt could fill; their last image is left out.</param>
public sealed record ClassYield(int Label, int Drawn, int Kept, int GivenUp);
