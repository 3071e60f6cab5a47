using System.ComponentModel.DataAnnotations;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>Who can sign in, and for how long. A service's settings derive from this class.</summary>
public abstract class AccessOptions : RequestOptions, IValidatableObject
{
    private const int ShortestKey = 32;

    /// <summary>How long a session lasts, in hours.</summary>
    [Range(1, 168)]
    public int SessionHours { get; set; } = 12;

    /// <summary>Maximum number of sign-in attempts per name, address and minute.</summary>
    [Range(1, 1000)]
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>
    /// Maximum number of sign-in attempts per address and minute; per network for IPv6. Raise it if many people share
    /// one address.
    /// </summary>
    [Range(1, 1_000_000)]
    public int SignInsPerMinuteAndAddress { get; set; } = 60;

    /// <summary>Maximum number of sign-in attempts per minute in total.</summary>
    [Range(60, 10_000_000)]
    public int SignInsPerMinuteInAll { get; set; } = 1200;

    /// <summary>
    /// The key of the operator <c>operator</c>, who registers all others: "operator." and a secret. Empty if that
    /// operator is registered in another way.
    /// </summary>
    public string OperatorKey { get; set; } = "";

    /// <summary>An organisation's own sign-in; none by default.</summary>
    public OidcOptions Oidc { get; set; } = new();

    /// <summary>The section of the settings in the configuration.</summary>
    protected abstract string Place { get; }

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (
            OperatorKey.Length > 0
                && (!OperatorKey.StartsWith("operator.", StringComparison.Ordinal) || OperatorKey.Length < ShortestKey))
            yield return new ValidationResult(
                $"{Place}:{nameof(OperatorKey)}: expected 'operator.' and a secret, at least {ShortestKey} " +
                    $"characters in total, found another form of {OperatorKey.Length} characters.");
        foreach (var fault in Oidc.Faults($"{Place}:{nameof(Oidc)}")) yield return new ValidationResult(fault);
    }
}
