using System.Text.Json;
using PathAlign.Files;
using PathAlign.Storage;
using PathAlign.Storage.Objects;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// Which errors trying again cannot help: broken or missing input and impossible settings. Stores that are away are
/// none of them.
/// </summary>
internal static class PermanentFailures
{
    internal static Type[] Types { get; } =
    [
        typeof(PermanentFailureException),
        typeof(InvalidInputException),
        typeof(ObjectNotFoundException),   // objects are stored before anything names them
        typeof(ObjectCorruptException),
        typeof(StoreRefusedException),
        typeof(ArgumentException),
        typeof(JsonException),
        typeof(NotFiniteNumberException),   // the same numbers again
    ];

    internal static bool Include(Exception error) => Types.Any(type => type.IsInstanceOfType(error));
}
