namespace PathAlign.Contracts.Manifests;

/// <summary>How many drawn images of a class passed the filter, or a reward model's choice.</summary>
/// <param name="Label">The class.</param>
/// <param name="Drawn">Images drawn in all attempts.</param>
/// <param name="Kept">Images that are in the manifest.</param>
/// <param name="GivenUp">Places without an accepted image after all attempts. A filter leaves them out; where a
/// reward model chooses, their most plausible image is kept.</param>
public sealed record ClassYield(int Label, int Drawn, int Kept, int GivenUp);
