using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PathAlign.Web.OpenApi;

namespace PathAlign.Web.Access;

/// <summary>The body of a request that creates an account or changes its password.</summary>
public sealed record AccountRequest
{
    internal static JsonSerializerOptions Json { get; } = SignInRequest.Json;

    /// <summary>The role of the person.</summary>
    [AllowedValues(PersonRoles.Rater, PersonRoles.Reviewer, PersonRoles.Operator)]
    public required string Role { get; init; }

    /// <summary>The password: 10 to 256 characters.</summary>
    [StringLength(Passwords.MaxLength, MinimumLength = Passwords.MinLength)]
    public required string Password { get; init; }
}
