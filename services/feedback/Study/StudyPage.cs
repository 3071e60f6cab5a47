namespace PathAlign.Feedback.Study;

/// <summary>How to judge a set.</summary>
/// <param name="SetId">The set.</param>
/// <param name="SideBySide">Whether raters compare two images at a time and choose the more plausible one.</param>
/// <param name="Scale">The steps from implausible to plausible; for pairs, from left to right.</param>
/// <param name="Criteria">The names of the criteria that a rating can mark as wrong; none for pairs.</param>
/// <param name="Definitions">A sentence on each criterion, by its name.</param>
/// <param name="MaxRemarkLength">Maximum length of a remark, in characters; 0 for no remarks.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Stain">How the specimen is stained; null if unknown.</param>
/// <param name="MicrometresPerPixel">The side of a pixel; null if unknown.</param>
/// <param name="MinLookMs">How long an item must have been on the screen before a verdict on it counts, in
/// milliseconds.</param>
/// <param name="ChangeMinutes">How long a rating may be changed after it was first given; null for no limit. After the
/// set is frozen it never may.</param>
internal sealed record StudyPage(
    string SetId,
    bool SideBySide,
    IReadOnlyList<StudyLevel> Scale,
    IReadOnlyList<string> Criteria,
    IReadOnlyDictionary<string, string> Definitions,
    int MaxRemarkLength,
    IReadOnlyList<StudyClass> Classes,
    string? Stain,
    double? MicrometresPerPixel,
    int MinLookMs,
    int? ChangeMinutes);

/// <summary>A step of the scale.</summary>
/// <param name="Verdict">The name in ratings.</param>
/// <param name="Label">The text that raters see.</param>
internal sealed record StudyLevel(string Verdict, string Label);

/// <summary>A class.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The name in words.</param>
/// <param name="Examples">The paths of PNGs of real tiles on this server, the most typical first.</param>
internal sealed record StudyClass(string Code, string Name, IReadOnlyList<string> Examples);
