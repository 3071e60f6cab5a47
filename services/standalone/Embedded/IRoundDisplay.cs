using PathAlign.Messaging.Jobs;

namespace PathAlign.Standalone.Embedded;

/// <summary>Shows how rounds go on.</summary>
internal interface IRoundDisplay
{
    /// <summary>Something worth a line.</summary>
    void Say(string text);

    /// <summary>A round begins, or goes on.</summary>
    void RoundStarts(string roundId, int number);

    /// <summary>The round's jobs as they stand; called again and again.</summary>
    void Show(IReadOnlyList<JobDocument> jobs);
}
