namespace PathAlign.Web.Http;

/// <summary>What a browser's session travels under.</summary>
internal static class SessionNames
{
    /// <summary>The cookie that bears its token.</summary>
    internal const string Cookie = "pathalign-session";

    /// <summary>The header that proves, in a write, that it comes from this app's own page.</summary>
    internal const string CsrfHeader = "X-CSRF-Token";
}
