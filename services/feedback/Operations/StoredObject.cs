namespace PathAlign.Feedback.Operations;

/// <summary>The place of uploaded content.</summary>
/// <param name="Key">Its key in the object store, derived from its content.</param>
public sealed record StoredObject(string Key);
