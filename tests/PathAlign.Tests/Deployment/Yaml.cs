using System.Text.Json.Nodes;
using PathAlign.Tests.Cluster;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace PathAlign.Tests.Deployment;

/// <summary>The documents of a YAML file of the repository. Every scalar is a text.</summary>
internal static class Yaml
{
    private static readonly IDeserializer _reader = new DeserializerBuilder().Build();
    private static readonly ISerializer _json = new SerializerBuilder().JsonCompatible().Build();

    internal static string At(string path) => Path.Combine(LocalCluster.Root(), path);

    internal static IReadOnlyList<JsonNode> Read(string path)
    {
        var documents = new List<JsonNode>();
        var parser = new MergingParser(new Parser(new StringReader(File.ReadAllText(At(path)))));
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
            if (_reader.Deserialize(parser) is { } document)
                documents.Add(JsonNode.Parse(_json.Serialize(document))!);
        return documents;
    }

    /// <summary>What lies at a path of names, or nothing.</summary>
    internal static JsonNode? At(this JsonNode? node, params string[] names) =>
        names.Aggregate(
            node,
            (of, name) =>
                of is JsonObject map
                    ? map[name]
                    : of is JsonArray list && int.TryParse(name, out var i) && i < list.Count
                    ? list[i]
                    : null);

    internal static string Text(this JsonNode? node, params string[] names) => node.At(names)?.ToString() ?? "";

    internal static IEnumerable<JsonNode> Items(this JsonNode? node, params string[] names) =>
        (node.At(names) as JsonArray ?? []).OfType<JsonNode>();

    internal static IEnumerable<KeyValuePair<string, JsonNode?>> Fields(this JsonNode? node, params string[] names) =>
        node.At(names) as JsonObject ?? [];
}
