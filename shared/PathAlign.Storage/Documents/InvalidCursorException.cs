namespace PathAlign.Storage.Documents;

/// <summary>
/// A client's cursor does not belong to the query. The message says what was expected and what was found.
/// </summary>
public sealed class InvalidCursorException(string message) : ArgumentException(message);
