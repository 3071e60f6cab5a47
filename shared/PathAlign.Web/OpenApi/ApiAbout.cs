namespace PathAlign.Web.OpenApi;

/// <summary>The description of a service in its OpenAPI document.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Version">The version of its API.</param>
/// <param name="Text">What it does, in Markdown.</param>
/// <param name="Tags">The groups of routes, in this order.</param>
internal sealed record ApiAbout(
    string Title, string Version, string Text, IReadOnlyList<(string Name, string Description)> Tags);
