using PathAlign.Storage;

namespace PathAlign.Web.Access;

/// <summary>Sign-in by an organisation's OpenID Connect provider; off if no issuer is named.</summary>
public sealed class OidcOptions
{
    /// <summary>
    /// The issuer of the provider, as in its discovery document: https, or http on this machine. Empty for none.
    /// </summary>
    public string Issuer { get; set; } = "";

    /// <summary>The name of this service at the provider.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret of this service at the provider.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>The text of the sign-in button.</summary>
    public string Label { get; set; } = "Sign in with your organisation";

    /// <summary>
    /// The claim of the ID token that names a person. Ratings carry it, converted to lower-case letters, digits and
    /// hyphens.
    /// </summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>
    /// The claim that lists a person's roles; full stops separate nested objects, as in <c>realm_access.roles</c>.
    /// </summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>
    /// The role of raters at the provider. A person with several roles gets the one that allows most.
    /// </summary>
    public string RaterRole { get; set; } = "pathalign-rater";

    /// <summary>The role of reviewers.</summary>
    public string ReviewerRole { get; set; } = "pathalign-reviewer";

    /// <summary>The role of operators.</summary>
    public string OperatorRole { get; set; } = "pathalign-operator";

    /// <summary>
    /// How long a session lasts before the person goes through the provider again, in minutes: 5 to 720. A person who
    /// was removed there is out after this time at the latest.
    /// </summary>
    public int SessionMinutes { get; set; } = 60;

    internal bool IsOn => Issuer.Length > 0;

    /// <summary>The errors in the settings.</summary>
    internal IEnumerable<string> Faults(string key)
    {
        if (!IsOn) yield break;
        if (!IsSafe(Issuer))
            yield return $"{key}:{nameof(Issuer)}: expected an https address, or http on this machine, found " +
                $"'{Issuer}'.";
        if (SessionMinutes is < 5 or > 720)
            yield return $"{key}:{nameof(SessionMinutes)}: expected 5 to 720, found {SessionMinutes}.";
        if (ClientId.Length == 0)
            yield return $"{key}:{nameof(ClientId)}: expected this service's client id at the provider, found none.";
        if (ClientSecret.Length == 0 || Placeholder.Is(ClientSecret))
            yield return $"{key}:{nameof(ClientSecret)}: expected your own secret, found none or a placeholder.";
        foreach (
            var (name, value) in new[]
            {
                (nameof(Label), Label),
                (nameof(NameClaim), NameClaim),
                (nameof(RolesClaim), RolesClaim),
            })
            if (value.Length is 0 or > 100)
                yield return $"{key}:{name}: expected 1 to 100 characters, found {value.Length}.";
    }

    /// <summary>Whether the connection to the address is protected against reading and changes.</summary>
    internal static bool IsSafe(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.UserInfo.Length == 0
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
