namespace PathAlign.Feedback.Queueing;

/// <summary>Images to rate, all of one set.</summary>
/// <param name="SetId">Opaque.</param>
/// <param name="Criteria">What a rating may find wrong, by name.</param>
/// <param name="Images">In the order in which to rate them.</param>
public sealed record QueuePage(string SetId, IReadOnlyList<string> Criteria, IReadOnlyList<QueueItem> Images);

/// <summary>One image to rate, and all that a rater may know of it.</summary>
/// <param name="Id">Opaque.</param>
/// <param name="ClassCode">The tissue class it shows, short.</param>
/// <param name="ClassName">The tissue class in words.</param>
/// <param name="ContentUrl">Where its PNG is, as a path on this server.</param>
public sealed record QueueItem(string Id, string ClassCode, string ClassName, string ContentUrl);
