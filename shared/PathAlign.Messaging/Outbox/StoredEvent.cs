using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Outbox;

/// <summary>An event that waits in a document to be published.</summary>
/// <param name="Type">The name of its record in the contracts.</param>
/// <param name="Body">Its JSON.</param>
public sealed record StoredEvent(string Type, JsonObject Body)
{
    // A name is looked up here and nowhere else: no text can name a type that is not an event.
    private static readonly Dictionary<string, Type> Types = typeof(IRoundEvent).Assembly.GetTypes()
        .Where(type => type.IsClass && typeof(IRoundEvent).IsAssignableFrom(type)).ToDictionary(type => type.Name);

    /// <summary>The stored form of an event.</summary>
    /// <exception cref="ArgumentException">It is no event of the contracts.</exception>
    public static StoredEvent Of(IRoundEvent roundEvent) =>
        new(
            Types.ContainsKey(roundEvent.GetType().Name)
                ? roundEvent.GetType().Name
                : throw new ArgumentException($"expected an event of the contracts, found {roundEvent.GetType()}"),

            JsonSerializer.SerializeToNode(roundEvent, roundEvent.GetType(), ContractJson.Options)!.AsObject());

    /// <summary>The event; null if a later version made it, of a type that is unknown here.</summary>
    /// <exception cref="JsonException">The body is not the JSON of its type.</exception>
    public IRoundEvent? ReadKnown() => Types.ContainsKey(Type) ? Read() : null;

    /// <summary>The event.</summary>
    /// <exception cref="JsonException">The type is unknown here, or the body is not its JSON.</exception>
    public IRoundEvent Read() =>
        Types.TryGetValue(Type, out var type)
            ? (IRoundEvent)Body.Deserialize(type, ContractJson.Options)!
            : throw new JsonException($"expected an event of the contracts, found '{Type}'");
}
