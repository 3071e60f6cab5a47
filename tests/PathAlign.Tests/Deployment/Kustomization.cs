using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;

namespace PathAlign.Tests.Deployment;

/// <summary>
/// Renders a folder as Kustomize would, as far as this repository uses it: resources, JSON patches by kind and name,
/// config maps made of files. What it does not know, it refuses.
/// </summary>
internal static class Kustomization
{
    internal static IReadOnlyList<JsonNode> Render(string folder, ISet<string>? filesRead = null)
    {
        var file = Normal($"{folder}/kustomization.yaml");
        filesRead?.Add(file);
        var text = File.ReadAllText(Yaml.At(file));
        var kustomization = KubernetesYaml.Deserialize<KustomizationFile>(text, strict: true);

        var rendered = new List<JsonNode>();
        foreach (var resource in kustomization.Resources.Select(r => Normal($"{folder}/{r}")))
        {
            if (Directory.Exists(Yaml.At(resource)))
            {
                rendered.AddRange(Render(resource, filesRead));
                continue;
            }
            filesRead?.Add(resource);
            rendered.AddRange(Yaml.Read(resource));
        }
        foreach (var made in kustomization.ConfigMapGenerator) rendered.Add(ConfigMap(folder, made, filesRead));
        foreach (var patch in kustomization.Patches) Patch(folder, patch, rendered, filesRead);
        return rendered;
    }

    private static JsonObject ConfigMap(string folder, KustomizationFile.FileMap made, ISet<string>? filesRead)
    {
        var data = new JsonObject();
        foreach (var path in made.Files.Select(f => Normal($"{folder}/{f}")))
        {
            filesRead?.Add(path);
            data[Path.GetFileName(path)] = File.ReadAllText(Yaml.At(path));
        }
        return new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = made.Name },
            ["data"] = data,
        };
    }

    private static void Patch(
        string folder, KustomizationFile.Patch patch, List<JsonNode> rendered, ISet<string>? filesRead)
    {
        var file = Normal($"{folder}/{patch.Path}");
        filesRead?.Add(file);
        var name = new Regex($"^({patch.Target.Name})$");
        var kind = rendered.Where(r => r.Text("kind") == patch.Target.Kind);
        var targets = kind.Where(r => name.IsMatch(r.Text("metadata", "name"))).ToList();
        if (targets.Count == 0)
            throw new FormatException($"{file}: expected a {patch.Target.Kind} called {patch.Target.Name}, found none");
        foreach (var step in Yaml.Read(file).Single().Items())
            foreach (var target in targets)
                Apply(step, target, file);
    }

    private static void Apply(JsonNode step, JsonNode target, string file)
    {
        var (operation, place) = (step.Text("op"), step.Text("path"));
        var fields = step.Fields().Select(f => f.Key).Order();
        if (!fields.SequenceEqual(["op", "path", "value"]) || operation is not ("add" or "replace"))
            throw new FormatException($"{file}: {place}: expected op (add or replace), path and value");
        var path = place.Split('/').Skip(1).Select(p => p.Replace("~1", "/")).ToArray();
        if (operation == "add" && path[^1] == "-" && target.At(path[..^1]) is JsonArray list)
        {
            list.Add(step.At("value")!.DeepClone());
            return;
        }
        var parent = target.At(path[..^1]) as JsonObject
            ?? throw new FormatException($"{file}: {place}: expected its parent, found none");
        if (operation == "replace" && !parent.ContainsKey(path[^1]))
            throw new FormatException($"{file}: {place}: expected a value to replace, found none");
        parent[path[^1]] = step.At("value")!.DeepClone();
    }

    private static string Normal(string path) =>
        Path.GetRelativePath(Yaml.At("."), Path.GetFullPath(Yaml.At(path))).Replace('\\', '/');
}
