using System.Text.Json;

namespace PathAlign.Web.Access;

/// <summary>The body of a sign-in: name and password, or a code.</summary>
public sealed record SignInRequest
{
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 2,
    };

    /// <summary>With a password.</summary>
    public string? Name { get; init; }

    /// <summary>With a name.</summary>
    public string? Password { get; init; }

    /// <summary>Instead of both: works once.</summary>
    public string? Code { get; init; }

    /// <summary>What breaks a rule; null when nothing does.</summary>
    internal string? Fault() => (Name, Password, Code) switch
    {
        (not null, not null, null) => null,
        (null, null, not null) => null,
        _ => "$: expected either name and password, or code",
    };
}
