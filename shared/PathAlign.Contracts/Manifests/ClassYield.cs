namespace PathAlign.Contracts.Manifests;

/// <summary>How many drawn images of a class passed the filter.</summary>
/// <param name="Label">The class.</param>
/// <param name="Drawn">Images drawn in all attempts.</param>
/// <param name="Kept">Images that the classifier assigned to their class.</param>
/// <param name="GivenUp">Places without an accepted image after all attempts; their last image is left out.</param>
public sealed record ClassYield(int Label, int Drawn, int Kept, int GivenUp);
