namespace PathAlign.Storage.Documents;

/// <summary>
/// A cursor that came from outside is none of the query that it came with. The message says what was expected and what
/// came.
/// </summary>
public sealed class InvalidCursorException(string message) : ArgumentException(message);
