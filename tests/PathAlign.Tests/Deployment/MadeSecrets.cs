using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>The secrets that services/host/secrets.sh makes.</summary>
internal sealed class MadeSecrets : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal string Root => _folder.At("secrets");

    internal IEnumerable<string> Folders =>
        Directory.EnumerateDirectories(Root).Select(Path.GetFileName).OfType<string>();

    internal static async Task<MadeSecrets> CreateAsync()
    {
        var secrets = new MadeSecrets();
        await secrets.MakeAsync();
        return secrets;
    }

    internal async Task MakeAsync()
    {
        var (code, _, error) = await Programs.RunAsync(
            Yaml.At("services/host/secrets.sh"), [Root, "pathalign.example.org"]);
        Assert.True(code == 0, error);
    }

    /// <summary>Where a file of <c>./secrets</c> is.</summary>
    internal string At(string file) => Path.Combine(Root, file["./secrets/".Length..]);

    internal string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public void Dispose() => _folder.Dispose();
}
