using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PathAlign.Tests.Deployment;

/// <summary>Renders a folder as Kustomize would, as far as this repository uses it: resources, namespace, JSON patches by kind and name, config maps made of files. What it does not know, it refuses.</summary>
internal static class Kustomization
{
    private static readonly string[] _known = ["apiVersion", "kind", "namespace", "resources", "patches", "configMapGenerator"];

    internal static IReadOnlyList<JsonNode> Render(string folder, ISet<string>? filesRead = null)
    {
        var file = Normal($"{folder}/kustomization.yaml");
        filesRead?.Add(file);
        var kustomization = Yaml.Read(file).Single();
        foreach (var (key, _) in kustomization.Fields())
            if (!_known.Contains(key))
                throw new FormatException($"{file}: {key}: expected one of {string.Join(", ", _known)}");

        var rendered = new List<JsonNode>();
        foreach (var resource in kustomization.Items("resources").Select(r => Normal($"{folder}/{r}")))
        {
            if (Directory.Exists(Yaml.At(resource))) rendered.AddRange(Render(resource, filesRead));
            else
            {
                filesRead?.Add(resource);
                rendered.AddRange(Yaml.Read(resource));
            }
        }
        foreach (var made in kustomization.Items("configMapGenerator")) rendered.Add(ConfigMap(folder, made, filesRead));
        foreach (var patch in kustomization.Items("patches")) Patch(folder, patch, rendered, filesRead);
        return rendered;
    }

    private static JsonObject ConfigMap(string folder, JsonNode made, ISet<string>? filesRead)
    {
        var data = new JsonObject();
        foreach (var path in made.Items("files").Select(f => Normal($"{folder}/{f}")))
        {
            filesRead?.Add(path);
            data[Path.GetFileName(path)] = File.ReadAllText(Yaml.At(path));
        }
        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = made.Text("name") }, ["data"] = data };
    }

    private static void Patch(string folder, JsonNode patch, List<JsonNode> rendered, ISet<string>? filesRead)
    {
        var file = Normal($"{folder}/{patch.Text("path")}");
        filesRead?.Add(file);
        var targets = rendered.Where(r => r.Text("kind") == patch.Text("target", "kind") && Regex.IsMatch(r.Text("metadata", "name"), $"^({patch.Text("target", "name")})$")).ToList();
        if (targets.Count == 0) throw new FormatException($"{file}: expected something to patch, found nothing called {patch.Text("target", "name")}");
        foreach (var (target, step) in targets.SelectMany(t => Yaml.Read(file).Single().Items().Select(s => (t, s))))
        {
            var path = step.Text("path").Split('/').Skip(1).Select(p => p.Replace("~1", "/")).ToArray();
            var parent = target.At(path[..^1]) as JsonObject ?? throw new FormatException($"{file}: {step.Text("path")}: expected its parent, found none");
            if (step.Text("op") == "replace" && !parent.ContainsKey(path[^1])) throw new FormatException($"{file}: {step.Text("path")}: expected it there to be replaced");
            parent[path[^1]] = step.At("value")!.DeepClone();
        }
    }

    private static string Normal(string path) => Path.GetRelativePath(Yaml.At("."), Path.GetFullPath(Yaml.At(path))).Replace('\\', '/');
}
