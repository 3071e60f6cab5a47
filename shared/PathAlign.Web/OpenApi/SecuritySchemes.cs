using Microsoft.OpenApi;
using PathAlign.Web.Http;

namespace PathAlign.Web.OpenApi;

/// <summary>The authentication schemes of the API.</summary>
internal static class SecuritySchemes
{
    internal const string Key = "key", Session = "session", Csrf = "csrf";

    internal static IReadOnlyDictionary<string, OpenApiSecurityScheme> All =>
        new Dictionary<string, OpenApiSecurityScheme>
        {
            [Key] = new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A program's key." },
            [Session] = new()
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = SessionNames.Cookie,
                Description = "A browser's session, which a sign-in begins.",
            },
            [Csrf] = new()
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = SessionNames.CsrfHeader,
                Description = "The session's token, required in every write.",
            },
        };
}
