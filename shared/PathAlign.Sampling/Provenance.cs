using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using PathAlign.Files;
using PathAlign.Models.Compute;

namespace PathAlign.Sampling;

/// <summary>
/// The origin of a synthetic tile in its PNG, so that the tile can be drawn again and is never mistaken for a real one.
/// </summary>
public static partial class Provenance
{
    /// <summary>The keyword that marks a tile as synthetic.</summary>
    public const string SyntheticKey = "pathalign:synthetic";

    private const string Class = "pathalign:class", Seed = "pathalign:seed", Index = "pathalign:index",
        Sampler = "pathalign:sampler", Steps = "pathalign:steps", Guidance = "pathalign:guidance",
        Range = "pathalign:guidance-range", ComputedWith = "pathalign:computed-with", Base = "pathalign:base_sha256",
            Adapter = "pathalign:adapter_sha256", Bare = "none";

    /// <summary>The text chunks of one tile.</summary>
    public static Dictionary<string, string> Of(GeneratorModel model, SamplingOptions options, int label, long index) =>
        new()
        {
            [SyntheticKey] = "true",
            ["Software"] = $"PathAlign {typeof(Provenance).Assembly.GetName().Version?.ToString(3)}",
            [Class] = Uri.EscapeDataString(model.Dataset.Classes[label].Code),   // text chunks are Latin-1
            [Seed] = options.Seed.ToString(CultureInfo.InvariantCulture),
            [Index] = index.ToString(CultureInfo.InvariantCulture),
            [Sampler] = options.Sampler,
            [Steps] = options.Steps.ToString(CultureInfo.InvariantCulture),
            [Guidance] = options.Guidance.ToString("R", CultureInfo.InvariantCulture),
            [Range] = string.Create(CultureInfo.InvariantCulture, $"{options.GuidanceLow}-{options.GuidanceHigh}"),
            [ComputedWith] = ComputeStamp.Of(options.Precision).ToString(),
            [Base] = model.Sha256,
            [Adapter] = model.AdapterSha256 ?? Bare,
        };

    /// <summary>Reads a tile's origin from its text chunks.</summary>
    /// <param name="text">The chunks.</param>
    /// <param name="source">The file, for errors.</param>
    /// <exception cref="InvalidInputException">The tile was not drawn by PathAlign, or a chunk has an invalid
    /// value.</exception>
    public static TileOrigin Read(IReadOnlyDictionary<string, string> text, string source)
    {
        if (text.GetValueOrDefault(SyntheticKey) != "true")
            throw new InvalidInputException(
                source, SyntheticKey, "expected a tile with its origin in the PNG text, found none");
        string Value(string key, Func<string, bool> fits, string expected) =>
            text.TryGetValue(key, out var value) && fits(value)
                ? value
                : throw new InvalidInputException(
                    source,
                    key,
                    $"expected {expected}, found " +
                        $"{(value is null ? "nothing" : $"'{(value.Length > 80 ? value[..80] + "…" : value)}'")}");
        T Number<T>(string key) where T : struct, IParsable<T> =>
            T.Parse(
                Value(key, v => T.TryParse(v, CultureInfo.InvariantCulture, out _), "a number"),
                CultureInfo.InvariantCulture);

        var code = Uri.UnescapeDataString(Value(Class, v => v.Length is > 0 and <= 1000, "the code of a class"));
        var range = Ends().Match(Value(Range, Ends().IsMatch, "two noise times such as 0.2-0.8"));
        var stamp = text.ContainsKey(ComputedWith)
            ? ComputeStamp.Parse(
                Value(
                    ComputedWith,
                    v => ComputeStamp.Parse(v) is not null,
                    "LibTorch's version, a precision and a kernel class"))
            : null;
        var options = new SamplingOptions
        {
            Labels = [0],   // a placeholder: the generator finds the label of the class code
            CountPerClass = 1,
            Seed = Number<ulong>(Seed),
            Sampler = Value(Sampler, _ => true, "a sampler"),
            Steps = Number<int>(Steps),
            Guidance = Number<double>(Guidance),
            GuidanceLow = double.Parse(range.Groups["low"].ValueSpan, CultureInfo.InvariantCulture),
            GuidanceHigh = double.Parse(range.Groups["high"].ValueSpan, CultureInfo.InvariantCulture),
            Precision = stamp?.Precision ?? "float32",
        };
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
            throw new InvalidInputException(source, "text", faults[0].ErrorMessage!);
        var adapter = Value(Adapter, v => v == Bare || Hash().IsMatch(v), $"a hash or '{Bare}'");
        return new TileOrigin(
            code,
            Number<long>(Index),
            options,
            Value(Base, Hash().IsMatch, "a hash"),
            adapter == Bare ? null : adapter,
            stamp);
    }

    [GeneratedRegex(@"\A(?<low>\d(\.\d{1,20})?(E-\d{1,3})?)-(?<high>\d(\.\d{1,20})?(E-\d{1,3})?)\z")]
    private static partial Regex Ends();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Hash();
}
