namespace PathAlign.Feedback.Queueing;

/// <summary>
/// One image to rate, or two of one class of which one is the more plausible, and all that a rater may know of it.
/// </summary>
/// <param name="Id">Opaque.</param>
/// <param name="ClassCode">The tissue class it shows, short.</param>
/// <param name="ClassName">The tissue class in words.</param>
/// <param name="ContentUrl">Where its PNG is, as a path on this server; of a pair the left one.</param>
/// <param name="RightContentUrl">Of a pair, where the PNG on the right is; null for one image.</param>
public sealed record QueueItem(
    string Id, string ClassCode, string ClassName, string ContentUrl, string? RightContentUrl = null);
