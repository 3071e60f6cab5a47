using System.Text.Json.Serialization;

namespace PathAlign.Contracts.Plans;

/// <summary>What decides which images are rated.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RatingOrder>))]
public enum RatingOrder
{
    /// <summary>Chance.</summary>
    Random,

    /// <summary>What would teach the reward model most.</summary>
    Active,
}
