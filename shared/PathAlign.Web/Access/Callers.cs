using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PathAlign.Web.Access;

/// <summary>Reads the caller of a request.</summary>
internal static class Callers
{
    /// <summary>The caller. Every route except the sign-in requires an authenticated caller.</summary>
    internal static Rater Rater(this HttpContext http) => http.Features.GetRequiredFeature<Rater>();
}
