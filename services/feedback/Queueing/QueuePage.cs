namespace PathAlign.Feedback.Queueing;

/// <summary>Images to rate, all of one set.</summary>
/// <param name="SetId">An opaque id.</param>
/// <param name="Criteria">The names of the criteria that a rating can mark as wrong; none for pairs.</param>
/// <param name="Images">The images, in the order in which to rate them.</param>
public sealed record QueuePage(string SetId, IReadOnlyList<string> Criteria, IReadOnlyList<QueueItem> Images);
