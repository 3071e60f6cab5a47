namespace PathAlign.Feedback.Study;

/// <summary>How a set is to be judged.</summary>
/// <param name="SetId">The set.</param>
/// <param name="SideBySide">Whether two images are judged at a time: which one is the more plausible.</param>
/// <param name="Scale">The steps from implausible to plausible, of pairs from left to right.</param>
/// <param name="Criteria">What a rating may find wrong, by name; none of pairs.</param>
/// <param name="Definitions">What each criterion means, in a sentence, by its name.</param>
/// <param name="MaxRemarkLength">The longest remark in characters; 0 for none.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Stain">How the specimen is stained; null if unknown.</param>
/// <param name="MicrometresPerPixel">The side of a pixel; null if unknown.</param>
internal sealed record StudyPage(
    string SetId,
    bool SideBySide,
    IReadOnlyList<StudyLevel> Scale,
    IReadOnlyList<string> Criteria,
    IReadOnlyDictionary<string, string> Definitions,
    int MaxRemarkLength,
    IReadOnlyList<StudyClass> Classes,
    string? Stain,
    double? MicrometresPerPixel);

/// <summary>A step of the scale.</summary>
/// <param name="Verdict">As ratings name it.</param>
/// <param name="Label">As raters read it.</param>
internal sealed record StudyLevel(string Verdict, string Label);

/// <summary>A class.</summary>
/// <param name="Code">Short.</param>
/// <param name="Name">In words.</param>
/// <param name="Examples">Where PNGs of real tiles are, as paths on this server; the most typical one first.</param>
internal sealed record StudyClass(string Code, string Name, IReadOnlyList<string> Examples);

/// <summary>How far a rater and a set are.</summary>
/// <param name="Rated">Items that this rater has rated.</param>
/// <param name="Left">Images of the set that still need raters, this one or others; for a reviewer, those to decide
/// on.</param>
internal sealed record StudyProgress(long Rated, long Left);
