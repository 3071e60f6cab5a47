namespace PathAlign.Standalone.Embedded;

/// <summary>A stage of a round gave up.</summary>
internal sealed class RoundFailedException(string message) : Exception(message);
