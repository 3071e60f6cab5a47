using System.Text.RegularExpressions;
using PathAlign.Contracts;

namespace PathAlign.Web.Http;

/// <summary>
/// The form of names and ids. All input is checked against it before it reaches a store.
/// </summary>
internal static partial class Names
{
    /// <summary>The pattern in the OpenAPI document.</summary>
    internal const string NamePattern =
        $"^{NameRule.Pattern}$", ImageIdPattern = $"^{ImageId}$", IdempotencyKeyPattern = $"^{IdempotencyKey}$";

    private const string ImageId = "[A-Za-z0-9][A-Za-z0-9_-]{0,127}", IdempotencyKey = "[A-Za-z0-9._:-]{1,128}";

    internal static bool IsImageId(string? text) => text is not null && ImageIdExpression().IsMatch(text);

    internal static bool IsIdempotencyKey(string? text) => text is not null && IdempotencyKeyExpression().IsMatch(text);

    [GeneratedRegex($@"\A{ImageId}\z")]
    private static partial Regex ImageIdExpression();

    [GeneratedRegex($@"\A{IdempotencyKey}\z")]
    private static partial Regex IdempotencyKeyExpression();
}
