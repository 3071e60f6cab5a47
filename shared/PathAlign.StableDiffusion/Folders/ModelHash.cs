using System.Security.Cryptography;
using System.Text;
using PathAlign.StableDiffusion.Text;

namespace PathAlign.StableDiffusion.Folders;

/// <summary>SHA-256 over the names and the SHA-256 of a model's files.</summary>
internal static class ModelHash
{
    /// <summary>
    /// The hash of what makes the networks: configs, the weights that are read, and the tokenizer. The scheduler and
    /// other files in the folder do not count.
    /// </summary>
    internal static string Of(string model) => OfFiles(
        model,
        ((string[])["unet", "text_encoder", LatentPart.Name]).SelectMany(part => new PartFolder(model, part).Files)
            .Concat(TokenizerFiles.In(Path.Combine(model, ModelFolder.TokenizerName))));

    /// <summary>The hash of the autoencoder.</summary>
    internal static string OfLatents(string model) => OfFiles(model, new PartFolder(model, LatentPart.Name).Files);

    /// <summary>The hash of all configs, texts and weights in the folder, which adapters of before name.</summary>
    internal static string OfFolder(string model) => OfFiles(
        model,
        Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".json" or ".txt" or ".safetensors"
                && !Path.GetFileName(path).StartsWith('.')));

    private static string OfFiles(string model, IEnumerable<string> paths)
    {
        var lines = new StringBuilder();
        foreach (var path in paths
            .Select(path => Path.GetRelativePath(model, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal))
        {
            using var bytes = File.OpenRead(Path.Combine(model, path));
            lines.Append(Convert.ToHexStringLower(SHA256.HashData(bytes))).Append("  ").Append(path).Append('\n');
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }
}
