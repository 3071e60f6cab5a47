using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PathAlign.Web.Access;

/// <summary>Who asks.</summary>
internal static class Callers
{
    /// <summary>The caller; every route but the sign-in requires to know.</summary>
    internal static Rater Rater(this HttpContext http) => http.Features.GetRequiredFeature<Rater>();
}
