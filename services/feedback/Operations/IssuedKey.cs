namespace PathAlign.Feedback.Operations;

/// <summary>A key, shown this once.</summary>
/// <param name="Name">Who holds it.</param>
/// <param name="Key">What goes after <c>Authorization: Bearer</c>.</param>
public sealed record IssuedKey(string Name, string Key);
