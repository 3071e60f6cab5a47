using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models.Diffusion;

namespace PathAlign.Generator.Sampling;

/// <summary>Draws tiles into a folder: a PNG with provenance for each, and one grid. Tiles already there are kept, so a stopped run goes on.</summary>
public sealed class TileGeneration(GeneratorModel model, SamplingOptions options, string folder)
{
    private const int GridColumns = 12;

    /// <summary>One tile to draw.</summary>
    private sealed record Job(int Label, long Index, string Path);

    /// <summary>Draws what is missing and returns the grid's path.</summary>
    /// <param name="progress">Told how many tiles of how many are there.</param>
    /// <param name="cancel">Stops between batches.</param>
    public string Run(Action<int, int>? progress, CancellationToken cancel)
    {
        var jobs = options.Labels.SelectMany(label => Enumerable.Range(0, options.CountPerClass).Select(i => new Job(label, IndexOf(label, i), PathOf(label, i)))).ToList();
        var missing = jobs.Where(job => !IsDone(job)).ToList();
        progress?.Invoke(jobs.Count - missing.Count, jobs.Count);
        foreach (var batch in missing.Chunk(options.Batch))
        {
            cancel.ThrowIfCancellationRequested();
            var images = TileSampler.Sample(model.Network, model.Schedule, model.Prediction, [.. batch.Select(j => (long)j.Label)], [.. batch.Select(j => j.Index)],
                options.Seed, Samplers.Parse(options.Sampler), options.Steps, options.Guidance);
            foreach (var (job, image) in batch.Zip(images)) AtomicFile.Write(job.Path, Png.Encode(image, Provenance.Of(model, options, job.Label, job.Index)));
            progress?.Invoke(jobs.Count - missing.Count + missing.IndexOf(batch[^1]) + 1, jobs.Count);
        }
        return DrawGrid(jobs);
    }

    /// <summary>The classes' noise never overlaps, and asking for more tiles leaves the first ones as they were.</summary>
    private static long IndexOf(int label, int i) => ((long)label << 32) + i;

    private string PathOf(int label, int i) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{TissueClasses.All[label].Code}-{i:D5}.png"));

    private bool IsDone(Job job)
    {
        if (!File.Exists(job.Path)) return false;
        var wanted = Provenance.Of(model, options, job.Label, job.Index);
        var found = Png.ReadText(File.ReadAllBytes(job.Path), job.Path);
        return wanted.All(entry => found.TryGetValue(entry.Key, out var text) && text == entry.Value);
    }

    private string DrawGrid(List<Job> jobs)
    {
        var rows = jobs.GroupBy(job => job.Label).Select(group => new GridRow(TissueClasses.All[group.Key].Code,
            [.. group.Take(GridColumns).Select(job => Png.Decode(File.ReadAllBytes(job.Path), job.Path))])).ToList();
        var title = string.Create(CultureInfo.InvariantCulture, $"synthetic - seed {options.Seed}, {options.Sampler}, {options.Steps} steps, guidance {options.Guidance}");
        var path = Path.Combine(folder, "grid.png");
        AtomicFile.Write(path, Png.Encode(TileGrid.Draw(rows, 3, title), new Dictionary<string, string> { [Provenance.SyntheticKey] = "true" }));
        return path;
    }
}
