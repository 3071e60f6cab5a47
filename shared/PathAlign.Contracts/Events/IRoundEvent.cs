namespace PathAlign.Contracts.Events;

/// <summary>
/// Something that happened in a round. Events hold ids, object keys, hashes and counts; never pixels or weights.
/// </summary>
public interface IRoundEvent
{
    /// <summary>The round.</summary>
    string RoundId { get; }

    /// <summary>The object that holds the round's <see cref="Plans.RoundPlan"/>.</summary>
    string PlanKey { get; }
}
