using System.Text.RegularExpressions;

namespace PathAlign.Feedback;

/// <summary>What names and ids look like. Whatever comes from outside is held to these before a store sees it.</summary>
internal static partial class Names
{
    internal static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    internal static bool IsImageId(string? text) => text is not null && ImageId().IsMatch(text);

    internal static bool IsIdempotencyKey(string? text) => text is not null && IdempotencyKey().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,127}\z")]
    private static partial Regex ImageId();

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,128}\z")]
    private static partial Regex IdempotencyKey();
}
