namespace PathAlign.Feedback.Retention;

/// <summary>What a sweep removed, or would remove.</summary>
/// <param name="Kinds">One entry for each kind of data of which something was due.</param>
public sealed record SweepReport(IReadOnlyList<SweptKind> Kinds)
{
    /// <summary>As one line, for the log and the audit log.</summary>
    internal string Line =>
        Kinds.Count == 0 ? "nothing" : string.Join(", ", Kinds.Select(kind => $"{kind.Count} {kind.What}"));
}

/// <summary>What a sweep removed of one kind of data.</summary>
/// <param name="What">The kind of data.</param>
/// <param name="Count">Number of documents or objects.</param>
/// <param name="Bytes">The size of the objects; 0 for documents.</param>
/// <param name="Examples">The first ones, each with the reason.</param>
public sealed record SweptKind(string What, long Count, long Bytes, IReadOnlyList<string> Examples);
