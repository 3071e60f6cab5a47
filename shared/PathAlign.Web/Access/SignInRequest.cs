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

    /// <summary>The name; needs a password.</summary>
    public string? Name { get; init; }

    /// <summary>The password; needs a name.</summary>
    public string? Password { get; init; }

    /// <summary>A code instead of name and password; works once.</summary>
    public string? Code { get; init; }

    /// <summary>The first broken rule; null if the request is valid.</summary>
    internal string? Fault() => (Name, Password, Code) switch
    {
        (not null, not null, null) => null,
        (null, null, not null) => null,
        _ => "$: expected either name and password, or code",
    };
}
