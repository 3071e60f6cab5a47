namespace PathAlign.Import.Duplicates;

/// <summary>That a tile shows the same as another.</summary>
/// <param name="Kind">In what they are the same.</param>
/// <param name="Other">The other.</param>
internal sealed record Twin(TwinKind Kind, Seen Other)
{
    /// <summary>As a clause for the table and the summary.</summary>
    internal string Text => $"{Words(Kind)} {Other.Name} in {Other.Split}";

    private static string Words(TwinKind kind) => kind switch
    {
        TwinKind.Pixels => "the same pixels as",
        TwinKind.Look => "looks the same as",
        _ => "of the same group as",
    };
}
