namespace PathAlign.Web.OpenApi;

/// <summary>What the document groups by that every service has. Services add their own.</summary>
internal static class Tags
{
    internal const string Access = "Access", Description = "Description";
}
