using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace PathAlign.Feedback.Access;

/// <summary>The body that gives a person an account, or the account another password.</summary>
internal sealed record AccountRequest
{
    internal static JsonSerializerOptions Json { get; } = SignInRequest.Json;

    /// <summary>What the person may do.</summary>
    [AllowedValues("rater", "reviewer", "operator")]
    public required string Role { get; init; }

    /// <summary>10 to 256 characters.</summary>
    [StringLength(Passwords.MaxLength, MinimumLength = Passwords.MinLength)]
    public required string Password { get; init; }

    /// <summary>The role; null when it is none of a person's.</summary>
    internal RaterRole? ParsedRole => Role switch
    {
        "rater" => RaterRole.Rater,
        "reviewer" => RaterRole.Reviewer,
        "operator" => RaterRole.Operator,
        _ => null,
    };
}
