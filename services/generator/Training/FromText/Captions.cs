using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PathAlign.Contracts.Datasets;
using PathAlign.Files;
using PathAlign.Statistics;
using PathAlign.StableDiffusion.Text;

namespace PathAlign.Generator.Training.FromText;

/// <summary>
/// The texts that describe the images of each class. A training image gets one of its class's at random, so that the
/// model learns the words and not one sentence.
/// </summary>
public sealed class Captions
{
    private const int MaxBytes = 1 << 20, MaxLength = 1000;
    private static readonly JsonSerializerOptions _json = new() { PropertyNameCaseInsensitive = true };
    private readonly IReadOnlyList<IReadOnlyList<string>> _ofClass;

    private Captions(IReadOnlyList<IReadOnlyList<string>> ofClass) => _ofClass = ofClass;

    /// <summary>All texts, those of the first class first.</summary>
    public IEnumerable<string> All => _ofClass.SelectMany(texts => texts);

    /// <summary>Number of classes.</summary>
    public int Classes => _ofClass.Count;

    /// <summary>A hash of all texts.</summary>
    public string Sha256 =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(_ofClass))));

    /// <summary>The text that stands for a class: the first.</summary>
    public string Of(int label) => _ofClass[label][0];

    /// <summary>One of a class's texts.</summary>
    /// <param name="label">The class.</param>
    /// <param name="random">The random numbers; one is taken.</param>
    public string Any(int label, ref CounterRandom random) =>
        _ofClass[label][random.NextInt(_ofClass[label].Count)];

    /// <summary>
    /// Texts from the data set's description: the class's prompt, or the paper's sentence about its name.
    /// </summary>
    public static Captions Of(DatasetDescription dataset) =>
        new([.. dataset.Classes.Select(c => (IReadOnlyList<string>)[Prompts.Of(c)])]);

    /// <summary>
    /// Reads a JSON file with <c>templates</c>, sentences in which <c>{}</c> stands for a description, and
    /// <c>classes</c>, descriptions by class code. Each template is filled with each description; the first of both
    /// makes the text that stands for the class.
    /// </summary>
    /// <exception cref="InvalidInputException">The file is not such JSON, or a class has no description.</exception>
    public static Captions Read(string path, DatasetDescription dataset)
    {
        InputFile.Require(path, "captions", MaxBytes);
        CaptionFile? file;
        try
        {
            file = JsonSerializer.Deserialize<CaptionFile>(File.ReadAllBytes(path), _json);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(path, "captions", error.Message);
        }
        if (file?.Templates is not { Count: > 0 } templates || file.Classes is not { } classes)
            throw new InvalidInputException(path, "captions", "expected templates and classes, found none");
        if (templates.Select(t => t ?? "").FirstOrDefault(t => t.Split("{}").Length != 2) is { } odd)
            throw new InvalidInputException(path, "templates", $"expected one {{}} in each, found '{odd}'");
        return new Captions([.. dataset.Codes.Select(code => Texts(path, templates, classes, code))]);
    }

    private static string[] Texts(
        string path,
        IReadOnlyList<string> templates,
        IReadOnlyDictionary<string, IReadOnlyList<string>?> classes,
        string code)
    {
        if (classes.GetValueOrDefault(code) is not { Count: > 0 } descriptions)
            throw new InvalidInputException(path, "classes", $"expected descriptions of '{code}', found none");
        var texts = templates
            .SelectMany(t => descriptions.Select(d => t.Replace("{}", d, StringComparison.Ordinal)))
            .ToArray();
        return texts.FirstOrDefault(text => text.Length > MaxLength) is { } longest
            ? throw new InvalidInputException(
                path, code, $"expected at most {MaxLength} characters a caption, found {longest.Length}")
            : texts;
    }

    private sealed record CaptionFile(
        IReadOnlyList<string>? Templates, IReadOnlyDictionary<string, IReadOnlyList<string>?>? Classes);
}
