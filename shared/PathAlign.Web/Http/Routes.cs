namespace PathAlign.Web.Http;

/// <summary>What all routes share.</summary>
internal static class Routes
{
    internal const string Prefix = "/api/v1";
}
