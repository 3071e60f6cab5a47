namespace PathAlign.Feedback.Queueing;

/// <summary>One image to rate, and all that a rater may know of it.</summary>
/// <param name="Id">Opaque.</param>
/// <param name="ClassCode">The tissue class it shows, short.</param>
/// <param name="ClassName">The tissue class in words.</param>
/// <param name="ContentUrl">Where its PNG is, as a path on this server.</param>
public sealed record QueueItem(string Id, string ClassCode, string ClassName, string ContentUrl);
