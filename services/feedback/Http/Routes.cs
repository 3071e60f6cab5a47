using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PathAlign.Feedback.Access;

namespace PathAlign.Feedback.Http;

/// <summary>What the routes share.</summary>
internal static class Routes
{
    internal const string Prefix = "/api/v1";

    /// <summary>Who asks; every route but the sign-in requires to know.</summary>
    internal static Rater Rater(this HttpContext http) => http.Features.GetRequiredFeature<Rater>();
}
