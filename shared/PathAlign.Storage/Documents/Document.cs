using System.Text.Json.Nodes;

namespace PathAlign.Storage.Documents;

/// <summary>A document as it was read.</summary>
/// <param name="Id">Its key in the collection.</param>
/// <param name="Version">1 after the insert, one more after each replace.</param>
/// <param name="Body">Its content.</param>
public sealed record Document(string Id, long Version, JsonObject Body);
