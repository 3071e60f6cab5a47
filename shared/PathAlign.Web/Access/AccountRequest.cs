using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PathAlign.Web.OpenApi;

namespace PathAlign.Web.Access;

/// <summary>The body that gives a person an account, or the account another password.</summary>
public sealed record AccountRequest
{
    internal static JsonSerializerOptions Json { get; } = SignInRequest.Json;

    /// <summary>What the person may do.</summary>
    [AllowedValues(PersonRoles.Rater, PersonRoles.Reviewer, PersonRoles.Operator)]
    public required string Role { get; init; }

    /// <summary>10 to 256 characters.</summary>
    [StringLength(Passwords.MaxLength, MinimumLength = Passwords.MinLength)]
    public required string Password { get; init; }
}
