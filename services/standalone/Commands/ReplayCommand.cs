using System.CommandLine;
using System.Globalization;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models.Compute;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// <c>pathalign replay</c>: draws a tile again from its own metadata and reports whether the two are equal.
/// </summary>
internal static class ReplayCommand
{
    /// <summary>The exit codes for a different tile; 0 means the same tile.</summary>
    private const int Differs = 1, ComputedElsewhere = 3;

    internal static Command Create()
    {
        var image = new Argument<string>("IMAGE") { Description = "A PNG tile that pathalign has drawn" };
        var model = new Option<string?>("--model")
        {
            Description = "Weights of the generator; needed only if they are neither in models/ nor in the home",
        };
        var adapter = new Option<string?>("--adapter")
        {
            Description = "Weights of the adapter; needed only if they are neither in models/ nor in the home",
        };
        var @out = new Option<string?>("--out") { Description = "File for the new tile; default: it is not kept" };
        var home = HomeOption.Create();
        var command = new Command(
            "replay",
            "Draw a tile again from its own metadata and compare the two files byte by byte.")
            {
                image,
                model,
                adapter,
                @out,
                home,
            };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(image)!;
            var bytes = File.ReadAllBytes(path);
            var origin = Provenance.Read(Png.ReadText(bytes, path), path);
            string Weights(string sha256, string? named, string option) =>
                Find(sha256, named, parsed.GetValue(home)!) ??
                throw new InvalidInputException(
                    path,
                    "provenance",
                    $"expected the weights {sha256} of this tile in models/ or in the home's objects, found them in " +
                        $"neither; give their file with {option}");
            using var loaded = GeneratorModel.Load(
                Weights(origin.BaseSha256, parsed.GetValue(model), "--model"),
                origin.AdapterSha256 is { } sha256 ? Weights(sha256, parsed.GetValue(adapter), "--adapter") : null);
            var drawn = TileFiles.Redraw(loaded, origin);
            if (parsed.GetValue(@out) is { } keep) AtomicFile.Write(keep, drawn);
            var (code, verdict) = Compare(bytes, drawn, path, origin);
            Console.WriteLine($"{path}: {verdict}");
            return code;
        });
        return command;
    }

    private static (int Code, string Verdict) Compare(byte[] there, byte[] drawn, string path, TileOrigin origin)
    {
        if (there.AsSpan().SequenceEqual(drawn)) return (0, "drawn again, the same to the byte");
        var (before, after) = (Png.Decode(there, path), Png.Decode(drawn, "the tile drawn again"));
        if ((before.Width, before.Height) != (after.Width, after.Height))
        {
            return (Differs, $"expected {after.Width}×{after.Height} pixels, as the generator draws, " +
                $"found {before.Width}×{before.Height}");
        }
        var by = before.Pixels.ToArray().Zip(after.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).ToList();
        if (by.Max() == 0)
            return (0, "drawn again, the same pixels; the rest of the file was changed or written by another version");
        var pixels = by.Chunk(3).Count(rgb => rgb.Any(d => d > 0));
        var found = string.Create(CultureInfo.InvariantCulture,
            $"{pixels} of {by.Count / 3} pixels differ, by at most {by.Max()} of 255, PSNR {Psnr(by):f1} dB");
        var here = ComputeStamp.Of(origin.Options.Precision);
        if (origin.ComputedWith == here)
            return (Differs, $"another picture: {found}. It was changed since it was drawn");
        var stamp = origin.ComputedWith?.ToString() ?? "a version that did not note it";
        return (ComputedElsewhere, $"drawn with {stamp}, this machine has {here}: expected to differ; {found}");
    }

    /// <summary>Peak signal-to-noise ratio in dB, from differences in steps of 1/255.</summary>
    private static double Psnr(IReadOnlyCollection<int> by) =>
        10 * Math.Log10(255.0 * 255 * by.Count / by.Sum(d => (double)d * d));

    private static string? Find(string sha256, string? named, string home)
    {
        if (named is not null)
            return FileHash.Of(named) == sha256
                ? named
                : throw new InvalidInputException(
                    named, "content", $"expected the hash {sha256}, found {FileHash.Of(named)}");
        var stored = Path.Combine(
            home, "objects", ObjectKey.Of("weights", "safetensors", Convert.FromHexString(sha256)));
        return File.Exists(stored) ? stored : ShippedModels.WithHash("", sha256);
    }
}
