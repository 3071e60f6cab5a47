namespace PathAlign.Tests.Deployment;

/// <summary>A kustomization.yaml, as far as this repository uses it; a reader refuses other fields.</summary>
public sealed class KustomizationFile
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Namespace { get; set; } = "";

    public IList<string> Resources { get; set; } = [];

    public IList<Patch> Patches { get; set; } = [];

    public IList<FileMap> ConfigMapGenerator { get; set; } = [];

    public sealed class Patch
    {
        public string Path { get; set; } = "";

        public PatchTarget Target { get; set; } = new();
    }

    public sealed class PatchTarget
    {
        public string Kind { get; set; } = "";

        public string Name { get; set; } = "";
    }

    public sealed class FileMap
    {
        public string Name { get; set; } = "";

        public IList<string> Files { get; set; } = [];
    }
}
