namespace PathAlign.Web.OpenApi;

/// <summary>What a service's document says of the service.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Version">The version of its API.</param>
/// <param name="Text">What it does, in Markdown.</param>
/// <param name="Tags">What routes are grouped by, in this order.</param>
internal sealed record ApiAbout(
    string Title, string Version, string Text, IReadOnlyList<(string Name, string Description)> Tags);
