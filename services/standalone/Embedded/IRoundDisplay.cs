using PathAlign.Messaging.Jobs;

namespace PathAlign.Standalone.Embedded;

/// <summary>Shows the progress of rounds.</summary>
internal interface IRoundDisplay
{
    /// <summary>Shows a message.</summary>
    void Say(string text);

    /// <summary>Shows that a round begins or resumes.</summary>
    void RoundStarts(string roundId, int number);

    /// <summary>Shows the current state of the round's jobs; called repeatedly.</summary>
    void Show(IReadOnlyList<JobDocument> jobs);
}
