namespace PathAlign.Feedback.Retention;

/// <summary>A document or object whose time is over.</summary>
/// <param name="Rule">The rule that says so.</param>
/// <param name="Id">Its id or key.</param>
/// <param name="Why">The reason, for people.</param>
/// <param name="RemoveAsync">Removes it, unless it changed meanwhile; returns whether it did.</param>
/// <param name="Bytes">Its size, if it is an object.</param>
internal sealed record Due(
    RetentionRule Rule, string Id, string Why, Func<CancellationToken, Task<bool>> RemoveAsync, long Bytes = 0);
