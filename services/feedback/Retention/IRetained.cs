namespace PathAlign.Feedback.Retention;

/// <summary>One kind of data that a sweep looks through.</summary>
internal interface IRetained
{
    /// <summary>Everything whose time is over. Removing what was found does not disturb the rest of the list.</summary>
    IAsyncEnumerable<Due> FindAsync(RetentionLimits limits, CancellationToken cancel);
}
