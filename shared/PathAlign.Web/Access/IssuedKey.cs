namespace PathAlign.Web.Access;

/// <summary>A new key, which is shown only once.</summary>
/// <param name="Name">The owner.</param>
/// <param name="Key">The key for the header <c>Authorization: Bearer</c>.</param>
public sealed record IssuedKey(string Name, string Key);
