using System.Text.Json.Nodes;

namespace PathAlign.Storage.Documents;

/// <summary>A document, as read from the store.</summary>
/// <param name="Id">Its key in the collection.</param>
/// <param name="Version">1 after the insert, one more after each replace.</param>
/// <param name="Json">Its content as stored text; most readers deserialise it to a type of their own.</param>
public sealed record Document(string Id, long Version, string Json)
{
    private JsonObject? _body;

    /// <summary>Creates a document with this content.</summary>
    /// <param name="id">Its key in the collection.</param>
    /// <param name="version">1 after the insert, one more after each replace.</param>
    /// <param name="body">Its content.</param>
    public Document(string id, long version, JsonObject body) : this(id, version, body.ToJsonString())
    {
    }

    /// <summary>Its content as a JSON object.</summary>
    public JsonObject Body => _body ??= JsonNode.Parse(Json, documentOptions: DocumentFields.Reading)!.AsObject();
}
