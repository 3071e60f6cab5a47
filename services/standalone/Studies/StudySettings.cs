using System.Text.RegularExpressions;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Import;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Studies;

/// <summary>The settings of a study on the command line.</summary>
internal sealed partial record StudySettings
{
    private const int LongestName = 40;

    /// <summary>The images to rate.</summary>
    internal required LabelledImagesOptions Images { get; init; }

    /// <summary>The name that the user gave; null for the folder's.</summary>
    internal string? Name { get; init; }

    /// <summary>The path of the real tiles; null for none.</summary>
    internal string? Data { get; init; }

    /// <summary>The real tiles; null for none.</summary>
    internal TileDataset? Real { get; init; }

    /// <summary>The classes; null for those of the real tiles, or those beside or in the images.</summary>
    internal DatasetDescription? Dataset { get; init; }

    /// <summary>The classifier whose trunk the reward model starts from; null for a shipped one.</summary>
    internal string? Classifier { get; init; }

    internal ulong Seed { get; init; }

    /// <summary>The number of images or pairs to rate; null for all.</summary>
    internal int? Ratings { get; init; }

    internal RatingPlan Rating { get; init; } = new();

    internal RewardPlan Reward { get; init; } = new();

    /// <summary>Who rates in this process; null if the cluster's raters do, or the simulated pathologist.</summary>
    internal People? People { get; init; }

    internal bool Verbose { get; init; }

    /// <summary>The study's id: the name, or the folder's name in lower-case letters, digits and hyphens.</summary>
    internal string StudyId
    {
        get
        {
            if (Name is not null) return Name;
            var source = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Images.Source));
            var name = Other().Replace(Path.GetFileNameWithoutExtension(source).ToLowerInvariant(), "-").Trim('-');
            name = name.Length > LongestName ? name[..LongestName].Trim('-') : name;
            return name.Length > 0 ? name : "study";
        }
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Other();
}
