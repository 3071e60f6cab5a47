using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Operations;

/// <summary>The body of a request that registers the owner of a key.</summary>
internal sealed record NewRater
{
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 4,
        Converters =
        {
            new JsonStringEnumConverter<RaterRole>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<RaterKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    /// <summary>1 to 64 lower-case letters, digits and hyphens; ratings carry it.</summary>
    public required string Name { get; init; }

    /// <summary>What the key allows.</summary>
    public required RaterRole Role { get; init; }

    /// <summary>Whether a person or a program rates with it.</summary>
    public required RaterKind Kind { get; init; }
}
