namespace PathAlign.Web.OpenApi;

/// <summary>The groups of routes that every service has. Services add their own.</summary>
internal static class Tags
{
    internal const string Access = "Access", Description = "Description";
}
