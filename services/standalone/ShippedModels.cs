using PathAlign.Sampling;
using PathAlign.StableDiffusion.Folders;

namespace PathAlign.Standalone;

/// <summary>
/// The paths of the shipped weights, in <c>models/</c> of the checkout that the program was built in.
/// </summary>
internal static class ShippedModels
{
    /// <summary>The name of <see cref="BloodCells"/> on the command line.</summary>
    internal const string BloodCellsName = "bloodcells";

    /// <summary>Colorectal tissue at 28 px, nine classes.</summary>
    internal static ShippedSet Tissue { get; } = new(
        "generator-pathmnist-28.safetensors",
        "adapter-pathmnist-28.safetensors",
        "classifier-pathmnist-28.safetensors",
        "judge-pathmnist-28.safetensors");

    /// <summary>The phantom's tiles; the classifiers are those of tissue.</summary>
    internal static ShippedSet Phantom { get; } =
        Tissue with { GeneratorFile = "generator-phantom-28.safetensors", AdapterFile = null };

    /// <summary>Eight types of blood cells at 224 px.</summary>
    internal static ShippedSet BloodCells { get; } = new(
        "generator-bloodcells-224.safetensors",
        null,
        "classifier-bloodcells-224.safetensors",
        "judge-bloodcells-224.safetensors");

    /// <summary>The folder of the small text-to-image model of blood cells at 224 px.</summary>
    internal static string TextToImage =>
        Path.GetDirectoryName(Find(Path.Combine("text-to-image-bloodcells-224", ModelFolder.IndexName)))!;

    /// <summary>
    /// The autoencoder of blood cells. The generator holds it too; the text-to-image model has an earlier one of 8
    /// channels.
    /// </summary>
    internal static string Autoencoder => Find("autoencoder-bloodcells-224.safetensors");

    /// <summary>The set that <c>--model</c> names: null is tissue; a path replaces tissue's generator.</summary>
    internal static ShippedSet Named(string? model) => model switch
    {
        null => Tissue,
        BloodCellsName => BloodCells,
        _ => Tissue with { OwnGenerator = model, AdapterFile = null },
    };

    /// <summary>The autoencoder's file that an option names: the shipped one, or a path.</summary>
    internal static string AutoencoderNamed(string file) => file == BloodCellsName ? Autoencoder : file;

    /// <summary>All shipped weights.</summary>
    internal static IEnumerable<string> All =>
        Directory.EnumerateFiles(Path.GetDirectoryName(Tissue.Generator)!, "*.safetensors")
            .Order(StringComparer.Ordinal);

    /// <summary>The shipped file whose name begins so and whose content has the hash; null if there is none.</summary>
    internal static string? WithHash(string beginning, string sha256)
    {
        try
        {
            return All.FirstOrDefault(
                path => Path.GetFileName(path).StartsWith(beginning, StringComparison.Ordinal)
                    && FileHash.Of(path) == sha256);
        }
        catch (FileNotFoundException)
        {
            return null;   // nothing is shipped with this program
        }
    }

    /// <summary>The path of a shipped file.</summary>
    /// <exception cref="FileNotFoundException">It is in no <c>models/</c> beside or above the program.</exception>
    internal static string Find(string name)
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
