namespace PathAlign.Standalone.Embedded;

/// <summary>A stage of a round failed for good.</summary>
internal sealed class RoundFailedException(string message) : Exception(message);
