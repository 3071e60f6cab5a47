namespace PathAlign.Standalone;

/// <summary>
/// The paths of the shipped weights, in <c>models/</c> of the checkout that the program was built in.
/// </summary>
internal static class ShippedModels
{
    internal static string Generator => Find("generator-pathmnist-28.safetensors");

    /// <summary>The adapter of <see cref="Generator"/> from one alignment round. Rounds start without it.</summary>
    internal static string Adapter => Find("adapter-pathmnist-28.safetensors");

    internal static string Classifier => Find("classifier-pathmnist-28.safetensors");

    /// <summary>The classifier that only measures; it takes no part in training or filtering.</summary>
    internal static string Judge => Find("judge-pathmnist-28.safetensors");

    /// <summary>A small generator that draws the phantom's tiles.</summary>
    internal static string PhantomGenerator => Find("generator-phantom-28.safetensors");

    /// <summary>Draws eight types of blood cells at 224 px.</summary>
    internal static string BloodCells => Find("generator-bloodcells-224.safetensors");

    /// <summary>All shipped weights.</summary>
    internal static IEnumerable<string> All =>
        Directory.EnumerateFiles(Path.GetDirectoryName(Generator)!, "*.safetensors").Order(StringComparer.Ordinal);

    private static string Find(string name)
    {
        var roots = new List<string?> { Environment.GetEnvironmentVariable("PATHALIGN_ROOT") };
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            roots.Add(folder.FullName);
        var found = roots.OfType<string>()
            .Select(root => Path.Combine(root, "models", name))
            .FirstOrDefault(File.Exists);
        return found
            ?? throw new FileNotFoundException(
                $"models/{name}: expected the shipped weights, found none; pass your own weights, or run ./pathalign " +
                    $"in a checkout");
    }
}
