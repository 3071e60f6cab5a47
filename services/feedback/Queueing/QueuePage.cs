namespace PathAlign.Feedback.Queueing;

/// <summary>Images to rate, all of one set.</summary>
/// <param name="SetId">Opaque.</param>
/// <param name="Criteria">What a rating may find wrong, by name; none of pairs.</param>
/// <param name="Images">In the order in which to rate them.</param>
public sealed record QueuePage(string SetId, IReadOnlyList<string> Criteria, IReadOnlyList<QueueItem> Images);
