namespace PathAlign.Feedback.Queueing;

/// <summary>
/// An image to rate, or a pair of images of one class to compare, with everything that a rater may know about it.
/// </summary>
/// <param name="Id">An opaque id.</param>
/// <param name="ClassCode">The code of the tissue class that it should show.</param>
/// <param name="ClassName">The name of the tissue class.</param>
/// <param name="ContentUrl">The path of its PNG on this server; for a pair, of the left image.</param>
/// <param name="RightContentUrl">For a pair, the path of the right image; null for a single image.</param>
public sealed record QueueItem(
    string Id, string ClassCode, string ClassName, string ContentUrl, string? RightContentUrl = null);
