namespace PathAlign.Feedback.Exchange;

/// <summary>A rating in an imported file.</summary>
/// <param name="Place">Its place in the file, for messages.</param>
/// <param name="Line">The rating.</param>
internal sealed record PlacedLine(string Place, RatingLine Line)
{
    /// <summary>The name of the file in messages; it came as a body, without a name.</summary>
    internal const string Source = "import";

    /// <summary>Maximum bytes of a line, a row or a task: what an import holds in memory at once.</summary>
    internal const int MaxBytes = 1 << 20;

    /// <summary>
    /// Whether the file says which revision it is. If not, <see cref="Corrections"/> decides by what is stored.
    /// </summary>
    internal bool HasRevision { get; init; } = true;
}
