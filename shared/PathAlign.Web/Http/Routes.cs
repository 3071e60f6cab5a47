namespace PathAlign.Web.Http;

/// <summary>What the routes share.</summary>
internal static class Routes
{
    internal const string Prefix = "/api/v1";
}
