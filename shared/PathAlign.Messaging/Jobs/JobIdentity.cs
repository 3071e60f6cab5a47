using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Jobs;

/// <summary>Names of jobs, derived from what they are, so that a repeat finds the first.</summary>
public static class JobIdentity
{
    // Left out at their defaults, so that a field added to an event later does not rename the jobs of older events.
    private static readonly JsonSerializerOptions Canonical = new(ContractJson.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>
    /// The id of a job: 32 hexadecimal digits of the SHA-256 of stage, kind and the event's canonical JSON.
    /// </summary>
    public static string Of(string stage, string kind, IRoundEvent input)
    {
        var fields = JsonSerializer.SerializeToNode(input, input.GetType(), Canonical)!.AsObject();
        var sorted = new JsonObject(
            fields.OrderBy(f => f.Key, StringComparer.Ordinal)
                .Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));
        return Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes($"{stage}\n{kind}\n{input.GetType().Name}\n{sorted.ToJsonString()}")))[..32];
    }
}
