namespace PathAlign.Web.Http;

/// <summary>The names of a session's cookie and header.</summary>
internal static class SessionNames
{
    /// <summary>The cookie with the session's token.</summary>
    internal const string Cookie = "pathalign-session";

    /// <summary>The header that proves that a write comes from this app's own page.</summary>
    internal const string CsrfHeader = "X-CSRF-Token";
}
