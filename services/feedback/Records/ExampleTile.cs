namespace PathAlign.Feedback.Records;

/// <summary>A real tile that raters can compare with.</summary>
/// <param name="Key">The PNG in the object store.</param>
/// <param name="Label">Its class.</param>
internal sealed record ExampleTile(string Key, int Label);
