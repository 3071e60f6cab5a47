using System.ComponentModel.DataAnnotations;

namespace PathAlign.Feedback.Settings;

/// <summary>An endpoint that gets events.</summary>
public sealed class WebhookEndpoint
{
    private const string Prefix = "whsec_";
    private const int ShortestSecret = 24;

    /// <summary>An https address without a user name.</summary>
    public string Url { get; set; } = "";

    /// <summary>"whsec_" and base64 of at least 24 random bytes, which sign the deliveries.</summary>
    public string Secret { get; set; } = "";

    internal Uri Address => new(Url);

    internal byte[] Key => Convert.FromBase64String(Secret[Prefix.Length..]);

    internal IEnumerable<ValidationResult> Faults(string place)
    {
        if (
            !Uri.TryCreate(Url, UriKind.Absolute, out var address)
                || address.Scheme != Uri.UriSchemeHttps
                || address.UserInfo.Length > 0)
            yield return new ValidationResult($"{place}:{nameof(Url)}: expected an https address without a user name.");
        var bytes = new byte[Secret.Length];
        if (
            !Secret.StartsWith(Prefix, StringComparison.Ordinal)
                || !Convert.TryFromBase64String(Secret[Prefix.Length..], bytes, out var length)
                || length < ShortestSecret)
            yield return new ValidationResult(
                $"{place}:{nameof(Secret)}: expected '{Prefix}' and base64 of at least {ShortestSecret} bytes.");
    }
}
