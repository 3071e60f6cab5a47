namespace PathAlign.Import.Duplicates;

/// <summary>A duplicate of a tile.</summary>
/// <param name="Kind">What is equal.</param>
/// <param name="Other">The other tile.</param>
internal sealed record Twin(TwinKind Kind, Seen Other)
{
    /// <summary>The duplicate as a clause, for the table and the summary.</summary>
    internal string Text => $"{Words(Kind)} {Other.Name} in {Other.Split}";

    private static string Words(TwinKind kind) => kind switch
    {
        TwinKind.Pixels => "the same pixels as",
        TwinKind.Look => "looks the same as",
        _ => "of the same group as",
    };
}
